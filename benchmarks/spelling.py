"""Is a misspelled word suggested right, and how soon? How soon is what somebody types completed?

python -m benchmarks.spelling --corpus FILE
"""

from __future__ import annotations

import random
import re
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import NamedTuple

import click

from benchmarks.options import JSON_LINES
from searchkit import Archive

EDITS = ("insert", "delete", "substitute", "transpose")
_LETTERS = "abcdefghijklmnopqrstuvwxyz"
_SHORTEST, _FEWEST = 5, 10
"""Letters of the words that are misspelled, and articles that hold them."""


class Slip(NamedTuple):
    """A word, one of EDITS, and what that made of the word."""

    word: str
    edit: str
    typed: str


@dataclass(frozen=True)
class Figures:
    """Shares of slips whose word was suggested, in all and by edit; CPU milliseconds of each."""

    right: float
    by_edit: dict[str, float]
    milliseconds: list[float]


def misspell(word: str, edit: str, dice: random.Random) -> str:
    """The word after one edit at a random place; itself where it has nothing to transpose."""
    letter, place = dice.choice(_LETTERS), dice.randrange(len(word))
    if edit == "insert":
        place = dice.randrange(len(word) + 1)
        return word[:place] + letter + word[place:]
    if edit == "delete":
        return word[:place] + word[place + 1 :]
    if edit == "substitute":
        return word[:place] + letter + word[place + 1 :]
    return word[:place] + word[place : place + 2][::-1] + word[place + 2 :]


def slips(counts: dict[str, int], number: int, seed: int = 1) -> list[Slip]:
    """Misspellings of words drawn with equal chances, the four edits in turn.

    Those that are a drawn kind of word themselves are drawn again: nobody can tell them from it.
    """
    dice = random.Random(seed)
    words = sorted(
        word for word, count in counts.items() if count >= _FEWEST and len(word) >= _SHORTEST
    )
    drawn: list[Slip] = []
    while words and len(drawn) < number:
        word, edit = dice.choice(words), EDITS[len(drawn) % len(EDITS)]
        typed = misspell(word, edit, dice)
        if typed != word and counts.get(typed, 0) < _FEWEST:
            drawn.append(Slip(word, edit, typed))
    return drawn


def measure(archive: Archive, drawn: Sequence[Slip]) -> Figures:
    """What `Results.suggestion` says to each; reading it is timed, the search before it is not."""
    right: dict[str, list[bool]] = {edit: [] for edit in EDITS}
    times = []
    for slip in drawn:
        results = archive.search(slip.typed, limit=0)
        begun = time.process_time()
        found = results.suggestion
        times.append((time.process_time() - begun) * 1000)
        right[slip.edit].append(found == slip.word)
    every = [found for founds in right.values() for found in founds]
    by_edit = {edit: sum(found) / len(found) for edit, found in right.items() if found}
    return Figures(sum(every) / len(every), by_edit, times)


def prefixes(words: Sequence[str]) -> Iterator[str]:
    """What is typed on the way to some words, and to a second word behind each."""
    yield ""
    for word, following in zip(words, [*words[1:], *words[:1]], strict=True):
        for length in range(1, len(word) + 1):
            yield word[:length]
        for length in range(3):
            yield f"{word} {following[:length]}"


def complete(archive: Archive, typed: Sequence[str]) -> list[float]:
    """CPU milliseconds of each completion."""
    return [_milliseconds(lambda prefix=prefix: archive.suggest(prefix)) for prefix in typed]


def _milliseconds(action: Callable[[], object]) -> float:
    begun = time.process_time()
    action()
    return (time.process_time() - begun) * 1000


def word_counts(archive: Archive) -> Counter[str]:
    """How many articles hold each word of ASCII letters."""
    counts: Counter[str] = Counter()
    for article in archive.articles():
        counts.update(set(re.findall(r"\b[a-z]+\b", f"{article.title}\n{article.body}".lower())))
    return counts


def _spread(times: Sequence[float]) -> str:
    ordered = sorted(times)
    p95, p99 = (ordered[int(len(ordered) * share)] for share in (0.95, 0.99))
    return f"median {median(ordered):.2f}, p95 {p95:.2f}, p99 {p99:.2f}, most {ordered[-1]:.2f} ms"


@click.command()
@click.option("--corpus", type=JSON_LINES, required=True, help="JSON lines, one article each.")
@click.option("--number", default=1000, show_default=True, help="Misspellings to draw.")
@click.option("--seed", default=1, show_default=True, help="What they are drawn by.")
def main(corpus: Path, number: int, seed: int) -> None:
    """Print how many misspellings are suggested right, and what that and completing cost."""
    with tempfile.TemporaryDirectory() as folder:
        with Archive.open(Path(folder) / "index", create=True) as archive:
            archive.ingest(corpus)
        with Archive.open(Path(folder) / "index") as archive:
            counts = word_counts(archive)
            drawn = slips(counts, number, seed)
            first = _milliseconds(lambda: archive.suggest("zz"))
            once = _milliseconds(lambda: archive.search("zzyzzx", limit=0).suggestion)
            figures = measure(archive, drawn)
            click.echo(f"{len(drawn):,} misspellings, suggested right: {figures.right:.1%}")
            for edit, share in figures.by_edit.items():
                click.echo(f"  {edit:<10} {share:.1%}")
            click.echo(f"  each: {_spread(figures.milliseconds)}; the first besides {once:.1f} ms")
            words = [slip.word for slip in drawn[: max(1, number // 10)]]
            typed = list(prefixes(words))
            for name in ("typed for the first time", "again"):
                times = complete(archive, typed)
                click.echo(f"{len(typed):,} prefixes, {name}: {_spread(times)}")
            click.echo(f"  the very first besides {first:.1f} ms")


if __name__ == "__main__":
    main()
