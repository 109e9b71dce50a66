"""A folder is looked at as a whole; a child that looks ahead changes nothing but the time."""

from __future__ import annotations

import os
import random
from pathlib import Path

import pytest

from searchkit.ingest import listing
from searchkit.ingest.listing import LookAhead, look
from searchkit.ingest.walk import Batch, Found, Walk
from searchkit.model import Rejected


def write(path: Path, text: str = "x") -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    return path


def test_a_folder_of_files_is_listed_by_name(tmp_path: Path) -> None:
    for name in ("b", "a b", "é", "B"):
        os.utime(write(tmp_path / name, name), ns=(1, 7))
    found = look(str(tmp_path))
    assert found is not None
    assert found.names == ["B", "a b", "b", "é"]
    assert list(found.sizes) == [1, 3, 1, 2]
    assert list(found.times) == [7] * 4


def test_an_empty_folder_is_listed_too(tmp_path: Path) -> None:
    found = look(str(tmp_path))
    assert found is not None
    assert found.names == []


@pytest.mark.parametrize("odd", [".hidden", "folder", "link", "pipe", "%41", "\udce9", "nowhere"])
def test_a_folder_with_anything_else_is_left_to_others(tmp_path: Path, odd: str) -> None:
    write(tmp_path / "a")
    path = tmp_path / odd
    if odd == "folder":
        path.mkdir()
    elif odd == "link":
        path.symlink_to("a")
    elif odd == "pipe":
        os.mkfifo(path)
    elif odd != "nowhere":
        path.touch()
    assert look(str(path if odd == "nowhere" else tmp_path)) is None


def test_a_time_that_64_bits_do_not_hold_is_left_to_others(tmp_path: Path) -> None:
    path = write(tmp_path / "a")
    os.utime(path, (1 << 34, 1 << 34))
    if path.stat().st_mtime_ns < 1 << 63:
        pytest.skip("the file system keeps no such times")
    assert look(str(tmp_path)) is None


@pytest.fixture
def many(tmp_path: Path) -> Path:
    """Many folders, some with something out of the ordinary."""
    rng = random.Random(1)
    for number in range(60):
        folder = tmp_path / "news" / f"{number // 10}" / f"{number:02}"
        for name in range(rng.randrange(4)):
            write(folder / f"{name}.txt", "x" * rng.randrange(100))
        if rng.random() < 0.2:
            write(folder / rng.choice([".hidden", "%41", "sub/a"]))
    return tmp_path


def walked(base: Path) -> list[Found | Rejected]:
    found: list[Found | Rejected] = []
    for item in Walk(str(base), str(base / "index")).batches("news"):
        assert isinstance(item, Batch)
        found += map(item.found, range(len(item.names)))
    return found


def started(monkeypatch: pytest.MonkeyPatch) -> list[listing._Child]:
    """Have a child started at once; the children that were."""
    children: list[listing._Child] = []

    class Child(listing._Child):
        def __init__(self) -> None:
            super().__init__()
            children.append(self)

    monkeypatch.setattr(listing, "MANY", 0)
    monkeypatch.setattr(listing, "_Child", Child)
    monkeypatch.setattr(os, "cpu_count", lambda: 2)
    return children


def test_a_child_finds_what_the_walk_finds_alone(
    many: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    expected = list(Walk(str(many), str(many / "index")).files("news"))
    children = started(monkeypatch)
    assert walked(many) == expected
    (child,) = children
    assert child._process.returncode is not None


def test_the_walk_goes_on_without_a_child_that_died(
    many: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    expected = list(Walk(str(many), str(many / "index")).files("news"))
    children = started(monkeypatch)
    walk = Walk(str(many), str(many / "index")).batches("news")
    found = []
    for number, item in enumerate(walk):
        assert isinstance(item, Batch)
        found += map(item.found, range(len(item.names)))
        if number == 5:
            children[0]._process.kill()
    assert found == expected


def test_a_walk_that_is_given_up_leaves_no_child(
    many: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    children = started(monkeypatch)
    walk = Walk(str(many), str(many / "index"))._batches_below(str(many / "news"))
    next(walk)
    walk.close()  # type: ignore[attr-defined]
    assert children[0]._process.returncode is not None


def test_no_child_is_started_for_a_few_files(many: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    children = started(monkeypatch)
    monkeypatch.setattr(listing, "MANY", 1000)
    walked(many)
    assert children == []


def test_folders_are_looked_at_in_whatever_order_they_are_asked_for(
    many: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    started(monkeypatch)
    folders = [str(path) for path in sorted(many.rglob("*")) if path.is_dir()]
    random.Random(2).shuffle(folders)
    ahead = LookAhead()
    try:
        for number, folder in enumerate(folders):
            following = [*folders[number + 1 : number + 9], str(many / "never asked for")]
            assert ahead.look(folder, following) == look(folder)
    finally:
        ahead.close()
