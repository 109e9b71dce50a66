"""Packed arrays, as the two sections of a file that they are."""

from __future__ import annotations

import numpy as np

from searchkit.store.container import ContainerWriter
from searchkit.store.packing import Packer


def write_packed(container: ContainerWriter, name: str, packer: Packer) -> None:
    """Add what was packed as the sections NAME.widths and NAME.planes."""
    for part, pieces in zip(("widths", "planes"), packer.finish(), strict=True):
        with container.section(f"{name}.{part}", np.uint8) as section:
            for piece in pieces:
                section.append(piece)
