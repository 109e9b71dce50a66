"""The ids of a segment's articles: by docnum, and in their order."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt

from searchkit.forking import cached_property
from searchkit.store.column_reader import check_below, read_narrow
from searchkit.store.container import Container
from searchkit.store.strings import Strings, encode

_FEW = 64
"""Ids are remembered that have more than so many others between those before and behind."""


class Ids:
    """Finds articles by id, deleted ones too."""

    def __init__(self, container: Container, documents: int) -> None:
        self._container, self._documents = container, documents
        self.by_docnum = Strings(container, "ids", documents)

    def find(self, id: str) -> int | None:
        """The docnum of an id."""
        wanted = encode(id)
        place = self._place(wanted)
        if place == self._documents:
            return None
        docnum = self.order.item(place)
        return docnum if self.by_docnum.encoded(docnum) == wanted else None

    def starting(self, prefix: str) -> Iterator[tuple[str, int]]:
        """(id, docnum) of the ids that begin with a prefix, sorted by id."""
        for place in range(self._place(encode(prefix)), self._documents):
            docnum = self.order.item(place)
            id = self.by_docnum.text(docnum)
            if not id.startswith(prefix):
                return
            yield id, docnum

    @cached_property
    def order(self) -> npt.NDArray[np.uint32]:
        """Docnums in the order of their ids."""
        order = read_narrow(self._container, "ids.order", "<u4", self._documents)
        return check_below(self._container, "ids.order", order, self._documents)

    def _place(self, wanted: bytes) -> int:
        """How many ids are less than the wanted one."""
        encoded, order, probed = self.by_docnum.encoded, self.order, self._probed
        low, high = 0, self._documents
        while low < high:
            middle = (low + high) >> 1
            id = probed.get(middle)
            if id is None:
                id = encoded(order.item(middle))
                if high - low > _FEW:
                    probed[middle] = id
            if id < wanted:
                low = middle + 1
            else:
                high = middle
        return low

    @cached_property
    def _probed(self) -> dict[int, bytes]:
        """The ids that searches began with: the same few each time."""
        return {}
