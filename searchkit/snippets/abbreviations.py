"""Which full stops end no sentence? Lists for each language, shipped as `abbreviations.json`.

An entry with a capital is meant with it ("Sen." but not "sen."); one without means any case.
`learned` holds what `scripts/learn-abbreviations` found in texts, and counts as `anywhere`.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from searchkit.values import Value

FILE = "abbreviations.json"


class Abbreviations(Value):
    """One language's abbreviations, without their last full stop.

    After `before_names` a sentence never ends, after `before_numbers` not when a number follows,
    after `anywhere` only when one of `starters`, in lower case, follows. `ordinals` says that
    "3." is how the language writes "third". `before_words` are those of `before_names` and
    `anywhere`: behind any other word, what is no number begins a sentence.
    """

    before_names: frozenset[str]
    before_numbers: frozenset[str]
    anywhere: frozenset[str]
    starters: frozenset[str]
    ordinals: bool
    before_words: frozenset[str]

    @classmethod
    def of(cls, entries: Sequence[dict[str, Any]]) -> Abbreviations:
        """Those of some languages: `abbreviations.json` says what an entry holds."""

        def every(*names: str) -> frozenset[str]:
            return frozenset(
                word for entry in entries for name in names for word in entry.get(name, ())
            )

        before_names, anywhere = every("before_names"), every("anywhere", "learned")
        return cls(
            before_names,
            every("before_numbers"),
            anywhere,
            every("starters"),
            ordinals=len(entries) == 1 and entries[0].get("ordinals", False),
            before_words=before_names | anywhere,
        )


@lru_cache(maxsize=256)
def abbreviations(language: str | None) -> Abbreviations:
    """A language's lists by its ISO 639-1 code; those of all languages when it is not known."""
    lists = _lists()
    return lists.get((language or "").lower().replace("_", "-").split("-")[0], lists[""])


def holds(words: frozenset[str], word: str) -> bool:
    """Whether a word as written is one of them; headlines in capitals count as written small."""
    return (
        word in words
        or word.lower() in words
        or (len(word) > 1 and word.isupper() and word.capitalize() in words)
    )


@cache
def _lists() -> dict[str, Abbreviations]:
    # importlib.resources would do as well, in 10 ms.
    data = json.loads(Path(__file__).with_name(FILE).read_text(encoding="utf-8"))
    lists = {language: Abbreviations.of([entry]) for language, entry in data.items()}
    lists[""] = Abbreviations.of(list(data.values()))
    lists["nb"] = lists["nn"] = lists["no"]
    return lists
