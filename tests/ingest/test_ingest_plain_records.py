"""The short way and the long way of reading a record say the same."""

from typing import Any
from unittest.mock import patch

import pytest
from hypothesis import given
from hypothesis import strategies as st

from searchkit.ingest import records
from searchkit.ingest.plain_records import read_plain
from searchkit.ingest.records import read_record
from searchkit.model import Article, Rejected

PROSE = "The council said that the bridge would be closed and that the ferries would run. " * 3
NAMES = ["id", "title", "text", "body", "date", "source", "author", "byline", "url", "lang",
         "dateline", "guid", "modified", "html", "candidates", "title_basis", "price"]  # fmt: skip
VALUES = (
    st.text(max_size=30)
    | st.none()
    | st.sampled_from([PROSE, "2023-05-02", "2023-05-02T24:00:00+02:00", "3 May", "en-GB", "['A']"])
    | st.sampled_from(["\ud800", "\ud83d\ude00", "   ", 7, [], {}, ["Ann", "Bo"]])
)


def at_length(value: dict[str, Any], path: str) -> Article | Rejected:
    with patch.object(records, "read_plain", lambda *_: None):
        return read_record(value, path=path)


@given(st.dictionaries(st.sampled_from(NAMES), VALUES), st.sampled_from(["a.json", "é.json"]))
def test_every_record_is_read_as_at_length(value: dict[str, Any], path: str) -> None:
    assert read_record(value, path=path) == at_length(value, path)


@pytest.mark.parametrize("date", ["2023-05-02", "2023-05-02T10:15:00+01:00", "", None])
def test_a_plain_record_is_read_at_once(date: str | None) -> None:
    record = {"id": "1", "title": "A bridge", "text": "Déjà vu", "date": date, "price": [1]}
    meant = records._meant(tuple(record))
    assert meant.plain
    assert read_plain(record, meant.meanings, "a.json") == at_length(record, "a.json")


@pytest.mark.parametrize(
    "record",
    [
        {"text": "Read.", "body": "Either?"},
        {"text": "Read.", "guid": "7"},
        {"text": "Read.", "title_basis": "meta"},
        {"text": "Read.", "candidates": []},
    ],
)
def test_what_needs_weighing_is_not_plain(record: dict[str, Any]) -> None:
    assert not records._meant(tuple(record)).plain
