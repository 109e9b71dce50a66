"""How many quotations are found, and how often their speakers are right.

Over the articles that were marked by hand (`tests/quotes`); and how long it takes to read those of
`senate_press`, if the folder of evaluation data is there, and what share of their whole quoted
sentences it gives to somebody.

Usage: scripts/quotes [--mistakes] [--data FOLDER]
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import time
from itertools import islice
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "tests" / "quotes"))

from marked_articles import Score, documents, marked_articles, score  # noqa: E402

from searchkit import quotations  # noqa: E402
from searchkit.quotes.marks import quoted_spans  # noqa: E402

_ARTICLES = 2_000
_SENTENCE = 40
"""Code points of what is taken for a sentence."""


def main(arguments: list[str] | None = None) -> int:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--mistakes", action="store_true", help="name each mistake")
    parser.add_argument("--data", default=os.environ.get("SEARCHKIT_EVAL_DATA"), metavar="FOLDER")
    options = parser.parse_args(arguments)
    print(f"{'articles':<12} {'marked':>7} {'found':>7} {'given':>7} {'right':>7}")
    for name, total in (("documents/", score(documents())), ("marked/", score(marked_articles()))):
        print(_row(name, total))
        for mistake in total.mistakes if options.mistakes else ():
            print(f"    {mistake}")
    path = Path(options.data or ".") / "senate_press.jsonl"
    if path.exists():
        print(_cost(path))
    return 0


def _row(name: str, total: Score) -> str:
    found, right = total.found / total.marked, total.right / total.given
    return f"{name:<12} {total.marked:>7} {found:>7.1%} {total.given:>7} {right:>7.1%}"


def _cost(path: Path) -> str:
    with path.open(encoding="utf-8") as lines:
        texts = [json.loads(line)["text"] for line in islice(lines, 0, 40 * _ARTICLES, 30)]
    started = time.process_time()
    read = [quotations(text) for text in texts]
    seconds = time.process_time() - started
    whole = given = 0
    for text, found in zip(texts, read, strict=True):
        starts = {one.start for one in found}
        for span in quoted_spans(text):
            if span.end - span.start >= _SENTENCE:
                whole += 1
                given += bool(starts & set(range(span.start, span.start + 3)))
    return (
        f"senate_press: {len(texts):,} articles, {seconds / len(texts) * 1e6:.0f} µs each; "
        f"{given / whole:.1%} of {whole:,} quotations of a sentence have a speaker"
    )


if __name__ == "__main__":
    sys.exit(main())
