"""scripts/reference: the pages of commands are what the program says."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


def reference(root: Path, *args: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, str(root / "scripts" / "reference"), *args], capture_output=True, text=True
    )


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """The program and its pages, to be changed."""
    for name in ("scripts", "docs"):
        shutil.copytree(ROOT / name, tmp_path / name)
    (tmp_path / "searchkit").symlink_to(ROOT / "searchkit")
    return tmp_path


def test_the_command_reference_and_the_man_pages_are_current() -> None:
    done = reference(ROOT, "--check")
    assert done.returncode == 0, f"{done.stderr}; run: scripts/reference"


def test_what_is_stale_missing_or_left_over_is_named_and_mended(copy: Path) -> None:
    pages = copy / "docs" / "man"
    (copy / "docs" / "commands.md").write_text("old")
    (pages / "searchkit-search.1").unlink()
    (pages / "searchkit-gone.1").write_text("")
    done = reference(copy, "--check")
    assert done.returncode == 1
    for name in ("commands.md", "man/searchkit-search.1", "man/searchkit-gone.1"):
        assert name in done.stderr
    assert reference(copy).returncode == 0
    assert reference(copy, "--check").returncode == 0
    assert not (pages / "searchkit-gone.1").exists()


def test_every_man_page_is_installed() -> None:
    assert "docs/man/*.1" in (ROOT / "setup.cfg").read_text()
