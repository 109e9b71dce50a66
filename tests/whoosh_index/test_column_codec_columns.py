"""Every type of column reads as Whoosh's own files of it do."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

import pytest
from whoosh import columns
from whoosh.fields import COLUMN, ID, TEXT, Schema
from whoosh.filedb.filestore import FileStorage, RamStorage
from whoosh.query import Every
from whoosh.sorting import FieldFacet, add_sortable

from searchkit.whoosh_index import ColumnCodec
from searchkit.whoosh_index.column_codec.codec import ColumnCodec as Codec

WORDS = [b"", b"alfa", b"bravo", b"charlie", "über".encode()]
COLUMNS: list[tuple[Any, list[Any]]] = [
    *[(columns.NumericColumn(code), [0, 1, 100]) for code in "BHIQ"],
    *[(columns.NumericColumn(code), [0, -100, 100]) for code in "bhiq"],
    (columns.NumericColumn("q", default=2**63 - 1), [0, -(2**63), 5]),
    (columns.NumericColumn("f"), [0.0, 0.5, -1.25]),
    (columns.NumericColumn("d", default=0.1), [0.0, 1 / 3, -1e300]),
    (columns.BitColumn(), [False, True]),
    (columns.BitColumn(compress_at=0), [False, True]),
    (columns.VarBytesColumn(), WORDS),
    (columns.RefBytesColumn(), WORDS),
    (columns.RefBytesColumn(fixedlen=2, default=b"zz"), [b"ab", b"cd"]),
    (columns.FixedBytesColumn(3), [b"abc", b"def"]),
    (columns.FixedBytesColumn(3, default=b"xyz"), [b"abc", b"def"]),
    (columns.CompressedBytesColumn(), WORDS),
    (columns.StructColumn("ifH", (1, 2.5, 3)), [(1, 2.0, 3), (-4, 0.5, 6)]),
    (columns.PickleColumn(columns.VarBytesColumn()), [("a", 1), {"b": 2.5}, "c"]),
    (columns.VarBytesListColumn(), [[b"a", b"bc"], [b""]]),
    (columns.FixedBytesListColumn(2), [[b"ab", b"cd"], [b"ef"]]),
]


def written(column: Any, values: dict[int, Any], count: int) -> Any:
    """A reader of ours for a column that has these values."""
    storage = RamStorage()
    segment = Codec().new_segment(storage, "test")
    writer = Codec().per_document_writer(storage, segment)
    for docnum in range(count):
        writer.start_doc(docnum)
        if docnum in values:
            writer.add_column_value("name", column, values[docnum])
        writer.finish_doc()
    writer.close()
    segment.set_doc_count(count)
    return Codec().per_document_reader(storage, segment).column_reader("name", column)


def stock(column: Any, values: dict[int, Any], count: int) -> Any:
    storage = RamStorage()
    file = storage.create_file("column")
    writer = column.writer(file)
    for docnum, value in values.items():
        writer.add(docnum, value)
    writer.finish(count)
    file.close()
    return column.reader(storage.open_file("column"), 0, storage.file_length("column"), count)


@pytest.mark.parametrize(("column", "domain"), COLUMNS)
@pytest.mark.parametrize("density", [0.3, 1.0])
def test_a_column_reads_as_whooshs_own(column: Any, domain: list[Any], density: float) -> None:
    rng = random.Random(6)
    values = {n: rng.choice(domain) for n in range(150) if rng.random() <= density}
    theirs, ours = (make(column, values, 150) for make in (stock, written))
    assert len(ours) == 150
    expected = [theirs[docnum] for docnum in range(150)]
    assert [ours[docnum] for docnum in range(150)] == expected
    assert list(ours) == expected
    assert list(ours.load()) == expected
    # Whoosh sorts pickles by their bytes, and fails on empty lists.
    if not isinstance(column, columns.WrappedColumn):
        keys = [theirs.sort_key(docnum) for docnum in range(150)]
        assert [ours.sort_key(docnum) for docnum in range(150)] == keys


@pytest.mark.parametrize("column", [column for column, _ in COLUMNS if column.reversible])
def test_a_reversible_column_sorts_backwards_as_whooshs_own(column: Any) -> None:
    values = {docnum: docnum % 2 for docnum in range(0, 20, 3)}
    theirs, ours = (make(column, values, 20) for make in (stock, written))
    theirs.set_reverse()
    ours.set_reverse()
    assert [ours.sort_key(n) for n in range(20)] == [theirs.sort_key(n) for n in range(20)]


def test_values_of_any_types_can_be_sorted_by() -> None:
    column = columns.PickleColumn(columns.VarBytesColumn())
    ours = written(column, {0: "b", 1: ("a", 1), 3: "a"}, 4)
    keys = [ours.sort_key(docnum) for docnum in range(4)]
    assert len(set(keys)) == len(sorted(keys)) == 4
    assert keys[3] < keys[0]


def test_a_bit_columns_documents_are_a_set() -> None:
    ours = written(columns.BitColumn(), {1: True, 2: False, 7: True}, 9)
    assert list(ours.id_set()) == [1, 7]


def test_a_number_that_does_not_fit_is_refused() -> None:
    with pytest.raises(OverflowError):
        written(columns.NumericColumn("B"), {0: 256}, 1)


def test_pickles_are_replaced_by_json(tmp_path: Path) -> None:
    schema = Schema(key=ID, data=COLUMN(columns.PickleColumn(columns.VarBytesColumn())))
    index = FileStorage(str(tmp_path)).create_index(schema)
    with index.writer(codec=ColumnCodec()) as writer:
        writer.add_document(key="1", data={"when": (1, 2)})
    with index.reader() as reader:
        assert list(reader.column_reader("data", translate=False)) == [{"when": (1, 2)}]
    assert b'{"when":{"":["tup",[1,2]]}}' in next(tmp_path.glob("*.docs.sk")).read_bytes()


def test_a_column_can_be_added_to_a_written_segment() -> None:
    index = RamStorage().create_index(Schema(key=ID(stored=True), body=TEXT))
    with index.writer(codec=ColumnCodec()) as writer:
        for key in "cab":
            writer.add_document(key=key)
    with index.writer(codec=ColumnCodec()) as writer:
        add_sortable(writer, "key", FieldFacet("key"))
    for _ in ("Whoosh's own file", "merged into ours"):
        with index.searcher() as searcher:
            hits = searcher.search(Every(), sortedby="key")
            assert [hit["key"] for hit in hits] == ["a", "b", "c"]
            assert list(searcher.reader().column_reader("key")) == ["c", "a", "b"]
        with index.writer(codec=ColumnCodec()) as writer:
            writer.optimize = True
    assert not any(name.endswith(".col") for name in index.storage.list())
