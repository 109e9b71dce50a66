"""Term vectors: a field's terms in one document, with weights and values."""

from __future__ import annotations

from array import array
from collections.abc import Sequence

import numpy as np

from searchkit.store.container import Container, ContainerWriter
from searchkit.whoosh_index.column_codec.layout import narrow
from searchkit.whoosh_index.column_codec.payloads import Payloads, PayloadsWriter
from searchkit.whoosh_index.column_codec.posting_list import Bounds, PostingList
from searchkit.whoosh_index.column_codec.texts import Texts, TextsWriter


class VectorsWriter:
    """Gathers the vectors of one field, in the order of documents."""

    def __init__(self) -> None:
        self._docnums, self._ends = array("I"), array("Q")
        self._terms = TextsWriter()
        self._payloads = PayloadsWriter()

    def add(self, docnum: int, items: Sequence[tuple[str, float, bytes]]) -> None:
        """A vector with these (term, weight, value); none when there are no items."""
        if not items:
            return
        terms, weights, values = zip(*items, strict=True)
        for term in terms:
            self._terms.append(term.encode("utf-8", "surrogatepass"))
        self._payloads.extend(weights, values)
        self._docnums.append(docnum)
        self._ends.append(len(self._terms))

    def write(self, container: ContainerWriter, name: str) -> None:
        container.add(f"{name}.docs", narrow(self._docnums))
        container.add(f"{name}.ends", narrow(self._ends))
        self._terms.write(container, f"{name}.terms")
        self._payloads.write(container, name, np.asarray(self._ends, np.int64))


class Vectors:
    """The vectors of one field. Safe to share between threads."""

    def __init__(self, container: Container, name: str) -> None:
        self._docnums = container.array(f"{name}.docs")
        self._ends = container.section(f"{name}.ends")
        self._terms = Texts(container, f"{name}.terms")
        self._payloads = Payloads(container, name)

    def find(self, docnum: int) -> int | None:
        """The number of a document's vector, if it has one."""
        number = int(np.searchsorted(self._docnums, docnum))
        found = number < len(self._docnums) and self._docnums[number] == docnum
        return number if found else None

    def posting_list(self, number: int) -> PostingList:
        """A vector's items; their ids are its terms."""
        first = int(self._ends.part(number - 1, number)[0]) if number else 0
        stop = int(self._ends.part(number, number + 1)[0])
        terms = [text.decode("utf-8", "surrogatepass") for text in self._terms.between(first, stop)]
        bounds = Bounds(float(self._payloads.weights(first, stop).max()), 0, 0)
        place = number, first, stop
        return PostingList(terms, self._payloads, place, [bounds], len(terms))
