"""Which articles are deleted? One small file a generation: a bit for each article of a segment."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import numpy as np
import numpy.typing as npt

from searchkit.store.container import Container, ContainerWriter, damaged

Mask = npt.NDArray[np.bool_]
"""One value an article by docnum: True where it is deleted."""
_KIND = "deletions"


def write_deletions(path: Path, masks: Mapping[str, Mask]) -> tuple[int, int]:
    """Write the masks of segments by their files' names: (size in bytes, CRC-32) once synced."""
    with ContainerWriter(path, _KIND) as container:
        for name, mask in masks.items():
            container.add(name, np.packbits(mask, bitorder="little"))
        return container.finish({})


def read_deletions(
    path: Path,
    size: int,
    documents: Mapping[str, int],
    *,
    crc: int | None = None,
    of_others: bool = False,
) -> dict[str, Mask]:
    """The masks in a file, verified; `documents` gives the articles of every segment by name.

    Raises CorruptIndex when the file is damaged or missing, or is about other segments, unless
    it may be `of_others` too: their masks are left out.
    """
    container = Container(path, _KIND, size, crc=crc)
    names = container.names & documents.keys() if of_others else container.names
    try:
        return {name: _mask(container.array(name), documents[name]) for name in sorted(names)}
    except (KeyError, ValueError) as error:
        raise damaged(path, "it is about other segments") from error


def _mask(bits: npt.NDArray[np.uint8], documents: int) -> Mask:
    if len(bits) != -(-documents // 8):
        raise ValueError(len(bits))
    mask = np.unpackbits(bits, count=documents, bitorder="little").astype(bool)
    if int(np.unpackbits(bits).sum()) != int(mask.sum()):
        raise ValueError("bits beyond the last article")
    return mask
