"""Packed arrays as two sections of a file, and ranges of many lists read from them at once."""

from __future__ import annotations

from searchkit.store.container import ContainerWriter
from searchkit.store.packing import Packer


def write_packed(container: ContainerWriter, name: str, packer: Packer) -> None:
    """Add what was packed as the sections NAME.widths and NAME.planes."""
    widths, planes = packer.finish()
    container.add(f"{name}.widths", widths)
    container.add(f"{name}.planes", planes)
