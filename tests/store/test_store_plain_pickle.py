"""Pickles are read without unpickling them, and whatever they would do is not done."""

from __future__ import annotations

import os
import pickle
from collections import OrderedDict, defaultdict
from contextlib import suppress
from pathlib import Path
from unittest.mock import patch

import pytest
from hypothesis import given
from hypothesis import strategies as st

from searchkit.store import plain_pickle
from searchkit.store.plain_pickle import read_plain

PROTOCOLS = range(2, pickle.HIGHEST_PROTOCOL + 1)
texts = st.text(st.characters(exclude_categories=["Cs"]))
plain = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | texts,
    lambda inner: st.lists(inner) | st.dictionaries(texts, inner) | st.tuples(inner, inner),
    max_leaves=8,
)


@given(plain, st.sampled_from(PROTOCOLS))
def test_plain_values_are_read_as_they_were(value: object, protocol: int) -> None:
    assert read_plain(pickle.dumps(value, protocol)) == value


@given(st.sets(st.integers(), min_size=1))
def test_sets_of_numbers_are(numbers: set[int]) -> None:
    assert read_plain(pickle.dumps([numbers, numbers])) == [numbers, numbers]


class Segment:
    def __init__(self) -> None:
        self.name, self.deleted, self.lengths = "MAIN", {3, 5}, defaultdict(int, body=7)


def test_an_object_is_its_attributes() -> None:
    expected = {"name": "MAIN", "deleted": {3, 5}, "lengths": {"body": 7}}
    assert read_plain(pickle.dumps([Segment(), Segment()])) == [expected, expected]
    assert read_plain(pickle.dumps(Segment()) + b"and more") == expected


class Touches:
    """Makes a file where it is unpickled."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def __reduce__(self) -> tuple[object, ...]:
        return os.mkdir, (str(self.path),)


@pytest.mark.parametrize("protocol", PROTOCOLS)
def test_what_a_pickle_calls_is_not_called(tmp_path: Path, protocol: int) -> None:
    data = pickle.dumps({"article": Touches(tmp_path / "touched")}, protocol)
    assert read_plain(data) == {"article": {}}
    assert not (tmp_path / "touched").exists()
    pickle.loads(data)
    assert (tmp_path / "touched").exists(), "so this test can fail"


HASHED_LONG = b"\x80\x04})\x94" + b"h\0h\0\x86\x94" + b"2\x86" * 100 + b"Ns."
"""A dict whose key is tuples in each other, twice each: hashing it would take 2 ** 100 steps."""


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\x80\x02",
        b"\x80\x02.",
        b"nothing",
        b"\x80\x02}K\x01K\x02s.",
        b"\x80\x02h\x07.",
        b"\x80\x02K\x01]e.",
        b"\x80\x02K\x01(K\x02e.",
        b"\x80\x02X\xff\xff\xff\x7fabc.",
        b"\x80\x04\x8f(X\x01\x00\x00\x00a\x90.",
        b"\x80\x02cos\nsystem\n(X\x04\x00\x00\x00trueo.",
        b"cos\nsystem\n(S'true'\ntR.",
        b"\x80\x02\x82\x01.",
        b"\x80\x02Pid\n.",
        HASHED_LONG,
        HASHED_LONG.replace(b"2\x86", b"h\1h\1\x86"),
    ],
)  # fmt: skip
def test_others_are_refused(data: bytes) -> None:
    with pytest.raises(ValueError, match=r"."):
        read_plain(data)


def test_a_pickle_that_makes_too_much_is_refused() -> None:
    with patch.object(plain_pickle, "MOST_OPCODES", 1_000):
        assert read_plain(pickle.dumps(list(range(900)))) == list(range(900))
        with pytest.raises(ValueError, match="more than 1,000 opcodes"):
            read_plain(b"\x80\x02" + b"}" * 1_001 + b".")


def test_attributes_of_an_object_are_a_dict() -> None:
    ordered = OrderedDict(a=1)
    assert read_plain(pickle.dumps(ordered)) == {"a": 1}
    with pytest.raises(ValueError, match="do not fit"):
        read_plain(b"\x80\x02cos\nx\n)\x81K\x01b.")


@given(st.data())
def test_a_damaged_pickle_is_read_or_refused(data: st.DataObject) -> None:
    whole = bytearray(pickle.dumps([Segment(), {"id": "a", "article": "{}"}]))
    for place in data.draw(st.lists(st.integers(0, len(whole) - 1), max_size=4)):
        whole[place] = data.draw(st.integers(0, 255))
    with suppress(ValueError):
        read_plain(bytes(whole))
