"""Is a segment what its format says? Every checksum, and whatever one section says of another."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from itertools import islice, pairwise
from typing import TYPE_CHECKING

import numpy as np

from searchkit.errors import CorruptIndex
from searchkit.store.column_reader import Columns
from searchkit.store.container import Container
from searchkit.store.layout import FIELDS, UNDATED
from searchkit.store.list_audit import Findings, ListAudit, audit_pairs

if TYPE_CHECKING:
    from searchkit.store.segment import Segment

_MOST = 10
"""So many problems of one kind are enough."""


def problems(segment: Segment) -> Iterator[str]:
    """What is wrong with a segment's file, in words; nothing where it is whole."""
    told: set[str] = set()
    for part in _parts(segment):
        for problem in _in_words(segment.container, part):
            if problem not in told:
                told.add(problem)
                yield problem


def _parts(segment: Segment) -> Iterator[Callable[[], Findings]]:
    for name in sorted(segment.container.names):
        yield partial(_checksums, segment.container, name)
    yield partial(_columns, segment.columns)
    for look in (_ids, _recency, _stored):
        yield partial(look, segment)
    for field in FIELDS:
        audit = ListAudit(segment, field)
        yield from (audit.order, audit.lexicon, audit.postings, audit.impacts)
    yield partial(audit_pairs, segment)


def _in_words(container: Container, part: Callable[[], Findings]) -> Iterator[str]:
    try:
        for section, problem in islice(part(), _MOST):
            yield f"section {section!r}: {problem}"
    except CorruptIndex as error:
        yield error.problem


def _checksums(container: Container, name: str) -> Findings:
    container.array(name)
    yield from ()


def _columns(columns: Columns) -> Findings:
    for name in ("days", "sources", "languages", "stem_languages", "unsure", "bases", "sketches"):
        getattr(columns, name)
    undated = columns.precisions == UNDATED
    if not np.isfinite(columns.seconds).all() or columns.seconds[undated].any():
        yield "seconds", "an instant is not a number, or that of an undated article"


def _ids(segment: Segment) -> Findings:
    order = segment.ids.order
    if (np.bincount(order, minlength=segment.documents) != 1).any():
        yield "ids.order", "it does not name every article once"
    in_order = map(segment.ids.by_docnum.text, order.tolist())
    if not all(id < following for id, following in pairwise(in_order)):
        yield "ids.order", "ids are not in order, or not unique"


def _recency(segment: Segment) -> Findings:
    columns, count = segment.columns, segment.documents
    by_id = np.empty(count, np.int64)
    by_id[segment.ids.order] = np.arange(count)
    newest = np.lexsort((by_id, -columns.seconds, columns.precisions == UNDATED))
    if (columns.recency[newest] != np.arange(count)).any():
        yield "recency", "articles are not ranked by date and id"


def _stored(segment: Segment) -> Findings:
    for docnum in range(segment.documents):
        if segment.article(docnum).get("id") == segment.id(docnum):
            segment.token_starts(docnum)
        else:
            yield "stored.frames", f"article {docnum} does not have its id"
