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

    Rejections name "path:line". A row whose quote is not closed costs the rows up to the limit of
    a line.
    """
    lines = iter(lines)
    first = next(lines, "").lstrip("\ufeff")
    if first.lower().startswith("sep=") and len(first.strip()) == 5:
        first = next(lines, "")
    delimiter = treatment.delimiter or _delimiter(first)
    # The library's own limit is less than a long article.
    csv.field_size_limit(max(csv.field_size_limit(), limits.LINE_BYTES))
    given = chain([first], lines)
    rows = csv.reader((line.replace("\0", "\ufffd") for line in given), delimiter=delimiter)
    names = treatment.columns or _header(rows)
    if reason := _refusal(names, treatment):
        yield Rejected(path, reason)
        return
    yield from _articles(rows, names, path, treatment)


def _articles(
    rows: Iterator[list[str]], names: tuple[str, ...], path: str, treatment: Treatment
) -> Iterator[Article | Rejected]:
    while True:
        try:
            cells = next(rows, None)
        except csv.Error as error:
            yield Rejected(_place(path, rows), f"not a row of a table: {error}")
            continue
        if cells is None:
            return
        if not any(cells):
            continue
        if any(cells[len(names) :]):
            what = f"{len(cells)} cells where the table has {len(names)} columns"
            yield Rejected(_place(path, rows), f"{what}: its quotes or delimiters are damaged")
            continue
        record = mapped(dict(zip(names, cells, strict=False)), treatment.fields)
        item = read_record(record, path=path)
        yield Rejected(_place(path, rows), item.reason) if isinstance(item, Rejected) else item


def _place(path: str, rows: Iterator[list[str]]) -> str:
    return f"{path}:{rows.line_num}"  # type: ignore[attr-defined]


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
