"""Are edited copies found? Press releases, some of them rewritten as wire copy is, in one archive.

An edited copy has another's opening for its lede and lacks the last quarter of its words; half of
them come from another source. The same choice is made in every run.
"""

from __future__ import annotations

import json
import random
import tempfile
from collections.abc import Sequence
from itertools import islice
from pathlib import Path
from typing import Any

from benchmarks.quality.scores import Case, Score
from searchkit import Archive, Article

CORPUS = "senate_press.jsonl"
ARTICLES, PAIRS = 20_000, 200
_LEAST_WORDS = 100
"""Shorter articles would keep too little of themselves."""
_LEDE_WORDS = 20, 50

Record = dict[str, Any]


def copies_found(data: Path) -> Score:
    """How many of PAIRS edited copies are grouped with what they were made of."""
    with (data / CORPUS).open(encoding="utf-8") as lines:
        records = list(map(json.loads, islice(lines, ARTICLES)))
    pairs = _edited(records, random.Random(1))
    with tempfile.TemporaryDirectory(prefix="searchkit-copies-") as folder:
        with Archive.open(Path(folder, "index"), create=True) as archive:
            archive.add_all(map(_article, records))
            archive.add_all(copy for copy, _ in pairs)
        with Archive.open(Path(folder, "index")) as archive:
            cases = [
                Case(copy.id, not _is_grouped(archive, copy.id, original), f"made of {original}")
                for copy, original in pairs
            ]
    return Score(len(cases) - sum(case.loss for case in cases), cases)


def _is_grouped(archive: Archive, id: str, original: str) -> bool:
    return any(copy.id == original for copy in archive.copies(id))


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
