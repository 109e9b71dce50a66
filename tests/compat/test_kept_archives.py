"""Archives that earlier releases wrote open, answer as new ones do, and can be written on."""

import gzip
import json
import zlib
from pathlib import Path

import pytest
from kept_archives import KEPT, answers, make, unpack, versions

from searchkit import Archive, Article
from searchkit.analysis.identity import analyzer_id
from searchkit.errors import IncompatibleIndex
from searchkit.store.container import FORMAT_VERSION
from searchkit.store.manifest import REBUILT

pytestmark = pytest.mark.parametrize("version", sorted(set(versions()) - REBUILT))


@pytest.fixture
def unpacked(version: int, tmp_path: Path) -> Path:
    unpack(version, tmp_path / "index")
    return tmp_path / "index"


@pytest.fixture
def index(unpacked: Path) -> Path:
    """One that this stemmer can read: others are refused until they are rebuilt."""
    analyzer = json.loads(max(unpacked.glob("manifest-*")).read_bytes().splitlines()[0])["analyzer"]
    if analyzer != analyzer_id():
        pytest.skip(f"it was written with {analyzer}, and this is {analyzer_id()}")
    return unpacked


@pytest.fixture
def kept(version: int):
    return json.loads(gzip.decompress((KEPT / f"version-{version}.json.gz").read_bytes()))


def test_an_archive_of_each_version_is_kept(version):
    every = list(range(1, FORMAT_VERSION + 1))
    assert versions() == every, "run tests/compat/kept_archives.py"


def test_what_is_kept_is_small(version):
    assert all(path.stat().st_size < 100_000 for path in KEPT.glob("version-*"))


def test_it_holds_what_it_held(index, kept):
    assert answers(index)["articles"] == kept


def test_it_answers_as_one_that_is_made_now(index, tmp_path):
    make(tmp_path / "fresh")
    assert answers(index) == answers(tmp_path / "fresh")


def test_every_file_of_it_is_whole(index):
    with Archive.open(index) as archive:
        assert archive.check().ok


def test_it_can_be_written_on(index, kept):
    with Archive.open(index, zone="UTC") as archive:
        archive.add(Article(id="new", title="A new bridge", body="It was opened."))
    with Archive.open(index, zone="UTC") as archive:
        assert archive.get("new")
        assert len(list(archive.ids())) == len(kept) + 1
        assert archive.check().ok


def test_rebuilding_it_loses_nothing_whatever_stemmer_it_was_written_with(unpacked, kept):
    with Archive.open(unpacked, zone="UTC", stored_only=True) as archive:
        archive.rebuild(stored=True)
        assert archive.status().format_version == FORMAT_VERSION
        assert [article.to_json() for article in archive.articles()] == kept


@pytest.mark.parametrize(
    ("more", "advice"),
    [({"searchkit": "7.2.0"}, r"install searchkit 7\.2\.0 or later"), ({}, "install a later")],
)
def test_one_of_a_later_version_is_refused_with_what_can_read_it(unpacked, more, advice):
    path = max(unpacked.glob("manifest-*"))
    data = json.loads(path.read_bytes().splitlines()[0])
    later = {**data, **more, "format_version": FORMAT_VERSION + 1, "unheard": "of"}
    line = json.dumps(later).encode()
    path.write_bytes(line + b"\n%08x\n" % zlib.crc32(line))
    with pytest.raises(IncompatibleIndex, match=advice):
        Archive.open(unpacked)
