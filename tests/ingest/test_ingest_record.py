import json
import shutil

import pytest

from searchkit.ingest.record import FileRecord, MutableRecord, Row, Tombstone
from searchkit.model import Rejected


class Entries:
    """A record in a dict, through JSON as an engine keeps it."""

    def __init__(self):
        self.data = {}

    def entry(self, key):
        return json.loads(self.data[key]) if key in self.data else None

    def entries(self, prefix=""):
        return ((k, json.loads(v)) for k, v in sorted(self.data.items()) if k.startswith(prefix))

    def set_entry(self, key, value):
        if value is None:
            self.data.pop(key, None)
        else:
            self.data[key] = json.dumps(value)


FILE = FileRecord(
    size=3,
    mtime_ns=7,
    hash="ab",
    articles=(Row("a", "a", "h1"), Row("b~123456", "b", "h2")),
    rejected=(Rejected("x.txt:3", "empty"),),
)


@pytest.fixture
def record():
    return MutableRecord(Entries())


def test_a_file_comes_back_as_it_was(record):
    record.set_file("news/a.txt", FILE)
    assert record.file("news/a.txt") == FILE
    assert record.file("news/b.txt") is None
    record.set_file("news/a.txt", None)
    assert record.file("news/a.txt") is None


def test_size_and_time_match_unless_the_file_was_too_young():
    assert FILE.matches(3, 7)
    assert not FILE.matches(4, 7)
    assert not FILE.matches(3, 8)
    assert not FileRecord(size=3, mtime_ns=7, hash="ab", racy=True).matches(3, 7)


def test_the_files_of_a_root_are_those_below_it(record):
    for key in ("news/a", "news/2022/b", "newsroom/c", "news", "../d"):
        record.set_file(key, FILE)
    assert [key for key, _ in record.files("news")] == ["news", "news/2022/b", "news/a"]
    assert [key for key, _ in record.files("news/2022")] == ["news/2022/b"]
    assert len(list(record.files("."))) == 4
    assert len(list(record.files(".."))) == 5
    assert [key for key, _ in record.files("news", but={"news/a"})] == ["news", "news/2022/b"]


def test_a_root_below_another_needs_no_entry(record):
    record.add_root("news/2022")
    record.add_root("news/.drafts")
    record.add_root("wire")
    record.add_root("news")
    record.add_root("news/2021")
    assert list(record.roots()) == ["news", "news/.drafts", "wire"]


def test_the_base_is_found_after_index_and_documents_moved_together(record, tmp_path):
    (tmp_path / "old" / "docs").mkdir(parents=True)
    record.set_base(str(tmp_path / "old"), tmp_path / "old" / "index")
    record.add_root("docs")
    assert record.base(tmp_path / "old" / "index") == str(tmp_path / "old")
    shutil.move(tmp_path / "old", tmp_path / "new")
    assert record.base(tmp_path / "new" / "index") == str(tmp_path / "new")


def test_the_base_is_found_after_the_index_moved_alone(record, tmp_path):
    (tmp_path / "old" / "docs").mkdir(parents=True)
    record.set_base(str(tmp_path / "old"), tmp_path / "old" / "index")
    record.add_root("docs")
    assert record.base(tmp_path / "elsewhere" / "deep" / "index") == str(tmp_path / "old")


def test_there_is_no_base_before_the_first_ingestion(record, tmp_path):
    assert record.base(tmp_path) is None


def test_deletions_and_overrides_come_back(record):
    record.set_tombstone("x/y", Tombstone("h", "a.txt"))
    record.set_override("z", None)
    record.set_override("w", "b.txt")
    assert record.tombstones() == {"x/y": Tombstone("h", "a.txt")}
    assert record.tombstone("x/y") == Tombstone("h", "a.txt")
    assert record.overrides() == {"w": "b.txt", "z": None}
    assert record.override("w") == "b.txt"
    record.set_tombstone("x/y", None)
    record.clear_override("z")
    assert record.tombstones() == {}
    assert record.overrides() == {"w": "b.txt"}
