"""Packed arrays, as the sections of a file that they are."""

from __future__ import annotations

from typing import Any

import numpy.typing as npt

from searchkit.store.container import ContainerWriter
from searchkit.store.packing import NOTHING, Packer


def write_numbers(container: ContainerWriter, name: str, numbers: npt.NDArray[Any]) -> None:
    """Add an array as `packed_array.read_packed` reads it."""
    packer = Packer(patched=True)
    packer.append(numbers)
    write_packed(container, name, packer)


def write_packed(container: ContainerWriter, name: str, packer: Packer) -> None:
    """Add what was packed as the sections NAME.widths, NAME.planes and so on."""
    pieces = packer.finish()
    for part, nothing in NOTHING._asdict().items():
        with container.section(f"{name}.{part}", nothing.dtype) as section:
            for piece in pieces:
                section.append(getattr(piece, part))
