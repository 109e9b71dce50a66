"""The record that commits with the index: which files were read, what was deleted.

One JSON object of key to value in the generation's folder; its checksum is in the manifest.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from searchkit.store.generation import damaged_file, missing_file

RECORD_NAME = "record.json"


def load_record(folder: Path) -> dict[str, Any]:
    """The record of a generation; CorruptIndex when it cannot be read."""
    path = folder / RECORD_NAME
    try:
        return parse_record(path.read_bytes(), path)
    except FileNotFoundError:
        raise missing_file(path) from None


def parse_record(data: bytes, path: Path) -> dict[str, Any]:
    """The record in a file's bytes; `path` is for the error's sake."""
    try:
        record = json.loads(data)
    except ValueError as error:
        raise damaged_file(path, str(error)) from None
    assert isinstance(record, dict)
    return record


def dump_record(record: Mapping[str, Any]) -> bytes:
    return json.dumps(record, sort_keys=True, separators=(",", ":")).encode("ascii")


def sorted_items(record: Mapping[str, Any], prefix: str) -> list[tuple[str, Any]]:
    return sorted(
        (item for item in record.items() if item[0].startswith(prefix)), key=lambda item: item[0]
    )
