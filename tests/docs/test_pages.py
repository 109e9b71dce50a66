"""What the pages show is what the program does, and they leave nothing out."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from pages import PAGES, ROOT, alike, examples

from searchkit.cli.main import TASKS

COMMANDS = [name for commands in TASKS.values() for name in commands]


@pytest.mark.parametrize("page", PAGES)
def test_examples_show_what_the_program_says(page: str, tmp_path: Path) -> None:
    wrong = [
        f"{example.source}shows\n{example.shown}but prints\n{example.printed}"
        for example in examples(ROOT / page, tmp_path)
        if alike(example.shown) != alike(example.printed)
    ]
    assert not wrong, "run scripts/refresh-pages, or mend what has changed:\n" + "\n".join(wrong)


@pytest.mark.parametrize("command", COMMANDS)
def test_the_guide_shows_every_command(command: str) -> None:
    pages = "".join((ROOT / page).read_text() for page in PAGES)
    assert re.search(rf"searchkit {command}\b", pages), command


def test_the_reference_of_everything_public_is_current() -> None:
    done = subprocess.run(
        [sys.executable, str(ROOT / "scripts" / "api-reference"), "--check"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_what_is_public_and_says_nothing_is_noticed() -> None:
    source = (ROOT / "scripts" / "api-reference").read_text()
    program: dict[str, Any] = {"__file__": str(ROOT / "scripts" / "api-reference"), "__name__": ""}
    exec(compile(source, "api-reference", "exec"), program)

    def silent(word: str) -> str: ...

    with pytest.raises(SystemExit, match="silent says nothing"):
        list(program["described"]("silent", silent))
    assert "word: str" in program["signature"]("silent", silent)


def test_pages_link_to_pages_that_are_there() -> None:
    for page in [*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md")]:
        for target in re.findall(r"\]\((?!https?://|#)([^)#]+)", page.read_text()):
            assert (page.parent / target).exists(), f"{page.name}: {target}"
