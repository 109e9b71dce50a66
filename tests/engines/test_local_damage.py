"""A damaged archive: an error that names the file, or answers as if nothing were wrong."""

from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path

import pytest
from asking import article, ask, fill, found, reading

from searchkit.engines.base import Reader
from searchkit.engines.local.engine import LocalEngine
from searchkit.errors import ArchiveError, CorruptIndex, SearchkitError
from searchkit.query.nodes import DateRange, Everything, Fuzzy, Phrase, Prefix, Word
from searchkit.store.manifest import manifest_name, read_newest

WORDS = "river market mayor bridge harbour embassy action budget".split()


@pytest.fixture
def index(tmp_path: Path) -> Path:
    rng = random.Random(7)
    engine = LocalEngine(tmp_path / "index", create=True)
    articles = [
        article(
            f"a{i}",
            " ".join(rng.choices(WORDS, k=40)),
            title=" ".join(rng.choices(WORDS, k=4)),
            source=rng.choice(["AP", "Reuters"]),
            published=f"2022-01-{i + 1:02}",
        )
        for i in range(20)
    ]
    fill(engine, articles[:12], articles[12:])
    writer = engine.writer()
    writer.delete("a3")
    writer.set_entry("file/a.txt", {"size": 1})
    writer.commit()
    return tmp_path / "index"


def files(index: Path) -> list[Path]:
    return sorted((index / read_newest(index).folder).iterdir())


def answers(reader: Reader) -> object:
    day = articles_day(reader)
    nodes = (Word("river"), Phrase("river market"), Prefix("m"), Fuzzy("rivr"), Everything(), day)
    return (
        [ask(reader, node, explain=True).hits for node in nodes],
        list(reader.articles()),
        list(reader.entries()),
        reader.status(),
        reader.sources(),
    )


def articles_day(reader: Reader) -> DateRange:
    first = reader.status().first
    assert first is not None
    return DateRange(first, first.replace(day=9))


def flip(path: Path, offset: int, bit: int) -> Callable[[], None]:
    """Flip one bit; what it returns flips it back."""
    data = bytearray(path.read_bytes())
    whole = bytes(data)
    data[offset] ^= 1 << bit
    path.write_bytes(data)
    return lambda: path.write_bytes(whole) and None


def test_a_generation_has_few_files_and_check_knows_all_of_them(index: Path) -> None:
    with reading(LocalEngine(index)) as reader:
        report = reader.check()
    assert report.ok
    assert report.files == len(files(index)) >= 3
    assert report.documents == 19


def test_a_flipped_bit_anywhere_is_an_error_that_names_the_file(index: Path) -> None:
    rng = random.Random(11)
    for path in files(index):
        for _ in range(12):
            restore = flip(path, rng.randrange(path.stat().st_size), rng.randrange(8))
            with pytest.raises(CorruptIndex) as error:
                LocalEngine(index).reader()
            assert error.value.path == str(path)
            assert str(path) in str(error.value)
            with pytest.raises(CorruptIndex):
                LocalEngine(index).writer()
            restore()
    LocalEngine(index).writer().cancel()


@pytest.mark.parametrize("kind", ["flipped", "truncated", "lengthened", "missing", "emptied"])
def test_check_names_each_file_damaged_while_the_archive_was_open(index: Path, kind: str) -> None:
    for path in files(index):
        with reading(LocalEngine(index)) as reader:
            whole = path.read_bytes()
            path.unlink()  # a new file, since the old one is mapped
            if kind != "missing":
                middle = len(whole) // 2
                path.write_bytes(
                    {
                        "flipped": whole[:middle]
                        + bytes([whole[middle] ^ 1])
                        + whole[middle + 1 :],
                        "truncated": whole[:-1],
                        "lengthened": whole + b"\0",
                        "emptied": b"",
                    }[kind]
                )
            report = reader.check()
            assert [damage.path for damage in report.damage] == [str(path)]
            assert not report.ok
            path.write_bytes(whole)
            assert reader.check().ok


def test_damage_under_an_open_reader_is_a_named_error_or_changes_nothing(index: Path) -> None:
    """Whatever has been believed already: the checksums were right when it was opened."""
    rng = random.Random(13)
    with reading(LocalEngine(index)) as reader:
        expected = answers(reader)
    outcomes = set()
    for path in files(index):
        for _ in range(25):
            with reading(LocalEngine(index)) as reader:
                restore = flip(path, rng.randrange(path.stat().st_size), rng.randrange(8))
                try:
                    outcomes.add(type(answers(reader)))
                except SearchkitError as error:
                    outcomes.add(type(error))
                restore()
    assert outcomes <= {tuple, CorruptIndex}
    with reading(LocalEngine(index)) as reader:
        assert answers(reader) == expected


def test_a_missing_generation_folder_is_named(index: Path) -> None:
    folder = index / read_newest(index).folder
    folder.rename(index / "elsewhere")
    with pytest.raises(CorruptIndex, match="missing") as error:
        LocalEngine(index).reader()
    assert error.value.path is not None
    assert Path(error.value.path).parent == folder
    with pytest.raises(CorruptIndex):
        LocalEngine(index).writer()


def test_a_damaged_manifest_stops_readers_and_writers(index: Path) -> None:
    generation = read_newest(index).generation
    path = index / manifest_name(generation)
    restore = flip(path, 20, 0)
    for act in (LocalEngine(index).reader, LocalEngine(index).writer):
        with pytest.raises(CorruptIndex, match=path.name):
            act()
    restore()
    assert found(LocalEngine(index), Word("river"))


def test_a_damaged_archive_is_not_written_to_and_its_lock_is_released(index: Path) -> None:
    before = {path: path.stat().st_mtime_ns for path in index.iterdir()}
    restore = flip(files(index)[0], 100, 3)
    with pytest.raises(CorruptIndex):
        LocalEngine(index).writer()
    assert set(index.iterdir()) == set(before)
    restore()
    LocalEngine(index).writer().cancel()


def test_checking_a_generation_that_was_replaced_long_ago_says_so(index: Path) -> None:
    engine = LocalEngine(index)
    with reading(engine) as reader:
        fill(engine, [article("b1")], [article("b2")])
        with pytest.raises(ArchiveError, match="has been replaced") as error:
            reader.check()
        assert not isinstance(error.value, CorruptIndex)


def test_a_file_damaged_since_it_was_believed_is_caught_by_the_next_process(index: Path) -> None:
    engine = LocalEngine(index)
    with reading(engine):
        path = files(index)[0]
        restore = flip(path, path.stat().st_size // 2, 0)
    with pytest.raises(CorruptIndex):
        LocalEngine(index).reader()
    restore()
