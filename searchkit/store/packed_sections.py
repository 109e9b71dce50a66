"""Packed arrays, as the sections of a file that they are."""

from __future__ import annotations

from searchkit.store.container import ContainerWriter
from searchkit.store.packing import NOTHING, Packer


def write_packed(container: ContainerWriter, name: str, packer: Packer) -> None:
    """Add what was packed as the sections NAME.widths, NAME.planes and so on."""
    pieces = packer.finish()
    for part, nothing in NOTHING._asdict().items():
        with container.section(f"{name}.{part}", nothing.dtype) as section:
            for piece in pieces:
                section.append(getattr(piece, part))
