"""Tables: CSV and its kin with tabs, semicolons or bars. One article a row, as a record."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from itertools import chain

from searchkit.ingest import limits
from searchkit.ingest.field_names import field_named
from searchkit.ingest.mapping import mapped
from searchkit.ingest.records import read_record
from searchkit.ingest.rules import Treatment
from searchkit.model import Article, Rejected

_NAMES = (".csv", ".tsv", ".tab", ".psv")
_DELIMITERS = ",;\t|"
_LONGEST_NAME = 60
_TELLING = frozenset({"title", "body", "markup", "summary"})
_SHOWN = 8


def is_table(head: str, name: str, treatment: Treatment) -> bool:
    """Whether a text is a table: its name or a rule says so, or its first line names fields."""
    if treatment.columns or treatment.delimiter or name.endswith(_NAMES):
        return True
    line = head.lstrip("\ufeff").partition("\n")[0]
    return any(_names_fields(_cells(line, delimiter)) for delimiter in _DELIMITERS)


def read_table(
    lines: Iterable[str], *, path: str, treatment: Treatment
) -> Iterator[Article | Rejected]:
    """The articles of a table's lines (with their ends), one row at a time, however many.

    Rejections name "path:line". A cell beyond the limit of a line, behind a quote that is never
    closed, ends the table.
    """
    lines = iter(lines)
    first = next(lines, "").lstrip("\ufeff")
    if first.lower().startswith("sep=") and len(first.strip()) == 5:
        first = next(lines, "")
    delimiter = treatment.delimiter or _delimiter(first)
    # The library's own limit is less than a long article.
    csv.field_size_limit(max(csv.field_size_limit(), limits.LINE_BYTES))
    feed = _Feed(chain([first], lines))
    rows = csv.reader(feed, delimiter=delimiter)
    names = treatment.columns or _header(rows)
    if reason := _refusal(names, treatment):
        yield Rejected(path, reason)
        return
    while True:
        feed.begin_row()
        try:
            cells = next(rows, None)
        except csv.Error as error:
            # Where the next row would begin, nobody knows.
            reason = f"not a row of a table, nor is what follows it read: {error}"
            yield Rejected(f"{path}:{feed.first}", reason)
            return
        if cells is None:
            return
        if any(cells):
            item = _read_row(cells, names, path, treatment, feed)
            if isinstance(item, Rejected):
                item = Rejected(f"{path}:{feed.first}", item.reason)
            yield item


def _read_row(
    cells: list[str], names: tuple[str, ...], path: str, treatment: Treatment, feed: _Feed
) -> Article | Rejected:
    if any(cells[len(names) :]):
        what = f"{len(cells)} cells where the table has {len(names)} columns"
        return Rejected(path, f"{what}: its quotes or delimiters are damaged")
    if feed.ended:
        return Rejected(path, "a quote that is never closed")
    row = dict(zip(names, cells, strict=False))
    return read_record(mapped(row, treatment.fields, treatment.language), path=path)


class _Feed:
    """A table's lines on their way to the library, which does not say where a row begins."""

    def __init__(self, lines: Iterable[str]) -> None:
        self._lines = iter(lines)
        self._number = 0
        self.first = 1
        self.ended = False
        """Whether the row was still open when the lines ended."""

    def __iter__(self) -> _Feed:
        return self

    def __next__(self) -> str:
        line = next(self._lines, None)
        if line is None:
            self.ended = True
            raise StopIteration
        self._number += 1
        # Python 3.10's library refuses NULs.
        return line.replace("\0", "\ufffd")

    def begin_row(self) -> None:
        self.first = self._number + 1


def _header(rows: Iterator[list[str]]) -> tuple[str, ...]:
    try:
        return tuple(name.strip() for name in next(rows, []))
    except csv.Error:
        return ()


def _refusal(names: tuple[str, ...], treatment: Treatment) -> str:
    """Why nothing can be read from these columns, or ""."""
    heads = {path.partition(".")[0] for paths in treatment.fields.values() for path in paths}
    if any(field_named(name) in _TELLING for name in names) or not heads.isdisjoint(names):
        return ""
    shown = ", ".join(name[:_LONGEST_NAME] for name in names[:_SHOWN])
    return (
        f"no column is called title or text, nor mapped (there are: {shown}): name them in "
        "searchkit.toml with fields, or with columns where the table has no header"
    )


def _delimiter(line: str) -> str:
    """The delimiter that makes the most names of fields of a header, or at least most cells."""

    def worth(delimiter: str) -> tuple[int, int]:
        cells = _cells(line, delimiter)
        return sum(field_named(cell) is not None for cell in cells), len(cells)

    return max(_DELIMITERS, key=worth)


def _names_fields(cells: list[str]) -> bool:
    fields = {field_named(cell) for cell in cells} - {None}
    short = all(0 < len(cell) <= _LONGEST_NAME for cell in cells)
    return short and len(fields) > 1 and not fields.isdisjoint(_TELLING)


def _cells(line: str, delimiter: str) -> list[str]:
    try:
        return [cell.strip() for cell in next(csv.reader([line], delimiter=delimiter), [])]
    except csv.Error:
        return []
