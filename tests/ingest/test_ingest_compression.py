"""Compressed files are read as what is inside, up to a limit, and never cut short in silence."""

import bz2
import gzip
import io
import lzma
from collections.abc import Callable

import pytest
import zstandard
from hypothesis import given
from hypothesis import strategies as st
from packed_news import page, read, reasons, titles

from searchkit.ingest import limits
from searchkit.ingest.compression import Budget, compression_of, unpack, unpacked_name
from searchkit.ingest.unreadable import Exhausted, Unreadable

PACKERS: dict[str, Callable[[bytes], bytes]] = {
    "gzip": gzip.compress,
    "bzip2": bz2.compress,
    "xz": lzma.compress,
    "zstd": zstandard.compress,
}
kinds = pytest.mark.parametrize("kind", PACKERS)


def unpacked(data: bytes, kind: str) -> bytes:
    return unpack(io.BytesIO(data), kind, Budget(len(data))).read()


@given(st.lists(st.binary(max_size=2000), min_size=1, max_size=4), st.sampled_from([*PACKERS]))
def test_streams_that_follow_each_other_are_read_as_one(parts: list[bytes], kind: str) -> None:
    packed = b"".join(map(PACKERS[kind], parts))
    assert compression_of(packed) == kind
    assert unpacked(packed, kind) == b"".join(parts)


@kinds
def test_nuls_between_and_behind_streams_are_padding(kind: str) -> None:
    pack = PACKERS[kind]
    padded = pack(b"one ") + bytes(4096) + pack(b"two") + bytes(8)
    assert unpacked(padded, kind) == b"one two"


@kinds
def test_what_is_cut_off_or_damaged_is_an_error_behind_what_could_be_read(kind: str) -> None:
    lines = b"".join(b'{"title": "story %d", "text": "x"}\n' % n for n in range(100_000))
    packed = PACKERS[kind](lines)
    found = read(packed[: len(packed) // 2], "a.jsonl.x")
    assert found[0].title == "story 0"  # type: ignore[union-attr]
    assert "cut off" in reasons(found)["a.jsonl.x"]
    with pytest.raises(Unreadable, match="damaged compressed data"):
        unpacked(PACKERS[kind](b"one") + b"junk", kind)


@kinds
def test_a_bomb_is_given_up(kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "UNPACKED_FREE", 1 << 20)
    with pytest.raises(Exhausted, match="unpack it yourself if you trust it"):
        unpacked(PACKERS[kind](bytes(40 << 20)), kind)


def test_xz_that_asks_for_much_memory_is_refused() -> None:
    filters = [{"id": lzma.FILTER_LZMA2, "dict_size": 1 << 30}]
    packed = bytearray(lzma.compress(b"x", filters=[{**filters[0], "dict_size": 1 << 20}]))
    assert compression_of(bytes(packed)) == "xz"
    # The size of the dictionary is a byte of the block's header, whose checksum follows it.
    packed[16] = 36
    packed[20:24] = __import__("zlib").crc32(packed[12:20]).to_bytes(4, "little")
    with pytest.raises(Unreadable, match="128 MB of memory"):
        unpacked(bytes(packed), "xz")


@kinds
def test_a_compressed_page_is_that_page_whatever_it_is_called(kind: str) -> None:
    packed = PACKERS[kind](page("Ferry strike"))
    for name in ("a.html.gz", "a", "a.txt"):
        assert titles(read(packed, name)) == ["Ferry strike"]
    twice = read(gzip.compress(packed), "a.html.gz")
    assert reasons(twice) == {"a.html.gz": "compressed more than once: unpack it"}


@pytest.mark.parametrize(
    ("name", "plain"),
    [("a.jsonl.gz", "a.jsonl"), ("A.CSV.ZST", "A.CSV"), ("a.tgz", "a.tar"), ("gz", "gz")],
)
def test_the_name_inside_is_the_name_without_the_ending(name: str, plain: str) -> None:
    assert unpacked_name(name) == plain
