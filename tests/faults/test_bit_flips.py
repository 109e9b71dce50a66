"""A damaged file is refused, or answers as if nothing were wrong; it never answers otherwise."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from bit_flips import (
    KINDS,
    Answers,
    Outcome,
    answers,
    cuts,
    flips,
    make_archive,
    newest,
    outcome,
    parts,
    replaced,
    spoiled,
)
from protections import left_out

from searchkit import Archive
from searchkit.errors import CorruptIndex

FLIPS = 60
BELIEVED = {
    "manifest": ("whole", b'"languages": {"en": ', 0, 0b1),
    "segment": ("body_lengths", b"", 0, 0b1),
    # One bit changes how many articles are deleted, and manifests count those as well.
    "deletions": ("seg-", b"", 0, 0b1100),
    "record": ("values", b"", 200, 0b1),
    "groups": ("docnums", b"", 0, 0b10),
}
"""What only a checksum tells from what was written: a section, a byte so far behind some others
in it, and bits of that."""
FRAME = ("header", "directory", "footer", "checksums")


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("flips") / "index"
    make_archive(folder)
    return folder


@pytest.fixture(scope="module")
def right(index: Path) -> Answers:
    found = answers(index)
    assert not {"CorruptIndex", "IncompatibleIndex"} & {str(answer) for answer in found}
    return found


@pytest.mark.parametrize("kind", KINDS)
def test_a_flipped_bit_is_refused_or_changes_nothing(
    index: Path, right: Answers, kind: str
) -> None:
    outcomes = list(flips(index, right, kind, FLIPS))
    assert [found.wrong for found in outcomes if found.wrong] == []
    assert sum(found.refused > 0 for found in outcomes) > FLIPS / 4


@pytest.mark.parametrize("kind", KINDS)
def test_a_file_cut_zeroed_mixed_up_or_missing_is_refused_or_changes_nothing(
    index: Path, right: Answers, kind: str
) -> None:
    outcomes = list(cuts(index, right, kind))
    assert [found.wrong for found in outcomes if found.wrong] == []
    assert all(found.refused for found in outcomes)


def test_without_its_newest_manifest_the_archive_is_the_one_before(
    index: Path, right: Answers
) -> None:
    newest = max(index.glob("manifest-*"))
    with replaced(newest, None), Archive.open(index) as archive:
        assert archive.status().generation == int(newest.name.partition("-")[2]) - 1
        assert archive.check().ok
    assert answers(index) == right


@pytest.mark.parametrize("kind", ["segment", "deletions", "record", "groups"])
def test_check_names_the_damaged_file(index: Path, kind: str) -> None:
    for path in newest(index, kind):
        data = bytearray(path.read_bytes())
        _, start, _ = next(part for part in parts(bytes(data)) if part[0] not in FRAME)
        data[start] ^= 1
        with replaced(path, bytes(data)):
            assert blamed(index) == {str(path)}


@pytest.mark.parametrize("kind", KINDS)
def test_check_names_each_file_that_is_cut_zeroed_mixed_up_or_missing(
    index: Path, kind: str
) -> None:
    for path, change, left in list(spoiled(index, kind)):
        with replaced(path, left):
            assert (change, blamed(index)) == (change, {str(path)})


def blamed(index: Path) -> set[str | None]:
    try:
        with Archive.open(index) as archive:
            return {item.path for item in archive.check().damage}
    except CorruptIndex as error:
        return {error.path}


def test_every_section_of_a_segment_is_flipped_somewhere(index: Path) -> None:
    path = next(index.glob("seg-*"))
    names = Counter(name for name, _, _ in parts(path.read_bytes()))
    assert {"header", "directory", "footer", "checksums", "text.docs.planes"} <= names.keys()
    assert set(names.values()) == {1}


@pytest.mark.parametrize("kind", KINDS)
def test_without_checksums_flipped_bits_give_wrong_answers_and_that_is_noticed(
    index: Path, right: Answers, kind: str
) -> None:
    assert not any(found.wrong for found in flipped(index, right, kind))
    with left_out("checksums"):
        assert any(found.wrong for found in flipped(index, right, kind))


def flipped(index: Path, right: Answers, kind: str) -> Iterator[Outcome]:
    """What is `BELIEVED` flipped, in each file of a kind."""
    section, before, offset, bits = BELIEVED[kind]
    for path in newest(index, kind):
        data = bytearray(path.read_bytes())
        for name, start, _ in parts(bytes(data)):
            if name.startswith(section):
                data[data.index(before, start) + len(before) + offset] ^= bits
                with replaced(path, bytes(data)):
                    yield outcome(index, right, f"{path.name} {name}")
                break


def test_a_file_in_the_place_of_another_is_noticed(index: Path, right: Answers) -> None:
    with left_out("checksums", "sizes"):
        assert any(found.wrong for found in cuts(index, right, "segment"))


def test_an_answer_that_differs_is_noticed(index: Path, right: Answers) -> None:
    assert outcome(index, right, "nothing").wrong is None
    assert outcome(index, [*right[:-1], "else"], "nothing").wrong
