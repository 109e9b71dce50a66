"""Figures, what they should be, whether they are; as Markdown and as JSON without any path."""

from __future__ import annotations

import json
import os
import platform
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from importlib import metadata
from pathlib import Path
from typing import Any, Literal

RUNS = Path(__file__).resolve().parent / "runs"
PACKAGES = ("searchkit", "numpy", "zstandard", "PyStemmer", "tantivy", "bm25s", "Whoosh")


@dataclass(frozen=True, slots=True)
class Target:
    """A bound for a figure: `Target("<=", 1.0)` is met by at most 1.0."""

    sense: Literal["<=", ">="]
    bound: float
    unit: str = "×"

    def holds(self, figure: float) -> bool:
        return figure <= self.bound if self.sense == "<=" else figure >= self.bound

    def __str__(self) -> str:
        return f"{'≤' if self.sense == '<=' else '≥'} {self.bound:g} {self.unit}"


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table: `figure` is what the target is for, a ratio or a value."""

    what: str
    figure: float
    target: Target | None = None
    own: str = ""
    other: str = ""

    @property
    def verdict(self) -> str:
        if self.target is None:
            return ""
        return "yes" if self.target.holds(self.figure) else "**no**"

    def cells(self) -> list[str]:
        unit = self.target.unit if self.target else "×"
        goal = "" if self.target is None else str(self.target)
        return [self.what, self.own, self.other, f"{self.figure:.3g} {unit}", goal, self.verdict]

    def to_json(self) -> dict[str, Any]:
        return {
            "what": self.what,
            "searchkit": self.own,
            "other": self.other,
            "figure": round(self.figure, 5),
            "target": None if self.target is None else str(self.target),
            "holds": None if self.target is None else self.target.holds(self.figure),
        }


@dataclass(slots=True)
class Section:
    """What one question gave: rows for the table, further tables, and the raw figures."""

    name: str
    rows: list[Row] = field(default_factory=list)
    tables: list[str] = field(default_factory=list)
    raw: dict[str, Any] = field(default_factory=dict)


HEADINGS = ("what", "searchkit", "against", "figure", "target", "holds")


def markdown(headings: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A Markdown table, its columns padded to line up."""
    cells = [list(headings), *([str(cell) for cell in row] for row in rows)]
    widths = [max(len(row[column]) for row in cells) for column in range(len(headings))]
    lines = [
        "| " + " | ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) + " |"
        for row in cells
    ]
    return "\n".join([lines[0], "|" + "|".join("-" * (w + 2) for w in widths) + "|", *lines[1:]])


def page(title: str, sections: Sequence[Section]) -> str:
    """All sections as one Markdown page: the table of figures first."""
    table = markdown(HEADINGS, [row.cells() for section in sections for row in section.rows])
    machine = ", ".join(f"{name} {value}" for name, value in machine_facts().items())
    tables = [text for section in sections for text in section.tables]
    return "\n\n".join([f"## {title}", machine, table, *tables]) + "\n"


def save(folder: Path, name: str, title: str, sections: Sequence[Section]) -> Path:
    """Write the page and the raw figures to `folder`/<today>/; the path of the JSON file."""
    target = folder / date.today().isoformat()
    target.mkdir(parents=True, exist_ok=True)
    data = {
        "title": title,
        "machine": machine_facts(),
        "rows": [row.to_json() for section in sections for row in section.rows],
        "raw": {section.name: section.raw for section in sections},
    }
    (target / f"{name}.md").write_text(page(title, sections), encoding="utf-8")
    path = target / f"{name}.json"
    path.write_text(json.dumps(data, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    return path


def machine_facts() -> dict[str, str]:
    """What the figures depend on: processors, memory, system, versions; nothing of who or where."""
    facts = {
        "processors": str(len(_processors())),
        "architecture": platform.machine(),
        "system": platform.system(),
        "Python": platform.python_version(),
    }
    for package in PACKAGES:
        try:
            facts[package] = metadata.version(package)
        except metadata.PackageNotFoundError:
            continue
    return facts


def _processors() -> Sequence[int]:
    if sys.platform == "linux":
        return sorted(os.sched_getaffinity(0))
    return range(os.cpu_count() or 1)
