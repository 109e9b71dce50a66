"""A damaged file of ColumnCodec's gives an error, never another answer."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

import pytest
import whoosh.index
from whoosh.columns import BitColumn
from whoosh.fields import COLUMN, ID, NUMERIC, TEXT, Schema

from searchkit.errors import CorruptIndex
from searchkit.whoosh_index import ColumnCodec

SCHEMA = Schema(
    key=ID(stored=True, sortable=True),
    body=TEXT(stored=True, vector=True),
    size=NUMERIC(sortable=True),
    seen=COLUMN(BitColumn()),
)
FLIPS = 600


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    rng = random.Random(8)
    with whoosh.index.create_in(str(tmp_path), SCHEMA).writer(codec=ColumnCodec(4)) as writer:
        for number in range(12):
            body = " ".join(rng.choice("alfa bravo charlie delta".split()) for _ in range(9))
            writer.add_document(key=str(number), body=body, size=number, seen=number % 2)
    return tmp_path


def everything(folder: Path) -> list[Any]:
    with whoosh.index.open_dir(str(folder)).reader() as reader:
        docnums = range(reader.doc_count_all())
        columns = [list(reader.column_reader(name)) for name in ("key", "size", "seen")]
        lengths = [reader.doc_field_length(docnum, "body") for docnum in docnums]
        vectors = [list(reader.vector_as("frequency", docnum, "body")) for docnum in docnums]
        matchers = [reader.postings(*term) for term in reader.all_terms()]
        blocks = [matcher.block_max_weight() for matcher in matchers]
        infos = [(term, vars(info)) for term, info in reader]
        stored = list(reader.all_stored_fields())
        return [columns, lengths, vectors, blocks, infos, stored, list(reader.iter_postings())]


def damage(folder: Path, expected: list[Any]) -> CorruptIndex | None:
    """The error that reading gives, if it does not give what is expected."""
    try:
        assert everything(folder) == expected
    except CorruptIndex as error:
        return error
    return None


@pytest.mark.parametrize("kind", ["docs", "terms"])
def test_a_flipped_bit_changes_no_answer(folder: Path, kind: str) -> None:
    (path,) = folder.glob(f"*.{kind}.sk")
    whole, expected = path.read_bytes(), everything(folder)
    rng = random.Random(9)
    noticed = 0
    for _ in range(FLIPS):
        damaged = bytearray(whole)
        damaged[rng.randrange(len(whole))] ^= 1 << rng.randrange(8)
        path.write_bytes(damaged)
        problem = damage(folder, expected)
        noticed += problem is not None
        assert problem is None or path.name in str(problem)
    # The rest fell into the padding between sections.
    assert noticed > FLIPS / 4


@pytest.mark.parametrize("kind", ["docs", "terms"])
def test_a_file_cut_short_is_noticed_when_it_is_opened(folder: Path, kind: str) -> None:
    (path,) = folder.glob(f"*.{kind}.sk")
    path.write_bytes(path.read_bytes()[:-1])
    with pytest.raises(CorruptIndex, match="instead of"):
        everything(folder)


def test_a_missing_file_is_what_whoosh_takes_for_a_commit_meanwhile(folder: Path) -> None:
    index = whoosh.index.open_dir(str(folder))
    for path in folder.glob("*.terms.sk"):
        path.unlink()
    with pytest.raises(FileNotFoundError):
        index.reader()
