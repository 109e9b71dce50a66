"""Many strings of a file: their UTF-8 bytes one after the other, and the bytes of each."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from searchkit.forking import cached_property
from searchkit.store.column_reader import read_narrow, running_sum
from searchkit.store.container import Container, damaged
from searchkit.store.decoded_lists import indexes
from searchkit.store.running_sums import RunningSums

_GROUP = 64
_AT_ONCE = 1 << 16


class Strings:
    """`count` strings by number, from the sections `NAME.bytes` and `NAME.lengths`."""

    def __init__(self, container: Container, name: str, count: int) -> None:
        self._container, self._name = container, name
        self._count = count
        self._bytes = container.section(f"{name}.bytes")

    def __len__(self) -> int:
        return self._count

    def encoded(self, number: int) -> bytes:
        """One string's bytes."""
        return self._bytes.part(*self.starts.around(number)).tobytes()

    def joined(self, start: int, stop: int) -> bytes:
        """The bytes of the strings `[start, stop)`."""
        before = self.starts.before
        return self._bytes.part(before(start), before(stop)).tobytes()

    def texts(self, start: int, stop: int) -> list[str]:
        """The strings `[start, stop)`."""
        starts = self.starts.between(start, stop)
        data = self._bytes.part(int(starts[0]), int(starts[-1]))
        places = starts - starts[0]
        text = self._decode(data.tobytes())
        if len(text) < len(data):
            # Every byte but a character's second to fourth begins one.
            places = running_sum((data & 0xC0) != 0x80)[places]
        ends = places.tolist()
        return [text[a:b] for a, b in pairwise(ends)]

    def text(self, number: int) -> str:
        """One string."""
        data = self._bytes.part(*self.starts.around(number)).tobytes()
        try:
            return data.decode()
        except UnicodeDecodeError:
            return self._decode(data)

    @cached_property
    def starts(self) -> RunningSums:
        """Bytes before each string."""
        lengths = read_narrow(self._container, f"{self._name}.lengths", "<u4", self._count)
        starts = RunningSums(lengths)
        if self._bytes.part(0, 0).dtype != np.uint8 or starts.total != len(self._bytes):
            raise damaged(self._container.path, f"the lengths of {self._name!r} do not fit")
        return starts

    def _decode(self, data: bytes) -> str:
        try:
            return data.decode()
        except UnicodeDecodeError as error:
            problem = f"{self._name!r} is not UTF-8: {error.reason}"
            raise damaged(self._container.path, problem) from error


class SortedStrings(Strings):
    """Strings in the order of their bytes, which is that of their code points."""

    def place(self, wanted: bytes) -> int:
        """How many strings are less than the wanted one."""
        group = self._group(wanted)
        first, last = group * _GROUP, min((group + 1) * _GROUP, self._count)
        starts, begin = self.starts.between(first, last).tolist(), first
        data, offset = self._bytes.part(starts[0], starts[-1]).tobytes(), starts[0]
        while first < last:
            middle = (first + last) >> 1
            string = data[starts[middle - begin] - offset : starts[middle - begin + 1] - offset]
            if string < wanted:
                first = middle + 1
            else:
                last = middle
        return first

    def matches(self, wanted: bytes) -> range:
        """The numbers of all strings equal to the wanted one."""
        first = last = self.place(wanted)
        while last < self._count and self.encoded(last) == wanted:
            last += 1
        return range(first, last)

    def starting(self, prefix: bytes) -> range:
        """The numbers of all strings that begin with the prefix."""
        if not prefix:
            return range(self._count)
        # No byte of UTF-8 is 255.
        behind = prefix[:-1] + bytes((prefix[-1] + 1,))
        return range(self.place(prefix), self.place(behind))

    def _group(self, wanted: bytes) -> int:
        """The last group whose first string is less than the wanted one, or the first group."""
        low, high = 0, (self._count - 1) // _GROUP
        heads = self._heads
        while low < high:
            middle = (low + high + 1) >> 1
            head = heads.get(middle)
            if head is None:
                head = heads[middle] = self.encoded(middle * _GROUP)
            if head < wanted:
                low = middle
            else:
                high = middle - 1
        return max(low, 0)

    @cached_property
    def _heads(self) -> dict[int, bytes]:
        """The first strings of those groups that searches have come by."""
        return {}


class EncodedStrings:
    """Strings in memory: their UTF-8 bytes one after the other (u1), and the bytes of each."""

    def __init__(self, data: npt.NDArray[np.uint8], lengths: npt.NDArray[np.int64]) -> None:
        self.data, self.lengths = data, lengths

    def __len__(self) -> int:
        return len(self.lengths)

    @classmethod
    def of(cls, strings: Sequence[str]) -> EncodedStrings:
        text = "".join(strings)
        data = text.encode("utf-8")
        sizes = map(len, strings if len(data) == len(text) else map(str.encode, strings))
        return cls(np.frombuffer(data, np.uint8), np.fromiter(sizes, np.int64, len(strings)))

    @classmethod
    def joined(cls, parts: Sequence[EncodedStrings]) -> EncodedStrings:
        return cls(
            np.concatenate([part.data for part in parts]),
            np.concatenate([part.lengths for part in parts]),
        )

    def chosen(self, numbers: npt.NDArray[np.int64]) -> EncodedStrings:
        """Those of these numbers, in their order."""
        if np.array_equal(numbers, np.arange(len(self))):
            return self
        starts = running_sum(self.lengths)
        pieces = []
        for first in range(0, max(len(numbers), 1), _AT_ONCE):
            own = numbers[first : first + _AT_ONCE]
            lengths = self.lengths[own]
            pieces.append(EncodedStrings(self.data[indexes(starts[own], lengths)], lengths))
        return EncodedStrings.joined(pieces)


def encode(text: str) -> bytes:
    """UTF-8 of what a user typed: lone surrogates, which no stored string holds, are let pass."""
    return text.encode("utf-8", "surrogatepass")
