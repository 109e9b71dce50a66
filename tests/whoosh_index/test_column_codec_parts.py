"""Texts and byte streams, of which ColumnCodec's files consist."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from random import Random

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from whoosh.filedb.filestore import RamStorage
from whoosh.util.numeric import byte_to_length, length_to_byte

from searchkit.store.container import Container, ContainerWriter
from searchkit.whoosh_index.column_codec.byte_stream import ByteStream, ByteStreamWriter
from searchkit.whoosh_index.column_codec.layout import FRAME_BYTES, narrow
from searchkit.whoosh_index.column_codec.lengths import rounded
from searchkit.whoosh_index.column_codec.storage_file import StorageFile, open_container
from searchkit.whoosh_index.column_codec.texts import Texts, TextsWriter


def container(write: Callable[[ContainerWriter], None]) -> Container:
    storage = RamStorage()
    with ContainerWriter(StorageFile(storage, "file"), "test") as writer:
        write(writer)
        size, _ = writer.finish({})
    return open_container(storage, "file", "test", size)


def texts_of(values: list[bytes]) -> Texts:
    writer = TextsWriter()
    for value in values:
        writer.append(value)
    return Texts(container(lambda file: writer.write(file, "texts")), "texts")


@given(st.lists(st.binary(max_size=3), max_size=300))
def test_texts_come_back_by_number_and_in_ranges(values: list[bytes]) -> None:
    texts = texts_of(values)
    assert [texts[number] for number in range(len(texts))] == values
    for first in (0, 1, 63, 64, 65, 130):
        assert list(texts.between(first, len(values))) == values[first:]
        assert list(texts.between(first, min(first + 70, len(values)))) == values[first:][:70]


@given(
    st.lists(st.binary(max_size=3), max_size=200, unique=True).map(sorted),
    st.lists(st.binary(max_size=3), max_size=200, unique=True).map(sorted),
    st.binary(max_size=3),
)
def test_a_text_is_found_within_its_field(
    first: list[bytes], second: list[bytes], sought: bytes
) -> None:
    texts, count = texts_of(first + second), len(first)
    assert texts.find(sought, 0, count) == bisect_left(first, sought)
    stop = count + len(second)
    assert texts.find(sought, count, stop) == count + bisect_left(second, sought)
    for number, text in enumerate(second, count):
        assert texts.find(text, count, stop) == number


def test_any_part_of_a_stream_can_be_read_in_any_thread() -> None:
    rng = Random(3)
    data = rng.randbytes(5 * FRAME_BYTES + 17)
    writer = ByteStreamWriter()
    for start in range(0, len(data), 1_000):
        writer.append(data[start : start + 1_000])
    stream = ByteStream(container(lambda file: writer.write(file, "stream")), "stream")
    parts = [
        sorted((rng.randrange(len(data) + 1), rng.randrange(len(data) + 1))) for _ in range(200)
    ]
    edges = [[0, 0], [0, len(data)], [FRAME_BYTES, 2 * FRAME_BYTES], [FRAME_BYTES - 1, FRAME_BYTES]]
    with ThreadPoolExecutor(4) as threads:
        read = threads.map(lambda part: stream.part(*part), parts + edges)
        assert list(read) == [data[start:stop] for start, stop in parts + edges]


def test_an_unfinished_file_removes_itself() -> None:
    storage = RamStorage()
    try:
        with ContainerWriter(StorageFile(storage, "file"), "test"):
            raise KeyboardInterrupt
    except KeyboardInterrupt:
        assert storage.list() == []


@given(st.lists(st.integers(0, 2**64 - 1)))
def test_narrow_keeps_numbers_in_as_few_bytes_as_they_need(numbers: list[int]) -> None:
    array = narrow(np.array(numbers, np.uint64))
    assert array.tolist() == numbers
    assert array.itemsize == next(n for n in (1, 2, 4, 8) if max(numbers, default=0) < 256**n)


@given(st.lists(st.integers(0, 200_000)))
def test_lengths_are_rounded_as_whoosh_rounds_them(lengths: list[int]) -> None:
    expected = [byte_to_length(length_to_byte(length)) for length in lengths]
    assert rounded(np.array(lengths, np.uint32)).tolist() == expected
