"""Commands as processes of their own, in a folder that holds documents."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
EVIL = "\x1b]0;owned\x07 =cmd \u202e"
ARTICLES = [
    {
        "id": "kyiv-1",
        "title": "Embassy staff leave Kyiv",
        "body": "The embassy ordered an evacuation. Military action may come, it said.",
        "source": "Example Wire",
        "published": "2022-01-23",
        "author": "A. Writer",
    },
    {
        "id": "kyiv-2",
        "title": "Budget vote delayed",
        "body": "The mayor spoke. No embassy was named in the budget.",
        "source": "Daily Example",
        "published": "2022-02-01T10:15:00+01:00",
    },
    {
        "id": "budget-3",
        "title": "A quiet week in the north",
        "body": "The budget passed without the man who runs the town.",
    },
    {
        "id": "evil-4",
        "title": f"{EVIL} headline",
        "body": f"Hostile {EVIL} words.",
        "source": EVIL,
        "author": "=SUM(A1)",
    },
]


class Shell:
    """Runs commands in a folder that holds `documents`."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def __call__(
        self, *args: str, stdin: str = "", **changes: str
    ) -> subprocess.CompletedProcess[str]:
        kept = {name: value for name, value in os.environ.items() if "COLOR" not in name}
        env = {**kept, "PYTHONPATH": str(ROOT), "SEARCHKIT_TZ": "UTC", **changes}
        env.pop("SEARCHKIT_INDEX", None)
        done = subprocess.run(
            [sys.executable, "-m", "searchkit", *args],
            input=stdin,
            capture_output=True,
            encoding="utf-8",
            cwd=self.folder,
            env=env,
            timeout=120,
        )
        assert "Traceback" not in done.stderr
        return done

    def ids(self, *args: str) -> list[str]:
        return self("search", "--ids", *args).stdout.split()

    def json(self, *args: str) -> dict:
        return json.loads(self(*args, "--json").stdout)


def write_articles(path, articles):
    path.parent.mkdir(exist_ok=True)
    path.write_text("".join(json.dumps(article) + "\n" for article in articles))
