"""Folders in which a stranger runs the command."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from stranger import Shell


@pytest.fixture
def shell(tmp_path: Path) -> Shell:
    return Shell(tmp_path)


@pytest.fixture
def news(shell: Shell) -> Shell:
    """A shell in a folder with `news`: two files of one name, and two records, one undated."""
    shell.write("news/2022/01.txt", "Ferry strike ends\n\nCrews sail again from the north harbour.")
    shell.write("news/2021/01.txt", "Ferry strike begins\n\nCrews stay ashore, a union said.")
    records = [
        {"id": "j1", "title": "Budget", "text": "The budget passed.", "date": "2022-03-01"},
        {"id": "j12", "title": "Mayor", "content": "The mayor spoke of the budget."},
    ]
    shell.write("news/desk.jsonl", "\n".join(map(json.dumps, records)))
    return shell
