"""Which full stops end no sentence? Lists for each language, shipped as `abbreviations.json`.

An entry with a capital is meant with it ("Sen." but not "sen."); one without means any case.
`learned` holds what `scripts/learn-abbreviations` found in texts, and counts as `anywhere`.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache

FILE = "abbreviations.json"


@dataclass(frozen=True, slots=True)
class Abbreviations:
    """One language's abbreviations, without their last full stop.

    After `before_names` a sentence never ends, after `before_numbers` not when a number follows,
    after `anywhere` only when one of `starters`, in lower case, follows. `ordinals` says that
    "3." is how the language writes "third".
    """

    before_names: frozenset[str]
    before_numbers: frozenset[str]
    anywhere: frozenset[str]
    starters: frozenset[str]
    ordinals: bool


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
    from importlib.resources import files

    data = json.loads(files(__package__).joinpath(FILE).read_text(encoding="utf-8"))
    lists = {
        language: Abbreviations(
            before_names=frozenset(entry["before_names"]),
            before_numbers=frozenset(entry["before_numbers"]),
            anywhere=frozenset(entry["anywhere"]).union(entry.get("learned", ())),
            starters=frozenset(entry["starters"]),
            ordinals=entry.get("ordinals", False),
        )
        for language, entry in data.items()
    }
    known = list(lists.values())
    lists["nb"] = lists["nn"] = lists["no"]
    lists[""] = Abbreviations(
        before_names=frozenset().union(*(each.before_names for each in known)),
        before_numbers=frozenset().union(*(each.before_numbers for each in known)),
        anywhere=frozenset().union(*(each.anywhere for each in known)),
        starters=frozenset().union(*(each.starters for each in known)),
        ordinals=False,
    )
    return lists
