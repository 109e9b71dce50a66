"""One generation, opened: its segments with who is deleted, its record, and its groups."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from searchkit.errors import CorruptIndex
from searchkit.forking import cached_property
from searchkit.store.container import damaged, map_file, unreadable
from searchkit.store.manifest import Manifest, manifest_name, read_manifest
from searchkit.store.segment import Segment

if TYPE_CHECKING:
    from mmap import mmap

    from searchkit.store.deletions import Mask
    from searchkit.store.groups import Groups
    from searchkit.store.record import Record


class Snapshot:
    """A manifest and what it names. Immutable, safe to share between threads."""

    def __init__(
        self,
        index: Path,
        manifest: Manifest,
        segments: tuple[Segment, ...],
        record_maps: Sequence[mmap],
        groups: Groups | None,
    ) -> None:
        self.index, self.manifest, self.segments = index, manifest, segments
        self._record_maps = record_maps
        self.groups = groups

    @classmethod
    def open(cls, index: Path, manifest: Manifest) -> Snapshot:
        """Map every file, so that later commits take nothing away.

        Raises CorruptIndex when a file is missing or not what the manifest says.
        """
        masks: dict[str, Mask] = {}
        if manifest.deletions is not None:
            from searchkit.store.deletions import read_deletions

            documents = {entry.name: entry.documents for entry in manifest.segments}
            size, crc = manifest.files[manifest.deletions]
            masks = read_deletions(index / manifest.deletions, size, documents, crc=crc)
        segments = []
        for entry in manifest.segments:
            path = index / entry.name
            segment = Segment(path, manifest.files[entry.name][0], masks.get(entry.name))
            if (segment.documents, segment.live_count) != (entry.documents, entry.live):
                problem = f"{segment.live_count} of {segment.documents} articles are left in it"
                raise damaged(path, f"{problem}, not {entry.live} of {entry.documents}")
            segments.append(segment)
        maps = [map_file(index / name, manifest.files[name][0]) for name in manifest.records]
        return cls(index, manifest, tuple(segments), maps, _groups(index, manifest))

    @cached_property
    def record(self) -> Record:
        """What was read and deleted: searches do without."""
        from searchkit.store.record import Record, RecordPart

        files = self.manifest.files
        names = self.manifest.records
        parts = [RecordPart(self.index / name, files[name][0]) for name in names]
        return Record(parts, self._record_maps)

    @property
    def is_kept(self) -> bool:
        """Whether the files are still those of one of the newest generations."""
        number = self.manifest.generation
        path = self.index / manifest_name(number)
        try:
            return not number or read_manifest(path, number) == self.manifest
        except FileNotFoundError:
            return False
        except OSError as error:
            raise unreadable(path, error) from error

    def problems(self) -> Iterator[tuple[Path, str]]:
        """Files that are damaged; if none is, files whose contents do not fit together."""
        from searchkit.store.commit import damage

        broken = list(damage(self.index, self.manifest))
        yield from broken
        if broken:
            return
        for segment in self.segments:
            for problem in segment.check():
                yield segment.container.path, problem
        try:
            self.record.check()
            if self.groups is not None:
                self.groups.check()
        except CorruptIndex as error:
            yield Path(error.path or self.index), error.problem


def _groups(index: Path, manifest: Manifest) -> Groups | None:
    """Which articles are copies of which; None where none is."""
    if manifest.groups is None:
        return None
    from searchkit.store.groups import Groups

    documents = {entry.name: entry.documents for entry in manifest.segments}
    return Groups(index / manifest.groups, *manifest.files[manifest.groups], documents)
