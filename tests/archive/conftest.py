"""The evaluation data, where there is some."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest


@pytest.fixture(scope="session")
def naughty_strings() -> list[str]:
    """Strings that have broken other programs: a public list, not part of this project."""
    folder = os.environ.get("SEARCHKIT_EVAL_DATA")
    path = Path(folder or "", "badinput", "blns", "blns.json")
    if not folder or not path.is_file():
        pytest.skip("SEARCHKIT_EVAL_DATA does not lead to the evaluation data")
    strings: list[str] = json.loads(path.read_text(encoding="utf-8"))
    return strings
