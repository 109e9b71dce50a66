"""The distinct forms and stems of many texts, numbered in the order in which they were met."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from searchkit.analysis.growing import Growing
from searchkit.analysis.stemming import stems

_UNKNOWN = -1


class Vocabulary:
    """Forms and stems with their ids, and each form's stem by language. Ids never change."""

    def __init__(self) -> None:
        self.forms: list[str] = []
        self.stems: list[str] = []
        self._form_ids: dict[str, int] = {}
        self._stem_ids: dict[str, int] = {}
        self._stems_of: dict[str, Growing] = {}

    def form_id(self, form: str) -> int:
        """The id of a form, a new one if it is new."""
        return _id(form, self._form_ids, self.forms)

    def stem_ids(self, forms: npt.NDArray[Any], language: str) -> npt.NDArray[np.int32]:
        """The stems of form ids in a language: int32 ids, in the order of `forms`."""
        known = self._stems_of.setdefault(language, Growing(np.int32))
        known.extend(np.full(len(self.forms) - len(known), _UNKNOWN))
        found: npt.NDArray[np.int32] = known.values[forms]
        missing = found == _UNKNOWN
        if missing.any():
            new = np.unique(forms[missing])
            words = stems(map(self.forms.__getitem__, new.tolist()), language)
            known.values[new] = [_id(word, self._stem_ids, self.stems) for word in words]
            found = known.values[forms]
        return found


def _id(term: str, ids: dict[str, int], terms: list[str]) -> int:
    known = ids.get(term)
    if known is None:
        known = ids[term] = len(terms)
        terms.append(term)
    return known
