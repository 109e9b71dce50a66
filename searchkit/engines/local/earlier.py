"""Archives of earlier format versions: not searched any more, but `rebuild` takes them over.

A format version that is given up gets a module that reads its articles and its record, and a line
in `_READERS`; `store/manifest.py` names it in REBUILT.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from pathlib import Path
from typing import Any, NoReturn

from searchkit.engines.local.first_format import FirstFormat
from searchkit.errors import IncompatibleIndex
from searchkit.model import Article
from searchkit.store.manifest import is_rebuilt, newest_facts

_READERS = {1: FirstFormat}


class EarlierReader:
    """Of a `Reader`, what a rebuild asks for; all else is refused, saying which command does that.

    What there is is read when it is first asked for, and raises CorruptIndex then. Raises `refusal`
    for an archive of a version that nothing here reads.
    """

    def __init__(self, index: Path, refusal: IncompatibleIndex) -> None:
        self._manifest, self.generation, self._facts = newest_facts(index)
        self._refusal = refusal
        if not is_rebuilt(self._facts):
            raise refusal

    def __getattr__(self, name: str) -> NoReturn:
        raise IncompatibleIndex(str(self._refusal))

    @cached_property
    def _stored(self) -> FirstFormat:
        return _READERS[self._facts["format_version"]](self._manifest, self._facts)

    def get(self, id: str) -> Article | None:
        return self._stored.get(id)

    def ids(self, prefix: str = "") -> Iterator[str]:
        return (id for id in self._stored.ids if id.startswith(prefix))

    def entry(self, key: str) -> Any | None:
        return self._stored.record.get(key)

    def entries(self, prefix: str = "") -> Iterator[tuple[str, Any]]:
        found = self._stored.record.items()
        return ((key, value) for key, value in found if key.startswith(prefix))

    def close(self) -> None:
        self.__dict__.pop("_stored", None)
