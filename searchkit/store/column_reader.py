"""One value for each article, of a file: read when first asked for, and kept."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from searchkit.forking import cached_property
from searchkit.store.cache import frozen
from searchkit.store.container import Container, damaged
from searchkit.store.layout import BY_INSTANT, FIELD_WEIGHTS, GAP, LAST_DAY, MAX_KEYS, UNDATED
from searchkit.store.sketches import Sketches

Array = npt.NDArray[Any]
Ints = npt.NDArray[np.int64]


def read_column(container: Container, name: str, dtype: str, count: int) -> Array:
    """A whole section, verified. CorruptIndex when its dtype or length is another."""
    array = container.array(name)
    if array.dtype.str != dtype:
        raise damaged(container.path, f"section {name!r} holds {array.dtype.str}, not {dtype}")
    if len(array) != count:
        raise damaged(container.path, f"section {name!r} holds {len(array)} values, not {count}")
    return array


def read_narrow(container: Container, name: str, dtype: str, count: int) -> Array:
    """The same of a section that is of the narrowest type its numbers need, as this dtype."""
    stored = container.array(name)
    if stored.dtype.kind != "u" or stored.itemsize > np.dtype(dtype).itemsize:
        raise damaged(container.path, f"section {name!r} holds {stored.dtype.str}, not {dtype}")
    return read_column(container, name, stored.dtype.str, count).astype(dtype, copy=False)


def check_below(container: Container, name: str, array: Array, limit: int) -> Array:
    """The array, when all its values are below the limit; otherwise CorruptIndex."""
    if len(array) and int(array.max()) >= limit:
        raise damaged(
            container.path, f"section {name!r} holds {int(array.max())}, not below {limit}"
        )
    return array


def running_sum(numbers: Array) -> Ints:
    """What lies before each of some counted things, and behind the last: int64, one longer."""
    sums = np.zeros(len(numbers) + 1, np.int64)
    # Ten times as fast as with the type given to cumsum.
    numbers.astype(np.int64).cumsum(out=sums[1:])
    return sums


class Columns:
    """The columns of a segment, by docnum; `layout` says what each means.

    Raises CorruptIndex where a column cannot be one of so many articles.
    """

    def __init__(self, container: Container, documents: int) -> None:
        self._container, self.documents = container, documents

    @cached_property
    def title_lengths(self) -> npt.NDArray[np.uint32]:
        return self._read_narrow("title_lengths", "<u4")

    @cached_property
    def body_lengths(self) -> npt.NDArray[np.uint32]:
        return self._read_narrow("body_lengths", "<u4")

    @cached_property
    def author_lengths(self) -> npt.NDArray[np.uint16]:
        return self._read_narrow("author_lengths", "<u2")

    @cached_property
    def url_lengths(self) -> npt.NDArray[np.uint16]:
        return self._read_narrow("url_lengths", "<u2")

    @cached_property
    def seconds(self) -> npt.NDArray[np.float64]:
        return self._read("seconds", "<f8")

    @cached_property
    def days(self) -> npt.NDArray[np.int32]:
        days = check_below(self._container, "days", self._read("days", "<i4"), LAST_DAY + 1)
        if ((days > 0) != (self.precisions != UNDATED)).any():
            raise damaged(self._container.path, "section 'days' dates what is undated, or not")
        return days

    @cached_property
    def precisions(self) -> npt.NDArray[np.uint8]:
        return self._read("precisions", "|u1", BY_INSTANT + 1)

    @cached_property
    def sources(self) -> npt.NDArray[np.uint32]:
        return self._read_narrow("sources", "<u4", len(self.source_names))

    @cached_property
    def languages(self) -> npt.NDArray[np.uint16]:
        return self._read_narrow("languages", "<u2", len(self.language_names))

    @cached_property
    def stem_languages(self) -> npt.NDArray[np.uint16]:
        return self._read_narrow("stem_languages", "<u2", len(self.stem_language_names))

    @cached_property
    def unsure(self) -> npt.NDArray[np.uint8]:
        return self._read("unsure", "|u1", 2)

    @cached_property
    def recency(self) -> npt.NDArray[np.uint32]:
        return self._read_narrow("recency", "<u4", self.documents)

    @cached_property
    def sketches(self) -> Sketches:
        return Sketches.read(self._container, self.documents)

    @cached_property
    def source_names(self) -> tuple[str, ...]:
        return self._names("sources")

    @cached_property
    def language_names(self) -> tuple[str, ...]:
        return self._names("languages")

    @cached_property
    def stem_language_names(self) -> tuple[str, ...]:
        return self._names("stem_languages")

    @cached_property
    def weighted_lengths(self) -> Ints:
        """int64: words of the title counted by their weight, and of the body."""
        titles = self.title_lengths.astype(np.int64) * FIELD_WEIGHTS["title"]
        lengths: Ints = frozen(titles + self.body_lengths * np.int64(FIELD_WEIGHTS["body"]))
        return lengths

    @cached_property
    def bases(self) -> Ints:
        """int64: where each article's keys begin."""
        return self.key_bases(self.title_lengths.astype(np.int64) + self.body_lengths)

    def key_bases(self, lengths: npt.NDArray[Any]) -> Ints:
        """Where the keys of articles of these lengths begin, a gap within and one behind each."""
        ends = running_sum(lengths.astype(np.int64) + 2 * GAP)
        if ends.item(-1) > MAX_KEYS:
            raise damaged(self._container.path, f"its articles have {ends.item(-1)} keys")
        bases: Ints = frozen(ends[:-1])
        return bases

    def _read(self, name: str, dtype: str, limit: int | None = None) -> Array:
        array = read_column(self._container, name, dtype, self.documents)
        return array if limit is None else check_below(self._container, name, array, limit)

    def _read_narrow(self, name: str, dtype: str, limit: int | None = None) -> Array:
        array = frozen(read_narrow(self._container, name, dtype, self.documents))
        return array if limit is None else check_below(self._container, name, array, limit)

    def _names(self, fact: str) -> tuple[str, ...]:
        names = self._container.facts.get(fact)
        if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
            raise damaged(self._container.path, f"its fact {fact!r} is no list of names")
        return tuple(names)
