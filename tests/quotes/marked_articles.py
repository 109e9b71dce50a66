"""Articles whose quotations were marked by hand, and how many of them are found.

`marked/` has invented articles with `{speaker|quoted words}` in the place of the words;
`documents.jsonl` names the quotations of the articles in `documents/`: the path and index of the
article, the words between the marks, and the speaker, by the fullest name that the article has.
"""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from searchkit import Article, quotations
from searchkit.ingest.reader import read_articles

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
_MARK = re.compile(r"\{([^|{}]+)\|([^{}]+)\}")


@dataclass
class Score:
    """`marked` quotations, of which some were found; `given` ones, of which some are right."""

    marked: int = 0
    found: int = 0
    given: int = 0
    right: int = 0
    mistakes: list[str] = field(default_factory=list)

    def add(self, body: str, truth: dict[int, str]) -> None:
        """Count one article; `truth` has the speaker by where the quoted words begin."""
        given = {one.start: one for one in quotations(body) if one.kind == "direct"}
        self.marked += len(truth)
        self.found += len(truth.keys() & given.keys())
        self.given += len(given)
        for start in sorted(truth.keys() | given.keys()):
            speaker = given[start].speaker if start in given else "nobody"
            wanted = truth.get(start, "nobody")
            if _plain(speaker) == _plain(wanted):
                self.right += 1
            else:
                self.mistakes.append(f"{body[start : start + 40]!r}: {speaker}, not {wanted}")


def _plain(name: str) -> str:
    return re.sub(r"^(the|a|an|la|le|die|der|los) ", "", name.casefold().replace("’", "'"))


def marked_articles() -> Iterator[tuple[str, dict[int, str]]]:
    """The body of each article in `marked/`, with its truth."""
    for path in sorted((HERE / "marked").glob("*.txt")):
        body, truth, at = "", {}, 0
        text = path.read_text("utf-8").strip()
        for mark in _MARK.finditer(text):
            body += text[at : mark.start()]
            truth[len(body)] = mark[1]
            body, at = body + mark[2], mark.end()
        yield body + text[at:], _without_spaces(body, truth)


def _without_spaces(body: str, truth: dict[int, str]) -> dict[int, str]:
    """French marks have spaces on their inner sides."""
    return {
        start + len(body[start:]) - len(body[start:].lstrip()): name
        for start, name in truth.items()
    }


def documents() -> Iterator[tuple[str, dict[int, str]]]:
    """The same of the articles in `documents/`, those without quotations among them."""
    lines = [
        json.loads(line) for line in (HERE / "documents.jsonl").read_text("utf-8").splitlines()
    ]
    of_article = defaultdict(list)
    for line in lines:
        of_article[line["path"], line["index"]].append(line)
    for path in sorted((ROOT / "documents").rglob("*.*")):
        if not path.is_file() or path.name.startswith("."):
            continue
        name = path.relative_to(ROOT).as_posix()
        for index, item in enumerate(read_articles(path)):
            if isinstance(item, Article):
                said = of_article[name, index]
                yield item.body, {item.body.index(one["text"]): one["speaker"] for one in said}


def score(articles: Iterator[tuple[str, dict[int, str]]]) -> Score:
    """How many quotations of all these are found, and whose."""
    total = Score()
    for body, truth in articles:
        total.add(body, truth)
    return total
