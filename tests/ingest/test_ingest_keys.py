import os

import pytest
from hypothesis import given
from hypothesis import strategies as st

from searchkit.ingest.keys import covers, escape, key_of, named_key, path_of, unescape

names = st.binary(min_size=1).filter(lambda name: b"\0" not in name).map(os.fsdecode)


@given(names, names)
def test_escaping_loses_nothing_and_is_storable(one, other):
    assert unescape(escape(one)) == one
    assert (escape(one) == escape(other)) == (one == other)
    escape(one).encode("utf-8")


def test_ordinary_names_stay_as_they_are():
    for name in ("100% sure.txt", "café.txt", "50%", "ニュース.txt"):
        assert escape(name) == name
    assert escape("a%41.txt") == "a%2541.txt"
    assert escape(os.fsdecode(b"caf\xe9.txt")) == "caf%E9.txt"


def test_every_route_to_a_folder_gives_one_key(tmp_path, monkeypatch):
    base = tmp_path / "base"
    (base / "docs" / "2022").mkdir(parents=True)
    (tmp_path / "link").symlink_to(base)
    monkeypatch.chdir(base)
    routes = ("docs", "./docs", "docs/", "docs/2022/..", base / "docs", tmp_path / "link" / "docs")
    assert {named_key(route, str(base)) for route in routes} == {"docs"}
    monkeypatch.chdir(base / "docs")
    assert named_key(".", str(base)) == "docs"
    assert named_key("2022", str(base)) == "docs/2022"


def test_a_link_below_the_base_is_a_name_of_its_own(tmp_path):
    (tmp_path / "2022-01-05" / "x").mkdir(parents=True)
    (tmp_path / "current").symlink_to("2022-01-05")
    assert named_key(tmp_path / "current", str(tmp_path)) == "current"
    assert named_key(tmp_path / "current" / "x", str(tmp_path)) == "current/x"


def test_a_path_outside_the_base_climbs_out_of_it(tmp_path):
    assert named_key(tmp_path / "b" / "x", str(tmp_path / "a")) == "../b/x"
    assert path_of("../b/x", str(tmp_path / "a")) == str(tmp_path / "b" / "x")
    assert key_of(str(tmp_path), str(tmp_path)) == "."


@pytest.mark.parametrize(
    ("root", "key", "expected"),
    [
        ("news", "news/a.txt", True),
        ("news", "news", True),
        ("news", "newsroom/a.txt", False),
        ("news/2022", "news/a.txt", False),
        (".", "a.txt", True),
        (".", "../a.txt", False),
        (".", "..a.txt", True),
        ("..", "a.txt", True),
        ("..", "../b/a.txt", True),
        ("..", "../../a.txt", False),
        ("../b", "../b/a.txt", True),
        ("../b", "b/a.txt", False),
    ],
)
def test_a_root_covers_what_lies_below_it(root, key, expected):
    assert covers(root, key) is expected
