"""The copies of one article, and how much of each is in it."""

from __future__ import annotations

from searchkit.analysis.likeness import Story, share_of
from searchkit.model import Copy
from searchkit.published import normalise_published
from searchkit.store.snapshot import Snapshot


def copies_of(snapshot: Snapshot, id: str) -> tuple[Copy, ...]:
    """The other articles of its group, the earliest first; none where there is no such article."""
    segments = {segment.name: segment for segment in snapshot.segments}
    places = [(segment.name, segment.find(id)) for segment in snapshot.segments]
    own = next(((name, docnum) for name, docnum in places if docnum is not None), None)
    if own is None or snapshot.groups is None:
        return ()
    number = int(snapshot.groups.numbers(own[0])[own[1]])
    if not number:
        return ()
    text = Story.of(segments[own[0]].article(own[1]).get("body", ""))
    copies = []
    for name, docnum in snapshot.groups.members(number):
        if (name, docnum) != own:
            fields = segments[name].article(docnum)
            published = normalise_published(fields.get("published"))
            shared = share_of(Story.of(fields.get("body", "")), text)
            copies.append(Copy(fields["id"], fields.get("source"), published, shared))
    return tuple(copies)
