"""A damaged archive: an error that names the file, or answers as if nothing were wrong."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from asking import article, ask, fill, found, reading

from searchkit.engines.base import Reader
from searchkit.engines.local import writer as writer_module
from searchkit.engines.local.engine import LocalEngine
from searchkit.errors import ArchiveError, CorruptIndex, IncompatibleIndex
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
    with pytest.MonkeyPatch.context() as monkeypatch:
        monkeypatch.setattr(writer_module, "plan_merges", lambda parts: [])
        fill(engine, articles[:12], articles[12:])
        writer = engine.writer()
        writer.delete("a3")
        writer.set_entry("file/a.txt", {"size": 1})
        writer.commit()
    return tmp_path / "index"


def files(index: Path) -> list[Path]:
    return sorted(index / name for name in read_newest(index).files)


def answers(reader: Reader) -> object:
    day = articles_day(reader)
    nodes = (Word("river"), Phrase("river market"), Prefix("m"), Fuzzy("rivr"), Everything(), day)
    return (
        [[hit.to_json() for hit in ask(reader, node, explain=True).hits] for node in nodes],
        list(reader.articles()),
        [reader.get(id) for id in reader.ids("a1")],
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


def test_a_flipped_bit_anywhere_is_an_error_that_names_the_file_or_changes_nothing(
    index: Path,
) -> None:
    with reading(LocalEngine(index)) as reader:
        expected = answers(reader)
    rng, errors = random.Random(11), 0
    for path in files(index):
        for _ in range(40):
            restore = flip(path, rng.randrange(path.stat().st_size), rng.randrange(8))
            try:
                with reading(LocalEngine(index)) as reader:
                    found = answers(reader)
            except (CorruptIndex, IncompatibleIndex) as error:
                found, errors = expected, errors + 1
                named = str(error)
            else:
                named = str(path)
            assert found == expected
            assert str(path) in named
            restore()
    assert errors > 40


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


def test_a_reader_is_not_harmed_by_files_that_are_replaced(index: Path) -> None:
    """What it has mapped is what it reads, whatever becomes of the names."""
    with reading(LocalEngine(index)) as before:
        expected = answers(before)
    with reading(LocalEngine(index)) as reader:
        for path in files(index):
            path.unlink()
            path.write_bytes(b"something else")
        assert answers(reader) == expected


@pytest.mark.parametrize("kind", ["missing", "truncated", "lengthened", "emptied"])
def test_a_file_that_is_not_as_long_as_it_was_is_noticed_at_once(index: Path, kind: str) -> None:
    for path in files(index):
        whole = path.read_bytes()
        if kind == "missing":
            path.unlink()
        else:
            path.write_bytes(
                {"truncated": whole[:-1], "lengthened": whole + b"\0", "emptied": b""}[kind]
            )
        for act in (LocalEngine(index).reader, LocalEngine(index).writer):
            with pytest.raises(CorruptIndex, match=path.name) as error:
                act()
            assert error.value.path == str(path)
        path.write_bytes(whole)


def test_deletions_that_do_not_fit_the_manifest_are_damage(index: Path) -> None:
    newest = read_newest(index)
    assert newest.deletions is not None
    entries = [entry._replace(live=entry.live - 1) for entry in newest.segments[:1]]
    wrong = replace(
        newest, segments=(*entries, *newest.segments[1:]), documents=newest.documents - 1
    )
    (index / manifest_name(newest.generation)).write_bytes(wrong.dump())
    with pytest.raises(CorruptIndex, match="articles are left in it"):
        LocalEngine(index).reader()


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
    path = files(index)[0]
    restore = flip(path, path.stat().st_size - 1, 3)
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
