import os

import pytest

from searchkit.ingest.keys import path_of
from searchkit.ingest.walk import Found, Walk
from searchkit.model import Rejected


def write(path, text="x"):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    return path


@pytest.fixture
def walk(tmp_path):
    return Walk(str(tmp_path), str(tmp_path / "index"))


def keys(walk, root):
    return [item.key if isinstance(item, Found) else item.path for item in walk.files(root)]


def test_files_come_in_the_order_of_their_keys(tmp_path, walk):
    names = ["b.txt", "a/z.txt", "a/b/c.txt", "a-b.txt", "a.txt", "a!", "é.txt", "B.txt"]
    for name in names:
        write(tmp_path / "news" / name)
    assert keys(walk, "news") == sorted(f"news/{name}" for name in names)


def test_size_and_time_are_found(tmp_path, walk):
    path = write(tmp_path / "news" / "a.txt", "hello")
    os.utime(path, ns=(5, 7))
    (found,) = walk.files("news")
    assert found == Found("news/a.txt", str(path), 5, 7)


def test_hidden_names_and_the_index_are_left_out(tmp_path, walk):
    for name in (".hidden.txt", ".git/config", "index/segment", "news/.x/a.txt", "news/a.txt"):
        write(tmp_path / name)
    assert keys(walk, ".") == ["news/a.txt"]


def test_a_named_file_is_found_even_if_hidden(tmp_path, walk):
    write(tmp_path / ".hidden.txt")
    assert keys(walk, ".hidden.txt") == [".hidden.txt"]


def test_a_missing_path_is_an_error(walk):
    with pytest.raises(FileNotFoundError):
        walk.files("nowhere")


def test_links_out_of_the_folder_are_rejected_and_folders_of_them_skipped(tmp_path, walk):
    write(tmp_path / "secret" / "key.txt")
    (tmp_path / "news").mkdir()
    (tmp_path / "news" / "key.txt").symlink_to(tmp_path / "secret" / "key.txt")
    (tmp_path / "news" / "secret").symlink_to(tmp_path / "secret")
    (tmp_path / "news" / "nothing").symlink_to("nowhere")
    assert list(walk.files("news")) == [
        Rejected("news/key.txt", "a symbolic link out of the folder that was named"),
        Rejected("news/nothing", "a symbolic link to nothing"),
    ]


def test_a_link_to_a_file_the_walk_comes_by_is_not_a_second_file(tmp_path, walk):
    write(tmp_path / "news" / "a.txt")
    write(tmp_path / "news" / ".annex" / "b")
    (tmp_path / "news" / "also-a.txt").symlink_to("a.txt")
    (tmp_path / "news" / "b.txt").symlink_to(".annex/b")
    assert keys(walk, "news") == ["news/a.txt", "news/b.txt"]


def test_loops_end(tmp_path, walk):
    write(tmp_path / "news" / "a.txt")
    (tmp_path / "news" / "again").symlink_to(tmp_path / "news")
    (tmp_path / "news" / "self").symlink_to("self")
    assert keys(walk, "news") == ["news/a.txt"]


def test_a_root_that_is_a_link_is_followed(tmp_path, walk):
    write(tmp_path / "2022" / "a.txt")
    (tmp_path / "current").symlink_to("2022")
    assert keys(walk, "current") == ["current/a.txt"]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no named pipes here")
def test_special_files_are_rejected_without_opening(tmp_path, walk):
    (tmp_path / "news").mkdir()
    os.mkfifo(tmp_path / "news" / "pipe")
    assert list(walk.files("news")) == [Rejected("news/pipe", "not a regular file")]
    assert list(walk.files("news/pipe")) == [Rejected("news/pipe", "not a regular file")]


def test_a_name_that_is_not_utf8_has_a_key_and_a_way_back(tmp_path, walk):
    (tmp_path / "news").mkdir()
    with open(os.fsencode(tmp_path / "news") + b"/caf\xe9.txt", "w") as file:
        file.write("x")
    (found,) = walk.files("news")
    assert found.key == "news/caf%E9.txt"
    assert found.path == path_of(found.key, str(tmp_path))
    assert os.path.exists(found.path)


def test_files_above_the_base_have_keys_too(tmp_path):
    write(tmp_path / "base" / "news" / "a.txt")
    write(tmp_path / "other" / "b.txt")
    walk = Walk(str(tmp_path / "base"), str(tmp_path / "index"))
    assert keys(walk, "..") == ["news/a.txt", "../other/b.txt"]


def test_a_very_deep_folder_is_walked(tmp_path, walk):
    deep = tmp_path / "news" / "/".join(["d"] * 300)
    write(deep / "a.txt")
    assert len(keys(walk, "news")) == 1


def test_a_file_that_vanishes_during_the_walk_was_never_there(tmp_path, walk):
    first, second = (write(tmp_path / "news" / name) for name in ("a.txt", "b.txt"))
    found = walk.files("news")
    assert next(found).path == str(first)
    second.unlink()
    assert list(found) == []


def test_only_a_listed_folder_confirms_an_absence(tmp_path, walk):
    write(tmp_path / "news" / "a" / "1.txt")
    assert not walk.confirms_gone("news/a/2.txt")
    keys(walk, "news")
    assert walk.confirms_gone("news/a/2.txt")
    assert walk.confirms_gone("news/b/c/2.txt")
    assert not walk.confirms_gone("news/a/1.txt")
    assert not walk.confirms_gone("other/1.txt")


def test_a_folder_in_a_files_place_confirms_its_absence(tmp_path, walk):
    write(tmp_path / "news" / "a" / "1.txt")
    keys(walk, "news")
    assert walk.confirms_gone("news/a")
    assert walk.confirms_gone("news/a/1.txt/2.txt")


def test_a_folder_that_cannot_be_listed_is_told_and_confirms_nothing(tmp_path, walk, monkeypatch):
    write(tmp_path / "news" / "a" / "1.txt")
    write(tmp_path / "news" / "b" / "1.txt")
    deny(monkeypatch, tmp_path / "news" / "a")
    assert keys(walk, "news") == ["news/b/1.txt"]
    assert [(item.key, item.reason) for item in walk.unlisted] == [("news/a", "Permission denied")]
    assert not walk.confirms_gone("news/a/2.txt")
    assert walk.confirms_gone("news/b/2.txt")


def deny(monkeypatch, folder):
    scandir = os.scandir

    def denying(path):
        if str(path) == str(folder):
            raise PermissionError(13, "Permission denied", path)
        return scandir(path)

    monkeypatch.setattr(os, "scandir", denying)
