"""What a document stores comes back as it was, and nothing else is stored."""

from __future__ import annotations

import json
from collections import namedtuple
from datetime import date, datetime, time, timedelta, timezone
from decimal import Decimal
from enum import IntEnum
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from whoosh.fields import ID, STORED, Schema
from whoosh.filedb.filestore import RamStorage

from searchkit.whoosh_index import ColumnCodec
from searchkit.whoosh_index.column_codec import stored_values

ZONES = st.none() | st.timedeltas(timedelta(hours=-23), timedelta(hours=23)).map(timezone)
KEYS = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False)
    | st.text(st.characters(exclude_categories=()))
    | st.binary()
    | st.dates()
    | st.datetimes(timezones=ZONES)
    | st.times()
    | st.timedeltas()
    | st.decimals(allow_nan=False)
    | st.complex_numbers(allow_nan=False)
    | st.uuids()
)
VALUES = st.recursive(
    KEYS,
    lambda values: (
        st.lists(values)
        | st.lists(values).map(tuple)
        | st.sets(KEYS)
        | st.frozensets(KEYS)
        | st.dictionaries(st.text(), values)
        | st.dictionaries(KEYS, values)
    ),
)


def read_back(value: Any) -> Any:
    return stored_values.loads(stored_values.dumps(stored_values.encode(value)))


def same(first: Any, second: Any) -> bool:
    """Equal and of equal types, all the way down: 1, 1.0 and True are told apart."""
    return first == second and repr(type(first)) == repr(type(second))


@given(VALUES)
def test_a_value_comes_back_as_it_was(value: Any) -> None:
    assert same(read_back(value), value)


@given(VALUES)
def test_what_is_stored_is_ascii_json(value: Any) -> None:
    json.loads(stored_values.dumps(stored_values.encode(value)).decode("ascii"))


def test_an_empty_key_is_not_taken_for_a_tag() -> None:
    value = {"": ["b", "AAAA"], "other": {"": None}}
    assert read_back(value) == value


def test_both_of_two_equal_clock_times_come_back() -> None:
    for fold in (0, 1):
        assert read_back(datetime(2020, 10, 25, 2, 30, fold=fold)).fold == fold
        assert read_back(time(2, 30, fold=fold)).fold == fold


class _Colour(IntEnum):
    RED = 3


class _Text(str):
    __slots__ = ()

    def __str__(self) -> str:
        return "something else"


def test_a_subclass_is_stored_as_what_it_derives_from() -> None:
    Point = namedtuple("Point", "x y")
    assert same(read_back(_Colour.RED), 3)
    assert same(read_back(_Text("as typed")), "as typed")
    assert same(read_back({_Text("key"): 1}), {"key": 1})
    assert same(read_back(Point(1, 2)), (1, 2))


@pytest.mark.parametrize("value", [object(), Fraction(1, 2), [len], {"a": range(3)}, _Colour])
def test_a_value_that_could_not_be_read_back_is_refused_by_its_type(value: Any) -> None:
    with pytest.raises(TypeError, match="cannot be stored: this codec stores numbers"):
        stored_values.encode(value)


def test_stored_fields_of_every_kind_survive_commits_and_merges() -> None:
    values = [None, 0, "", b"\x00", date(2020, 2, 29), Decimal("1.10"), ("a", {1, 2}), {"": 1}]
    index = RamStorage().create_index(Schema(key=ID(stored=True), value=STORED))
    for number, value in enumerate(values):
        writer = index.writer(codec=ColumnCodec())
        writer.add_document(key=str(number), value=value)
        writer.commit(optimize=number == len(values) - 1)
    with index.reader() as reader:
        stored = {int(fields["key"]): fields for fields in reader.all_stored_fields()}
    # Whoosh stores no None.
    assert stored.pop(0) == {"key": "0"}
    assert all(same(stored[number]["value"], values[number]) for number in stored)
    assert len(stored) == len(values) - 1
