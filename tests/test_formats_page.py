"""The page on formats is true: its example runs, its limits are the limits."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from searchkit.ingest import html, limits
from searchkit.ingest.rules import CONSTANTS, FIELDS, SELECTORS
from searchkit.ingest.rules_file import read_rules

ROOT = Path(__file__).resolve().parents[1]
PAGE = (ROOT / "docs" / "formats.md").read_text()
FILES = {"csv": "exports/wire.csv", "json": "exports/desk.jsonl", "toml": "searchkit.toml"}


def blocks(kind: str) -> list[str]:
    return re.findall(rf"```{kind}\n(.*?)```", PAGE, re.DOTALL)


@pytest.fixture
def newsroom(tmp_path: Path) -> Path:
    (tmp_path / "exports").mkdir()
    for kind, name in FILES.items():
        assert f"`{name}`" in PAGE
        (tmp_path / name).write_text(blocks(kind)[0])
    return tmp_path


def run(command: str, folder: Path) -> str:
    done = subprocess.run(
        command.replace("searchkit", f"{sys.executable} -m searchkit", 1),
        shell=True,
        cwd=folder,
        capture_output=True,
        text=True,
        env={"PATH": "/usr/bin:/bin", "PYTHONPATH": str(ROOT), "NO_COLOR": "1"},
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_its_example_says_what_it_shows(newsroom: Path) -> None:
    (session,) = blocks("console")
    for part in re.split(r"^\$ ", session, flags=re.MULTILINE)[1:]:
        command, _, shown = part.partition("\n")
        said = re.sub(r"; [\d.]+ s, .*", "", run(command, newsroom))
        assert sorted(said.splitlines()) == sorted(shown.splitlines())


def test_its_rules_for_sites_are_understood(tmp_path: Path) -> None:
    path = tmp_path / "searchkit.toml"
    path.write_text(next(block for block in blocks("toml") if "[[sites]]" in block))
    rules = read_rules(path)
    assert len(rules.sites) == 2
    assert set(rules.sites[0].selectors) == set(SELECTORS)


def test_its_rules_for_dates_date_what_they_say(tmp_path: Path) -> None:
    rules = [block for block in blocks("toml") if "exports/harbour.csv" in block or "2022" in block]
    (tmp_path / "searchkit.toml").write_text("\n".join(rules))
    (tmp_path / "saved").mkdir()
    (tmp_path / "saved/old-front-page.html").write_text("<h1>A</h1><p>The harbour is shut.</p>")
    (tmp_path / "exports").mkdir()
    (tmp_path / "exports/harbour.csv").write_text("title,text,date\nB,Open.,05/12/2022\n")
    said = run("searchkit ingest --dry-run exports saved", tmp_path)
    assert "5 Dec 2022 · exports/harbour.csv" in said
    assert "6 May 2022 · saved/old-front-page.html" in said


def test_every_key_is_explained() -> None:
    for name in (*FIELDS, *CONSTANTS, *SELECTORS, "delimiter", "columns", "encoding", "records"):
        assert f"`{name}`" in PAGE or re.search(rf"^{name} = ", PAGE, re.MULTILINE), name


def test_its_limits_are_those_of_the_program() -> None:
    for number in (
        f"{limits.DOCUMENT_BYTES >> 20} MB",
        f"{limits.TEXT_CHARACTERS >> 20} million characters, {limits.TEXT_LINES:,} lines",
        f"{limits.TEXT_MEMORY >> 20} MB of memory",
        f"{html.DEEPEST:,}; {html.TAGS:,}",
        f"| {limits.LINE_BYTES >> 20} MB",
        f"{limits.JSON_VALUES:,}",
        f"{limits.MEMBERS:,}",
        f"{limits.LEVELS} levels",
        f"{limits.UNPACKED_FREE >> 20} MB and {limits.UNPACKED_RATIO} times",
        f"{limits.MARKDOWN_CHARACTERS >> 20} million; {limits.PDF_PAGES}",
    ):
        assert number in PAGE, number
