"""A file of JSON lines that is read range by range says what it says as a whole."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from searchkit.ingest import limits, reader
from searchkit.ingest import line_ranges as module
from searchkit.ingest.line_ranges import has_ranges, line_ranges, read_range
from searchkit.ingest.reader import read_articles
from searchkit.ingest.worker import settled

LINES = st.sampled_from(
    [b"", b"  ", b"\r", b"[1]", b'{"title":"A ferry"}\r', b'{"id":"7","text":"A bridge."}', b"{",
     b'{"text":"' + b"long " * 30 + b'"}', b'{"title":"\xff"}', b'{"id":"7","title":"Again"}']
)  # fmt: skip


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    lines=st.lists(LINES, max_size=30),
    ended=st.booleans(),
    size=st.integers(1, 400),
    most=st.integers(1, 9),
)
def test_ranges_give_what_the_file_gives(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    lines: list[bytes],
    ended: bool,
    size: int,
    most: int,
) -> None:
    monkeypatch.setattr(module, "RANGE_BYTES", size)
    monkeypatch.setattr(module, "MOST_LINES", most)
    for of_module in module, reader:
        monkeypatch.setattr(of_module, "_CHUNK", 7)
    monkeypatch.setattr(limits, "LINE_BYTES", 100)
    path = tmp_path / "wire.jsonl"
    path.write_bytes(b"{}\n" + b"\n".join(lines) + b"\n" * ended)
    whole = list(settled(read_articles(path, named="wire.jsonl"), "wire.jsonl"))
    ranges = list(line_ranges(str(path), "wire.jsonl"))
    assert [item for lines_of in ranges for item in read_range(lines_of)] == whole
    edges = [(part.start, part.stop) for part in ranges]
    assert [stop for _, stop in edges] == [*(start for start, _ in edges[1:]), path.stat().st_size]


@pytest.mark.parametrize(
    ("name", "begin", "expected"),
    [
        ("a.jsonl", "{", True),
        ("a.NDJSON", "{", True),
        ("a.txt", "{", False),
        ("a.jsonl", "[", False),
    ],
)
def test_only_what_is_plainly_json_lines_is_cut(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, begin: str, expected: bool
) -> None:
    monkeypatch.setattr(module, "RANGE_BYTES", 10)
    path = tmp_path / name
    path.write_text(begin + json.dumps("text" * 10))
    assert has_ranges(str(path), path.stat().st_size) == expected
    assert not has_ranges(str(path), 19)
