"""What is kept of each article whole: its fields and body, and where its words begin."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping
from itertools import count, pairwise
from types import MappingProxyType
from typing import Any

import numpy as np
import numpy.typing as npt
import zstandard

from searchkit.forking import cached_property
from searchkit.store.article_bytes import split_article
from searchkit.store.cache import FRAMES, Cache, frozen
from searchkit.store.column_reader import (
    Columns,
    Ints,
    check_below,
    read_column,
    read_narrow,
    running_sum,
)
from searchkit.store.container import Container, damaged
from searchkit.store.decompression import PLAIN, Decompressor, decompress
from searchkit.store.running_sums import RunningSums
from searchkit.store.strings import Strings
from searchkit.store.token_starts import Texts, decode

Bytes = npt.NDArray[np.uint8]
_MOST_DICTIONARIES = 1 << 28
"""Bytes of all dictionaries of a segment: there are at most 255, of half a megabyte."""

_serials = count()


class Frames:
    """The bytes of each article, by docnum: runs of articles are compressed together.

    Raises CorruptIndex where a frame does not hold what it should.
    """

    def __init__(self, container: Container, documents: int) -> None:
        self._container, self._documents = container, documents
        self._serial = next(_serials)
        self._frames = container.section("stored.frames")

    def part(self, docnum: int) -> bytes:
        """An article as it is stored."""
        number = bisect_right(self._run_starts, docnum) - 1
        if self.frame_dictionaries.item(number):
            frame = self.frame(number)
        else:
            frame = FRAMES.get((self._serial, number), lambda: self.frame(number))
        before = self.starts.before
        first = before(self._run_starts[number])
        return bytes(frame[before(docnum) - first : before(docnum + 1) - first])

    def frame(self, number: int) -> memoryview:
        """A run's articles, joined."""
        data = self.compressed(number).data
        before, starts = self.starts.before, self._run_starts
        size = before(starts[number + 1]) - before(starts[number])
        try:
            if zstandard.frame_content_size(data) != size:
                raise self._damaged(f"frame {number} does not hold {size} bytes")
            text = self._decompressors[self.frame_dictionaries.item(number)].decompress(data)
        except (zstandard.ZstdError, MemoryError) as error:
            raise self._damaged(f"frame {number}: {error}") from error
        return memoryview(text)

    def compressed(self, number: int, stop: int | None = None) -> Bytes:
        """u1: a run's frame as it is stored, or those before `stop`, one after the other."""
        return self._frames.part(self.ends.item(number), self.ends.item(stop or number + 1))

    @cached_property
    def run_starts(self) -> Ints:
        """int64: the first docnum of each frame, and the number of articles."""
        articles = self._container.array("stored.frame_articles")
        starts = running_sum(articles)
        if starts.item(-1) != self._documents or (len(articles) and not articles.all()):
            raise self._damaged(f"there are {starts.item(-1)} articles, or none, in them")
        return starts

    @cached_property
    def starts(self) -> RunningSums:
        """Bytes of all articles before each."""
        return RunningSums(read_narrow(self._container, "stored.lengths", "<u4", self._documents))

    @cached_property
    def ends(self) -> Ints:
        """int64: where each frame begins, and the last one's end."""
        count = len(self.run_starts) - 1
        ends = running_sum(read_narrow(self._container, "stored.frame_lengths", "<u4", count))
        if ends.item(-1) != len(self._frames):
            raise self._damaged("its frames do not lie one after the other")
        return ends

    @cached_property
    def frame_dictionaries(self) -> Bytes:
        """u1: which dictionary each frame was compressed with, from 1; 0: none."""
        name, count = "stored.frame_dictionaries", len(self.run_starts) - 1
        numbers = read_column(self._container, name, "|u1", count)
        return check_below(self._container, name, numbers, len(self.dictionaries) + 1)

    @cached_property
    def dictionaries(self) -> list[bytes]:
        """Numbered from 1."""
        ends = self._container.array("stored.dictionary_ends").tolist()
        packed = self._container.array("stored.dictionaries").tobytes()
        size = ends[-1] if ends else 0
        try:
            known = size <= _MOST_DICTIONARIES and zstandard.frame_content_size(packed) == size
            data = decompress(memoryview(packed)) if known else b""
        except zstandard.ZstdError:
            known = False
        if ends != sorted(ends) or not known:
            raise self._damaged("its dictionaries do not lie one after the other")
        return [data[start:end] for start, end in pairwise([0, *ends])]

    def dictionary(self, frame: int) -> bytes:
        """What a frame was compressed with; b"" where it was with none."""
        number = self.frame_dictionaries.item(frame)
        return self.dictionaries[number - 1] if number else b""

    @cached_property
    def _run_starts(self) -> memoryview:
        # Gives Python's integers, several times faster than the array does.
        return self.run_starts.data

    @cached_property
    def _decompressors(self) -> list[Decompressor]:
        """By the number of the dictionary, 0 for none."""
        return [PLAIN, *map(Decompressor, self.dictionaries)]

    def _damaged(self, problem: str) -> Exception:
        return damaged(self._container.path, f"section 'stored.frames': {problem}")


class StoredArticle:
    """One article as it was read: its known fields, and what was worked out of them since."""

    def __init__(self, data: bytes, positions: int) -> None:
        self.fields: Mapping[str, Any] = MappingProxyType(split_article(data))
        self.starts: tuple[Ints, Ints] | None = None
        self.nbytes = 1000 + 2 * len(data) + 8 * positions

    @property
    def texts(self) -> Texts:
        """Title and body."""
        return self.fields.get("title") or "", self.fields["body"]


ARTICLES: Cache[StoredArticle] = Cache(16 << 20)
"""Articles read last, of whatever segment: the next query finds some of them too, and what is
shown is often read whole."""


class StoredArticles:
    """The articles of a segment as they were given, by docnum. Those read last are kept."""

    def __init__(self, container: Container, columns: Columns) -> None:
        self.texts = Frames(container, columns.documents)
        self.starts = Strings(container, "starts", columns.documents)
        self._columns, self._serial, self._path = columns, next(_serials), container.path

    def fields(self, docnum: int) -> Mapping[str, Any]:
        """An article's known fields: JSON's types, "body" among them."""
        return self._article(docnum).fields

    def token_starts(self, docnum: int) -> tuple[Ints, Ints]:
        """int64: where each position of title and of body begins, in code points of the text."""
        article = self._article(docnum)
        if article.starts is None:
            article.starts = self._token_starts(docnum, article.texts)
        return article.starts

    def _article(self, docnum: int) -> StoredArticle:
        return ARTICLES.get((self._serial, docnum), lambda: self._read(docnum))

    def _read(self, docnum: int) -> StoredArticle:
        columns = self._columns
        positions = columns.title_lengths.item(docnum) + columns.body_lengths.item(docnum)
        try:
            article = StoredArticle(self.texts.part(docnum), positions)
        except (ValueError, RecursionError):
            raise self._damaged("stored.frames", f"article {docnum} is no article") from None
        if not isinstance(article.texts[0], str):
            raise self._damaged("stored.frames", f"article {docnum} has no title")
        return article

    def _token_starts(self, docnum: int, texts: Texts) -> tuple[Ints, Ints]:
        titles, bodies = (
            column.item(docnum)
            for column in (self._columns.title_lengths, self._columns.body_lengths)
        )
        behind_title = len(texts[0]) + 1
        try:
            starts = decode(texts, self.starts.encoded(docnum))
        except IndexError:
            raise self._damaged(
                "starts.bytes", f"those of article {docnum} lie behind it"
            ) from None
        if (
            len(starts) != titles + bodies
            or (titles and starts.item(titles - 1) >= behind_title)
            or (bodies and starts.item(titles) < behind_title)
        ):
            problem = f"article {docnum} has {len(starts)} token starts"
            raise self._damaged("starts.bytes", problem)
        return frozen(starts[:titles]), frozen(starts[titles:] - behind_title)

    def _damaged(self, section: str, problem: str) -> Exception:
        return damaged(self._path, f"section {section!r}: {problem}")
