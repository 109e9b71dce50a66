"""A stranger's tool: the command as a process of its own, in a folder of its own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any, NamedTuple

from searchkit import Archive

ROOT = Path(__file__).resolve().parent.parent.parent
OURS = ("SEARCHKIT", "NO_COLOR", "FORCE_COLOR", "CLICOLOR")


class Outcome(NamedTuple):
    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)

    @property
    def lines(self) -> list[str]:
        return self.out.splitlines()


class Shell:
    """Runs `searchkit` in one folder, which also holds what is to be ingested."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def __call__(
        self, *args: str, stdin: str | None = None, cwd: str = ".", **variables: str
    ) -> Outcome:
        kept = {name: text for name, text in os.environ.items() if not name.startswith(OURS)}
        done = subprocess.run(
            [sys.executable, "-m", "searchkit", *args],
            cwd=self.folder / cwd,
            env={**kept, "PYTHONPATH": str(ROOT), "PYTHONUTF8": "1", **variables},
            input=None if stdin is None else stdin.encode(),
            stdin=subprocess.DEVNULL if stdin is None else None,
            capture_output=True,
            timeout=60,
            check=False,
        )
        return Outcome(done.returncode, done.stdout.decode(), done.stderr.decode())

    def write(self, path: str, text: str | bytes) -> Path:
        file = self.folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(text.encode() if isinstance(text, str) else text)
        return file

    def ids(self, query: str = "*", cwd: str = ".") -> list[str]:
        """What a query finds, best first; asked in this process, which is faster."""
        with Archive.open(self.folder / cwd / "index") as archive:
            return [hit.id for hit in archive.search(query, limit=100, snippets=False)]
