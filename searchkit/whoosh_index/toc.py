"""What Whoosh calls when it opens an archive by its own table of contents (`store.whoosh_toc`)."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from searchkit.errors import CorruptIndex
from searchkit.store.manifest import manifest_crc, manifest_name, read_manifest
from searchkit.store.opening import open_segments
from searchkit.store.segment import Segment
from searchkit.whoosh_index.archive_codec import ArchiveSegment
from searchkit.whoosh_index.archive_schema import ArchiveSchema


def load_schema(language: str) -> ArchiveSchema:
    return ArchiveSchema(language or "en")


def load_segments(generation: int, crc: int, count: int) -> list[ArchiveSegment]:
    """The segments of one generation; which folder it lies in they learn when they are read."""

    @cache
    def load(folder: Path) -> list[Segment]:
        manifest = read_manifest(folder / manifest_name(generation), generation)
        if manifest_crc(manifest) != crc or len(manifest.segments) != count:
            raise CorruptIndex(
                f"{folder / manifest_name(generation)} is not the manifest that Whoosh's table of "
                "contents names: write to the archive once, or restore it from a backup",
                str(folder / manifest_name(generation)),
            )
        return open_segments(folder, manifest)

    return [ArchiveSegment(number, load) for number in range(count)]
