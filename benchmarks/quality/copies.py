"""Are edited copies found, and from them what they were made of?

They are press releases, rewritten as wire copy is, among others in one archive.

An edited copy has another's opening for its lede and lacks the last quarter of its words; half of
them come from another source. The same choice is made in every run.
"""

from __future__ import annotations

import json
import random
import tempfile
from collections.abc import Sequence
from datetime import timezone
from functools import lru_cache
from itertools import islice
from pathlib import Path
from typing import Any

from benchmarks.quality.scores import Case, Score
from searchkit import Archive, Article
from searchkit.analysis.likeness import Story, share_of
from searchkit.engines.base import Request
from searchkit.engines.local.engine import LocalEngine
from searchkit.engines.local.reader import LocalReader
from searchkit.query.nodes import Everything
from searchkit.similar import Similar

CORPUS = "senate_press.jsonl"
ARTICLES, PAIRS = 20_000, 200
_LEAST_WORDS = 100
"""Shorter articles would keep too little of themselves."""
_LEDE_WORDS = 20, 50
_SAME = 0.98
"""Texts that share so much of each other's passages say the same."""
REQUEST = Request(tiers=(Everything(),), zone=timezone.utc)

Record = dict[str, Any]


def copies_found(data: Path) -> Score:
    """How many of PAIRS edited copies are grouped with what they were made of."""
    return _score(_outcomes(data), 0)


def originals_first(data: Path, *, grouped: bool = True) -> Score:
    """To how many of them what they were made of, or a text that says the same, is the most
    similar one: the first that `similar` gives. Not `grouped`: without knowing who copied whom.
    """
    return _score(_outcomes(data), 1 if grouped else 2)


Outcome = tuple[str, str, tuple[bool, bool, bool]]
"""A copy, what it was made of; whether that is found in its group, first, and first without it."""


@lru_cache(maxsize=1)
def _outcomes(data: Path) -> list[Outcome]:
    with (data / CORPUS).open(encoding="utf-8") as lines:
        records = list(map(json.loads, islice(lines, ARTICLES)))
    pairs = _edited(records, random.Random(1))
    with tempfile.TemporaryDirectory(prefix="searchkit-copies-") as folder:
        with Archive.open(Path(folder, "index"), create=True) as archive:
            archive.add_all(map(_article, records))
            archive.add_all(copy for copy, _ in pairs)
        reader = LocalEngine(Path(folder, "index")).reader()
        found = [(copy.id, made_of) for copy, made_of in pairs]
        return [(*pair, _outcome(reader, *pair)) for pair in found]


def _outcome(reader: LocalReader, id: str, original: str) -> tuple[bool, bool, bool]:
    grouped = any(copy.id == original for copy in reader.copies(id))
    first = [_is_first(reader.similar(id, REQUEST), reader, original)]
    first.append(_is_first(reader.similar(id, REQUEST, grouped=False), reader, original))
    return grouped, first[0], first[1]


def _score(outcomes: Sequence[Outcome], which: int) -> Score:
    cases = [Case(id, not found[which], f"made of {made_of}") for id, made_of, found in outcomes]
    return Score(len(cases) - sum(case.loss for case in cases), cases)


def _is_first(similar: Similar | None, reader: LocalReader, original: str) -> bool:
    """Some releases were published twice under two ids: either will do."""
    if not similar:
        return False
    found, wanted = reader.get(similar.related[0].hit.id), reader.get(original)
    assert found is not None
    assert wanted is not None
    texts = Story.of(found.body), Story.of(wanted.body)
    return min(share_of(*texts), share_of(*reversed(texts))) >= _SAME


def _edited(records: Sequence[Record], chance: random.Random) -> list[tuple[Article, str]]:
    """Copies, and the id of what each was made of."""
    long = [record for record in records if len(record["text"].split()) >= _LEAST_WORDS]
    sources = sorted({record["source"] for record in records})
    made = []
    for number, record in enumerate(chance.sample(long, min(PAIRS, len(long)))):
        source = record["source"] if chance.random() < 0.5 else chance.choice(sources)
        text = _rewritten(record["text"], chance.choice(long)["text"], chance)
        changes = {"id": f"copy-{number}", "title": "", "text": text, "source": source}
        made.append((_article({**record, **changes}), record["id"]))
    return made


def _rewritten(text: str, other: str, chance: random.Random) -> str:
    """A new lede from another article, and the text without its own and its last quarter."""
    words = text.split()
    own, new = chance.randint(*_LEDE_WORDS), chance.randint(*_LEDE_WORDS)
    kept = words[own : len(words) - len(words) // 4]
    return f"{' '.join(other.split()[:new])}.\n{' '.join(kept)}"


def _article(record: Record) -> Article:
    return Article(
        id=record["id"],
        title=record.get("title") or "",
        body=record.get("text") or "",
        source=record["source"],
        published=record["date"] or None,
        language="en",
    )
