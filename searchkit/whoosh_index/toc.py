"""What Whoosh calls when it opens an archive by its own table of contents (`store.whoosh_toc`)."""

from __future__ import annotations

import zlib
from functools import cache
from pathlib import Path

from searchkit.errors import CorruptIndex
from searchkit.store.manifest import manifest_name, read_manifest
from searchkit.store.segment import Segment
from searchkit.store.snapshot import Snapshot
from searchkit.whoosh_index.archive_codec import ArchiveSegment
from searchkit.whoosh_index.archive_schema import ArchiveSchema


def load_schema(language: str) -> ArchiveSchema:
    return ArchiveSchema(language or "en")


def load_segments(generation: int, crc: int, count: int) -> list[ArchiveSegment]:
    """The segments of one generation; which folder it lies in they learn when they are read."""

    @cache
    def load(folder: Path) -> tuple[Segment, ...]:
        path = folder / manifest_name(generation)
        manifest = read_manifest(path, generation)
        if zlib.crc32(manifest.dump()) != crc or len(manifest.segments) != count:
            raise CorruptIndex(
                f"{path} is not the manifest that Whoosh's table of contents names: write to the "
                "archive once, or restore it from a backup",
                str(path),
            )
        return Snapshot.open(folder, manifest).segments

    return [ArchiveSegment(number, load) for number in range(count)]
