"""What is kept of each article whole: its JSON, and where its words begin."""

from __future__ import annotations

import json
from functools import cached_property
from itertools import count, pairwise

import numpy as np
import numpy.typing as npt
import zstandard

from searchkit.store.cache import FRAMES
from searchkit.store.column_reader import Ints, check_below, read_column, read_narrow, running_sum
from searchkit.store.container import Container, damaged
from searchkit.store.decompression import PLAIN, Decompressor
from searchkit.store.strings import Strings
from searchkit.store.token_starts import Texts, decode

Bytes = npt.NDArray[np.uint8]

_serials = count()


class Frames:
    """The JSON of each article, by docnum: runs of articles are compressed together.

    Raises CorruptIndex where a frame does not hold what it should.
    """

    def __init__(self, container: Container, documents: int) -> None:
        self._container, self._documents = container, documents
        self._serial = next(_serials)
        self._frames = container.section("stored.frames")

    def part(self, docnum: int) -> Bytes:
        """u1: an article as it is stored."""
        number = int(np.searchsorted(self.run_starts, docnum, "right")) - 1
        frame = FRAMES.get((self._serial, number), lambda: self.frame(number))
        first = self.starts.item(self.run_starts.item(number))
        return frame[self.starts.item(docnum) - first : self.starts.item(docnum + 1) - first]

    def frame(self, number: int) -> Bytes:
        """u1: a run's articles, joined."""
        data = self.compressed(number)
        first, last = self.run_starts.item(number), self.run_starts.item(number + 1)
        size = self.starts.item(last) - self.starts.item(first)
        try:
            if zstandard.frame_content_size(data.data) != size:
                raise self._damaged(f"frame {number} does not hold {size} bytes")
            text = self._decompressors[self.frame_dictionaries.item(number)].decompress(data.data)
        except (zstandard.ZstdError, MemoryError) as error:
            raise self._damaged(f"frame {number}: {error}") from error
        return np.frombuffer(text, np.uint8)

    def compressed(self, number: int) -> Bytes:
        """u1: a run's frame as it is stored."""
        return self._frames.part(self.ends.item(number), self.ends.item(number + 1))

    @cached_property
    def run_starts(self) -> Ints:
        """int64: the first docnum of each frame, and the number of articles."""
        docs = self._container.array("stored.frame_docs").astype(np.int64)
        starts = np.append(docs, self._documents)
        if starts[0] or (np.diff(starts) <= 0).any():
            raise self._damaged("the articles of its frames are not in order")
        return starts

    @cached_property
    def starts(self) -> Ints:
        """int64: bytes of all articles before each, and all in all."""
        return running_sum(read_narrow(self._container, "stored.lengths", "<u4", self._documents))

    @cached_property
    def ends(self) -> Ints:
        """int64: where each frame begins, and the last one's end."""
        count = len(self.run_starts) - 1
        stored = read_column(self._container, "stored.frame_ends", "<u8", count)
        ends = np.append(0, stored.astype(np.int64))
        if (np.diff(ends) < 0).any() or ends[-1] != len(self._frames):
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
        data = self._container.array("stored.dictionaries").tobytes()
        if ends != sorted(ends) or (ends[-1] if ends else 0) != len(data):
            raise self._damaged("its dictionaries do not lie one after the other")
        return [data[start:end] for start, end in pairwise([0, *ends])]

    def dictionary(self, frame: int) -> bytes:
        """What a frame was compressed with; b"" where it was with none."""
        number = self.frame_dictionaries.item(frame)
        return self.dictionaries[number - 1] if number else b""

    @cached_property
    def _decompressors(self) -> list[Decompressor]:
        """By the number of the dictionary, 0 for none."""
        return [PLAIN, *map(Decompressor, self.dictionaries)]

    def _damaged(self, problem: str) -> Exception:
        return damaged(self._container.path, f"section 'stored.frames': {problem}")


class StoredArticles:
    """The articles of a segment as they were given, by docnum."""

    def __init__(self, container: Container, documents: int) -> None:
        self.texts = Frames(container, documents)
        self.starts = Strings(container, "starts", documents)
        self._path = container.path

    def json(self, docnum: int) -> bytes:
        """An article as JSON in UTF-8, without null fields."""
        return self.texts.part(docnum).tobytes()

    def title_and_body(self, docnum: int) -> Texts:
        """The texts of an article whose words are indexed."""
        try:
            article = json.loads(self.json(docnum))
            texts = article.get("title") or "", article.get("body") or ""
        except (ValueError, AttributeError, RecursionError):
            raise self._damaged("stored.frames", f"article {docnum} is no JSON object") from None
        if not all(isinstance(text, str) for text in texts):
            raise self._damaged("stored.frames", f"article {docnum} has no texts")
        return texts

    def token_starts(
        self, docnum: int, texts: Texts, titles: int, bodies: int
    ) -> tuple[Ints, Ints]:
        """int64: where each position of title and of body begins, in code points of the text."""
        behind_title = len(texts[0]) + 1
        try:
            starts = decode(texts, np.frombuffer(self.starts.encoded(docnum), np.uint8))
        except IndexError:
            raise self._damaged(
                "starts.bytes", f"those of article {docnum} lie behind it"
            ) from None
        if len(starts) != titles + bodies or starts.searchsorted(behind_title) != titles:
            problem = f"article {docnum} has {len(starts)} token starts"
            raise self._damaged("starts.bytes", problem)
        return starts[:titles], starts[titles:] - behind_title

    def _damaged(self, section: str, problem: str) -> Exception:
        return damaged(self._path, f"section {section!r}: {problem}")
