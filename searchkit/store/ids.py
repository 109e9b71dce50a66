"""The ids of a segment's articles: by docnum, and in their order."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from functools import cached_property

import numpy as np
import numpy.typing as npt

from searchkit.store.column_reader import check_below, read_narrow
from searchkit.store.container import Container
from searchkit.store.strings import Strings, encode


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
        encoded, order = self.by_docnum.encoded, self.order
        return bisect_left(
            range(self._documents), wanted, key=lambda place: encoded(order.item(place))
        )
