"""Queries made to hang, crash or fill the memory of whoever answers them, and what came of them.

Known ones, random ones from the pieces that queries are made of, and mutations of both. Each may
give results, a QueryError that says where, or a SearchTimeout when its time is over; nothing else,
and nothing later or larger than it may be.
"""

from __future__ import annotations

import random
import resource
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from datetime import date, timedelta
from itertools import chain, islice
from pathlib import Path
from typing import NamedTuple

from searchkit import Archive, Article
from searchkit.errors import QueryError, SearchTimeout
from searchkit.model import Results

GRACE = 0.75
"""Seconds of processor time by which one step on whole arrays may be late."""
GROWTH = 256 << 20
"""Bytes by which one query may raise the peak of memory."""
LETTERS = "abcdefghijklmnopqrstuvwxyz"
ODDITIES = (
    "\0", "\x1b[31m", "\ud800", "\udfff\ud800", "\u202e", "\u2066x\u2069", "\ufeff", "\ufffe",
    "\U0010ffff", "e" + "\u0301" * 300, "\u200d" * 50, "👩\u200d👩\u200d👧", "İıſK", "ﷺ" * 20,
    "ß" * 40, "ǅ", "北京" * 30, "ไทย", "가", "\u1100\u1161\u11a8", "\r\n", "\u2028", "\x85",
    "\u00ad", "a\u0488" * 30, "①²Ⅷ", "𝔘𝔫𝔦",
)  # fmt: skip
NUMBERS = (
    "9" * 400, "1e999", "-0", "0x" + "f" * 90, "٣٤٥", "1,000,000,000,000", "NaN", "inf", "3.5.5.5",
)  # fmt: skip
DATES = (
    "0000-00-00", "9999-12-31", "99999-01-01", "-0001-01-01", "2022-02-30", "2022-13",
    "P999999999D", "P1Y9999M", '"last ' + "9" * 60 + ' weeks"', "2022-01-01..1999-01-01",
    "..", "2022-01-01T25:61:61+99:99", "yesterday", "٢٠٢٢-٠١-٠١", '"in 10000 years"',
)  # fmt: skip
FIELDS = ("title", "body", "author", "url", "source", "lang", "exact", "date", "after", "before")


class Death(NamedTuple):
    """A query that did what none may do."""

    query: str
    problem: str

    def __str__(self) -> str:
        shown = ascii(self.query)
        return f"{self.problem}: {shown if len(shown) < 120 else shown[:120] + '…'}"


def vocabulary(rng: random.Random, count: int) -> list[str]:
    """So many invented words, the first of them short."""
    made = dict.fromkeys(LETTERS)
    while len(made) < count:
        made["".join(rng.choices(LETTERS, k=min(2 + len(made) // 600, 12)))] = None
    return list(made)


def articles(rng: random.Random, count: int, words: list[str]) -> Iterator[Article]:
    """Articles whose words are as unevenly frequent as those of a language."""
    weights = [1 / (rank + 1) for rank in range(len(words))]
    for number in range(count):
        text = rng.choices(words, weights, k=rng.randint(100, 400))
        yield Article(
            id=f"a{number}",
            title=" ".join(text[:6]),
            body=" ".join(text) + ".",
            source=f"Source {number % 300}",
            author=" ".join(text[6:8]),
            published=date(2000, 1, 1) + timedelta(days=number % 4000) if number % 9 else None,
            language="en",
        )


def known(words: list[str]) -> list[str]:
    """Those that have ended programs before, here or elsewhere."""
    some, pairs = words[:700], [a + b for a in LETTERS for b in LETTERS]
    repeated = (
        "(a OR ",
        "(",
        ")",
        "()",
        "(-",
        "NOT ",
        "NOT(",
        "-",
        "a OR ",
        "OR ",
        "AND ",
        '"',
        '"a ',
        "*a",
    )
    return [
        *(piece * (1_000_000 // len(piece)) for piece in repeated),
        *(
            piece * 1_300
            for piece in ("?", "*", "a*", "?a", "\\", "^9", "~2", "a:", "title:", "''")
        ),
        "(" * 20_000 + "a" + ")" * 20_000,
        "a" * 1_000_000,
        "NOT " * 1_000 + "a",
        "*a*b*c*",
        "before:P999999999D date:P1Y9999M",
        "*" + "?a" * 500,
        " ".join("*" + "?" * n + "e*" for n in range(2, 30)),
        '"' + f"{words[0]} " * 1_000 + '"~100',
        '"' + f"{words[0]} {words[1]} {words[2]} " * 250 + '"~100',
        '"' + f"{words[0]} " * 1_000 + '"',
        " OR ".join(some),
        " ".join(words[:1_000]),
        " ".join(f"-{word}" for word in some),
        " OR ".join(f"{letter}*" for letter in LETTERS),
        " OR ".join(f"{pair}*" for pair in pairs),
        " OR ".join(f"title:*{pair[0]}*{pair[1]}*" for pair in pairs[:200]),
        " OR ".join(f"{word}~2" for word in words[600:1_000]),
        " OR ".join(f'"{words[0]} {words[1]} {word}"~100' for word in some[:200]),
        " OR ".join(f"author:{a}* OR url:*{a}*" for a in LETTERS),
        "source:" + ",".join(some),
        " OR ".join(f"date:{year}-{month:02}" for year in range(1, 40) for month in range(1, 13)),
        "".join(f"(({word} OR -" for word in some[:16]) + "a" + "))" * 16,
        *(f"{field}:{value}" for field in FIELDS for value in (*NUMBERS, *DATES)),
        *(f"{field}:{oddity}" for field in ("exact", "source", "title") for oddity in ODDITIES),
        *(f"{oddity}*" for oddity in ODDITIES),
        *(f"a{oddity}b~2 *{oddity}?" for oddity in ODDITIES),
    ]


def generated(rng: random.Random, words: list[str]) -> Iterator[str]:
    """Random queries without end; now and then a known one, mutated."""
    deaths = [query for query in known(words) if len(query) < 5_000]
    while True:
        kind = rng.random()
        query = rng.choice(deaths) if kind < 0.02 else _query(rng, words, rng.choice((1, 2, 3, 9)))
        for _ in range(rng.randrange(4) if kind < 0.5 else 0):
            query = _mutated(rng, query)
        yield query


def _query(rng: random.Random, words: list[str], pieces: int) -> str:
    joints = (" ", " ", " ", " OR ", " AND ", " -", " NOT ", "", " (", ") ", '"', ":")
    return "".join(_piece(rng, words) + rng.choice(joints) for _ in range(pieces))


def _piece(rng: random.Random, words: list[str]) -> str:
    word = rng.choice(words)
    makers: tuple[Callable[[], str], ...] = (
        lambda: word,
        lambda: rng.choice(words[:30]),
        lambda: f"{word[: rng.randint(0, 3)]}*",
        lambda: f"*{word[-2:]}?{'*' * rng.randint(0, 3)}",
        lambda: f"{word}~{rng.choice(['', '1', '2', '3', '99'])}",
        lambda: f"{word}^{rng.choice(['2', '0.5', '1e9', '0', '-1'])}",
        lambda: f'"{word} {rng.choice(words[:50])}"',
        lambda: f'"{rng.choice(words[:9])} {word}"~{rng.choice([0, 3, 100, 10**30])}',
        lambda: f"{rng.choice(FIELDS)}:{word}",
        lambda: f"{rng.choice(('date', 'after', 'before'))}:{rng.choice(DATES)}",
        lambda: f"({word} OR {rng.choice(words)})",
        lambda: rng.choice(ODDITIES),
        lambda: rng.choice(NUMBERS),
        lambda: chr(rng.randrange(0x110000)),
    )
    return rng.choice(makers)()


def _mutated(rng: random.Random, query: str) -> str:
    """The query with a stretch of it repeated, taken out, moved, or something put into it."""
    first, last = sorted(rng.randrange(len(query) + 1) for _ in range(2))
    stretch = query[first:last]
    inserted = rng.choice((*ODDITIES, "(", ")", '"', "*", "?", "~2", "-", ":", " OR ", "NOT "))
    return rng.choice(
        (
            query[:last] + stretch * rng.choice((1, 2, 40)) + query[last:],
            query[:first] + query[last:],
            stretch + query[:first] + query[last:],
            query[:first] + inserted + query[first:],
            f"{'(' * 9}{query}{')' * 9}",
            query[::-1],
        )
    )


class Trial:
    """Puts queries to an archive, and keeps those that were answered as none may be."""

    def __init__(self, archive: Archive, timeout: float, grace: float = GRACE) -> None:
        self.archive, self.timeout, self.grace = archive, timeout, grace
        self.deaths: list[Death] = []
        self.asked = self.timeouts = self.refused = 0
        self.latest = 0.0
        """The most processor time that anything took, in seconds."""

    def run(self, queries: Iterable[str]) -> Trial:
        for query in queries:
            self.asked += 1
            peak = _peak()
            for problem in self._ask(query, strict=self.asked % 4 == 0):
                self.deaths.append(Death(query, problem))
            if _peak() - peak > GROWTH:
                self.deaths.append(Death(query, f"{(_peak() - peak) >> 20} MB more"))
        return self

    def _ask(self, query: str, *, strict: bool) -> Iterator[str]:
        found: list[Results] = []
        search = self.archive.search
        yield from self._step(
            lambda: found.append(search(query, timeout=self.timeout, strict=strict, limit=3))
        )
        for results in found:
            yield from self._step(lambda results=results: results.interpreted)
            yield from self._step(lambda results=results: results.total)
            yield from self._step(lambda results=results: results.facets)
            for hit in results:
                yield from self._step(hit.to_json)

    def _step(self, action: Callable[[], object]) -> Iterator[str]:
        """What is wrong with one thing that is limited by itself."""
        started = time.thread_time()
        try:
            action()
        except SearchTimeout as error:
            self.timeouts += 1
            if not error.column:
                yield f"no column: {error}"
        except QueryError as error:
            self.refused += 1
            if error.column is None:
                yield f"no column: {error}"
        except Exception as error:  # noqa: BLE001 - anything else is what is looked for
            yield f"{type(error).__name__}: {error}"
        took = time.thread_time() - started
        self.latest = max(self.latest, took)
        if took > self.timeout + self.grace:
            yield f"{took:.1f} s of processor time, not {self.timeout:g}"


def trials(
    folder: Path, count: int, seed: int, timeout: float = 2.0, grace: float = GRACE
) -> Iterator[str | None]:
    """The known queries and random ones, so many in all: what each did that none may, or None.

    A tenth, the known ones among them, is asked of an archive of many different words, where
    patterns take time; the rest of one where a random query takes a third of that.
    """
    large = min(count, max(count // 10, 1_000))
    for words, share in ((20_000, large), (4_000, count - large)):
        yield from _trials(folder / f"{words}", words, share, f"{words} {seed}", timeout, grace)


def _trials(
    index: Path, size: int, count: int, seed: str, timeout: float, grace: float
) -> Iterator[str | None]:
    rng = random.Random(seed)
    words = vocabulary(rng, size)
    make(index, 3_000, words)
    queries = chain(known(words), generated(rng, words))
    with Archive.open(index, zone="UTC") as archive:
        for query in islice(queries, count):
            yield next(map(str, Trial(archive, timeout, grace).run([query]).deaths), None)


def _peak() -> int:
    """The most memory that this process has had, in bytes."""
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most if sys.platform == "darwin" else most << 10


def make(index: Path, count: int, words: list[str], seed: int = 0) -> None:
    """An archive of invented articles to put queries to."""
    with Archive.open(index, create=True, zone="UTC") as archive:
        archive.add_all(articles(random.Random(seed), count, words))
