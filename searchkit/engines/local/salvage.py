"""What is still whole in a damaged archive: its articles one by one, and what it remembers.

Every byte that is believed here has been compared with its checksum, as in any other reading; what
fails is left out, and said.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from searchkit.damage import Damage
from searchkit.engines.local.stored_article import load_article
from searchkit.errors import ArchiveError, CorruptIndex, InvalidArticle
from searchkit.model import Article
from searchkit.store.commit import damage
from searchkit.store.deletions import Mask, read_deletions
from searchkit.store.first_segment import spoiled
from searchkit.store.manifest import KINDS, Manifest, generations, manifest_name, read_manifest
from searchkit.store.record import Record, RecordPart
from searchkit.store.segment import Segment

_DELETED, _REREAD = "deleted/", "file/"
"""What the record says of deleted articles, and of files: the latter only where all is whole."""


class _Place(NamedTuple):
    segment: Segment
    docnum: int


class Salvage:
    """The articles of a damaged archive that can still be read, and its record as far as it can.

    Has what `sync.rebuild` asks of a reader. `problems` says what is damaged; `lost` are the ids
    of articles that cannot be read, and `unnamed` how many more there are. With `forgot_files` the
    record does not say which file holds which article. The caller holds the archive's lock.
    """

    def __init__(self, index: Path) -> None:
        self.problems: list[Damage] = []
        self.lost: list[str] = []
        self.unnamed = 0
        self.forgot_files = False
        self._index = index
        self._places: dict[str, _Place] = {}
        manifest, is_newest = self._manifest()
        if manifest is None and not self._names("segment") and any(index.glob("gen-*")):
            path, problem = self.problems[0].path, self.problems[0].problem
            raise spoiled(Path(path), f"{problem}; format version 1 cannot be repaired")
        if is_newest and manifest is not None:
            self.problems += [Damage(str(path), why) for path, why in damage(index, manifest)]
        self._record = self._read_record(manifest, trusted=is_newest)
        live = {entry.name: entry.live for entry in manifest.segments} if manifest else {}
        self._segments = self._open(live if is_newest else dict.fromkeys(self._names("segment"), 0))
        masks = self._masks(manifest if is_newest else None)
        for segment in self._segments:
            self._take(segment, masks.get(segment.name))
        for key in self._record:
            if key.startswith(_DELETED):
                self._places.pop(key.removeprefix(_DELETED), None)
        # An article may be whole in one segment and damaged in one that it was replaced in.
        self.lost = sorted({id for id in self.lost if id not in self._places})

    # What a rebuild asks for

    def entries(self, prefix: str = "") -> Iterator[tuple[str, Any]]:
        return ((key, self._record[key]) for key in sorted(self._record) if key.startswith(prefix))

    def ids(self, prefix: str = "") -> Iterator[str]:
        return iter(sorted(id for id in self._places if id.startswith(prefix)))

    def get(self, id: str) -> Article | None:
        place = self._places.get(id)
        return place and load_article(place.segment.article_bytes(place.docnum))

    # Finding it

    def _manifest(self) -> tuple[Manifest | None, bool]:
        """The newest manifest that can be read, and whether it is the archive's newest."""
        newest = True
        for number in generations(self._index):
            path = self._index / manifest_name(number)
            try:
                return read_manifest(path, number), newest
            except (CorruptIndex, OSError) as error:
                self.problems.append(Damage(str(path), _wrong(error)))
                newest = False
        return None, False

    def _names(self, kind: str) -> list[str]:
        """Files of one kind in the folder, oldest first: later ones replace what is in earlier."""
        found = self._index.glob(f"{KINDS[kind]}-*.sk")
        return [path.name for path in sorted(found, key=lambda path: path.stat().st_mtime_ns)]

    def _open(self, live: Mapping[str, int]) -> list[Segment]:
        """The segments of these names; of others it is known how many articles they held."""
        segments = []
        for name, count in live.items():
            path = self._index / name
            try:
                segments.append(Segment(path))
            except (ArchiveError, OSError) as error:
                self._note(path, str(error))
                self.unnamed += count
        return segments

    def _masks(self, manifest: Manifest | None) -> dict[str, Mask]:
        """Who is deleted. Without a manifest, whoever any of the files says: none comes back."""
        if manifest is not None:
            names = [manifest.deletions] if manifest.deletions else []
        else:
            names = self._names("deletions")
        masks: dict[str, Mask] = {}
        sizes = {segment.name: segment.documents for segment in self._segments}
        for name in names:
            path = self._index / name
            try:
                found = read_deletions(path, path.stat().st_size, sizes, of_others=True)
            except (ArchiveError, OSError) as error:
                self._note(path, f"{error}; articles that were deleted may be back")
                continue
            for segment, mask in found.items():
                masks[segment] = mask | masks.get(segment, np.zeros(len(mask), bool))
        return masks

    def _take(self, segment: Segment, mask: Mask | None) -> None:
        """Note where the articles of a segment are, and which of them are lost."""
        for docnum in range(segment.documents):
            if mask is None or not mask[docnum]:
                self._take_article(segment, docnum)

    def _take_article(self, segment: Segment, docnum: int) -> None:
        try:
            id = load_article(segment.article_bytes(docnum)).id
        except (CorruptIndex, InvalidArticle, ValueError, KeyError, TypeError) as error:
            self._note(segment.container.path, str(error))
            try:
                self.lost.append(segment.id(docnum))
            except CorruptIndex:
                self.unnamed += 1
            return
        self._places[id] = _Place(segment, docnum)

    def _read_record(self, manifest: Manifest | None, *, trusted: bool) -> dict[str, Any]:
        """The record; where a part of it is damaged, without what it says of files."""
        if manifest is None:
            self.forgot_files = True
            return {}
        whole = []
        for name in manifest.records:
            path = self._index / name
            try:
                part = RecordPart(path, path.stat().st_size)
                Record([part]).check()
                whole.append(part)
            except (ArchiveError, OSError) as error:
                trusted = False
                self._note(path, f"{_wrong(error)}; files that were ingested will be read again")
        self.forgot_files = not trusted
        entries = Record(whole).entries()
        return {key: value for key, value in entries if trusted or not key.startswith(_REREAD)}

    def _note(self, path: Path, problem: str) -> None:
        known = Damage(str(path), problem)
        if known not in self.problems:
            self.problems.append(known)


def _wrong(error: ArchiveError | OSError) -> str:
    return error.problem if isinstance(error, CorruptIndex) else str(error)
