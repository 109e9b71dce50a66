"""The record against a dictionary: what was set is there, in few files, and damage is told."""

from __future__ import annotations

import itertools
import random
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from searchkit.errors import CorruptIndex, IncompatibleIndex
from searchkit.store.record import ChangedRecord, Record, RecordPart, key_bytes, write_record

KEYS = st.text(st.sampled_from("ab/é\ud800\uffff😀"), max_size=3)
VALUES = st.one_of(
    st.none(),
    st.integers(-3, 3),
    st.text(max_size=3),
    st.lists(st.integers(0, 9), max_size=2),
    st.dictionaries(
        st.text(max_size=2), st.one_of(st.integers(-9, 9), st.text(max_size=2)), max_size=3
    ),
)
Commit = list[tuple[str, Any]]


class Folder:
    """A record of several commits in a folder."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.record = Record()
        self._numbers = itertools.count()

    def new_path(self) -> Path:
        return self.path / f"rec-{next(self._numbers):016x}.sk"

    def change(self, changes: Commit, **options: Any) -> ChangedRecord:
        changed = ChangedRecord(self.record, self.new_path, **options)
        for key, value in changes:
            changed.set_entry(key, value)
        return changed

    def commit(self, changes: Commit, **options: Any) -> ChangedRecord:
        changed = self.change(changes, **options)
        names = changed.finish()
        sizes = {part.path.name: part.size for part in self.record.parts}
        sizes |= {name: size for name, (size, _) in changed.written.items()}
        self.record = Record([RecordPart(self.path / name, sizes[name]) for name in names])
        return changed


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    return Folder(tmp_path)


def numbers(value: Any) -> list[int]:
    """What an outline says of a value, but for zeros at the end."""
    if not isinstance(value, dict):
        return []
    members = [value[name] for name in sorted(value)]
    return trimmed([m if isinstance(m, int) else 0 if m is None else len(m) for m in members])


def trimmed(row: list[int]) -> list[int]:
    while row and not row[-1]:
        row.pop()
    return row


def outlined(record: Record | ChangedRecord, prefix: str) -> list[tuple[str, list[int]]]:
    """Each key of an outline with its numbers, but for zeros at the end."""
    found = []
    for keys, columns in record.outlines(prefix):
        assert all(len(column) == len(keys) for column in columns)
        for place, key in enumerate(keys):
            found.append((key, trimmed([column[place] for column in columns])))
    return found


def expected(commits: list[Commit]) -> dict[str, Any]:
    entries = dict(itertools.chain.from_iterable(commits))
    return {key: value for key, value in entries.items() if value is not None}


@given(
    commits=st.lists(st.lists(st.tuples(KEYS, VALUES), max_size=8), min_size=1, max_size=6),
    spill_bytes=st.sampled_from([1, 20, 1 << 20]),
    prefix=KEYS,
)
def test_a_record_holds_what_was_set_last(
    tmp_path_factory: pytest.TempPathFactory,
    commits: list[Commit],
    spill_bytes: int,
    prefix: str,
) -> None:
    folder = Folder(tmp_path_factory.mktemp("record"))
    for changes in commits[:-1]:
        folder.commit(changes, spill_bytes=spill_bytes)
    changed = folder.change(commits[-1], spill_bytes=spill_bytes)
    entries = expected(commits)
    in_order = sorted(entries.items())
    under = [item for item in in_order if item[0].startswith(prefix)]

    def check(record: Record | ChangedRecord) -> None:
        assert list(record.entries()) == in_order
        assert list(record.entries(prefix)) == under
        assert all(record.entry(key) == value for key, value in in_order)
        assert record.entry("never set") is None
        assert outlined(record, prefix) == [
            (key.removeprefix(prefix), numbers(value)) for key, value in under
        ]

    check(changed)
    folder.commit(commits[-1], spill_bytes=spill_bytes)
    check(folder.record)
    folder.record.check()


def test_keys_come_in_the_order_of_code_points_in_blocks_of_any_size(folder: Folder) -> None:
    rng = random.Random(3)
    entries = {f"{rng.choice('aé😀')}/{i:04}": "x" * rng.choice([0, 10, 6000]) for i in range(2000)}
    folder.commit(list(entries.items()))
    assert list(folder.record.entries()) == sorted(entries.items())
    keys = list(entries)
    rng.shuffle(keys)
    assert all(folder.record.entry(key) == entries[key] for key in keys)
    for missing in ("", "a", "a/0000x", "b", "é/", "zz", "😀/9999"):
        assert folder.record.entry(missing) is None
    assert [key for key, _ in folder.record.entries("é/00")] == sorted(
        key for key in keys if key.startswith("é/00")
    )


def test_what_was_set_is_a_copy_and_so_is_what_is_given(folder: Folder) -> None:
    value = {"rows": [1]}
    changed = folder.change([("k", value)])
    value["rows"].append(2)
    given = changed.entry("k")
    given["rows"].append(3)
    assert changed.entry("k") == {"rows": [1]}


def test_setting_what_is_there_changes_nothing(folder: Folder) -> None:
    assert folder.commit([("k", {"a": 1, "b": 2}), ("l", 1)]).changed
    same = folder.change([("k", {"b": 2, "a": 1}), ("gone", None), ("l", 2), ("l", 1)])
    assert not same.changed
    assert folder.change([("k", {"a": 1})]).changed
    assert folder.change([("k", None)]).changed
    assert folder.change([("new", False)]).changed


def test_a_value_that_json_does_not_have_is_refused(folder: Folder) -> None:
    changed = folder.change([])
    with pytest.raises(TypeError):
        changed.set_entry("k", object())
    assert not changed.changed


def test_a_commit_writes_only_about_what_it_changes(folder: Folder) -> None:
    folder.commit([(f"file/{i:06}", {"size": i, "rows": [[i, None]]}) for i in range(20_000)])
    (base,) = folder.record.parts
    for number in range(40):
        before = folder.record.parts
        changed = folder.commit([(f"file/{number * 37:06}", {"size": -1})])
        assert sum(size for size, _ in changed.written.values()) < base.size / 20
        assert folder.record.parts[0] == before[0] == base
    assert len(folder.record.parts) <= 4
    assert sum(value == {"size": -1} for _, value in folder.record.entries()) == 40


def test_what_grew_is_merged_and_what_is_gone_leaves_no_trace(folder: Folder) -> None:
    keys = [f"file/{i}" for i in range(500)]
    folder.commit([(key, 1) for key in keys])
    folder.commit([(key, None) for key in keys])
    (part,) = folder.record.parts
    assert part.size < 1000
    assert list(folder.record.items()) == []


def test_changes_beyond_what_memory_is_for_wait_in_files(folder: Folder) -> None:
    changes = [(f"{i % 100:03}", i) for i in range(1000)]
    changed = folder.change(changes, spill_bytes=200)
    assert len(changed.written) > 10
    assert changed.changed
    assert list(changed.entries()) == [(f"{i:03}", 900 + i) for i in range(100)]


def test_many_threads_may_look_things_up(folder: Folder) -> None:
    folder.commit([(f"{i:05}", [i] * 20) for i in range(3000)])

    def look(seed: int) -> bool:
        numbers = random.Random(seed).choices(range(3000), k=500)
        return all(folder.record.entry(f"{i:05}") == [i] * 20 for i in numbers)

    with ThreadPoolExecutor(8) as pool:
        assert all(pool.map(look, range(16)))


def _flip(data: bytes, rng: random.Random) -> bytes:
    changed = bytearray(data)
    changed[rng.randrange(len(data))] ^= 1 << rng.randrange(8)
    return bytes(changed)


@pytest.mark.parametrize(
    "harm", [_flip, lambda data, _: data[:-1], lambda data, _: data + b"\0", lambda *_: b""]
)
def test_damage_is_told_or_changes_nothing(
    folder: Folder, harm: Callable[[bytes, random.Random], bytes]
) -> None:
    entries = [(f"file/{i}", {"rows": [i, "text" * 9]}) for i in range(300)]
    folder.commit(entries)
    (part,) = folder.record.parts
    whole, rng = part.path.read_bytes(), random.Random(1)
    for _ in range(150):
        part.path.write_bytes(harm(whole, rng))
        problem, found = "", sorted(entries)
        try:
            found = list(Record(folder.record.parts).entries())
        except (CorruptIndex, IncompatibleIndex) as error:
            problem = str(error)
        assert found == sorted(entries)
        assert part.path.name in problem or not problem


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(CorruptIndex, match=r"rec-1 is damaged.*missing"):
        Record([RecordPart(tmp_path / "rec-1", 5)])


def test_files_that_are_removed_later_are_still_read(folder: Folder) -> None:
    folder.commit([("k", 1)])
    folder.record.parts[0].path.unlink()
    assert folder.record.entry("k") == 1


def test_keys_out_of_order_are_found_by_a_check(tmp_path: Path) -> None:
    path = tmp_path / "rec-1"
    size, _ = write_record(path, iter([(b"b", b"1"), (b"a", b"1")]))
    with pytest.raises(CorruptIndex, match="not in order"):
        Record([RecordPart(path, size)]).check()


def test_keys_keep_the_order_of_code_points_as_bytes() -> None:
    characters = ["\0", "a", "\x7f", "é", "\ud7ff", "\ud800", "\udfff", "\ue000", "\uffff", "😀"]
    assert sorted(characters, key=key_bytes) == sorted(characters)
