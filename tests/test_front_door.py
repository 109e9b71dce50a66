"""What README.md and ARCHITECTURE.md say is so."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
README = (ROOT / "README.md").read_text()
ARCHITECTURE = (ROOT / "ARCHITECTURE.md").read_text()


def sections(text: str) -> list[str]:
    return re.split(r"^(?=## )", text, flags=re.MULTILINE)


@pytest.fixture(scope="module")
def workplace(tmp_path_factory):
    place = tmp_path_factory.mktemp("readme")
    shutil.copytree(ROOT / "documents", place / "documents")
    return place


def test_every_path_in_architecture_exists():
    for section in sections(ARCHITECTURE):
        packages = re.findall(r"`(searchkit/\S+/)`", section.splitlines()[0])
        for name in re.findall(r"`([\w./-]+(?:/|\.\w+))`", section):
            if name in ("setup.cfg",) or "/" in name or name.endswith((".py", ".json")):
                places = [ROOT, *(ROOT / package for package in packages)]
                places += [ROOT / package / "local" for package in packages]
                places += [ROOT / "searchkit", ROOT / "searchkit" / "ingest"]
                assert any((place / name).exists() for place in places), name


def test_every_package_has_its_heading_in_architecture():
    headings = "".join(re.findall(r"^## .*$", ARCHITECTURE, re.MULTILINE))
    for package in sorted(path.parent.name for path in (ROOT / "searchkit").glob("*/__init__.py")):
        assert f"`searchkit/{package}/`" in headings


def test_every_requirement_says_what_it_saves():
    setup = (ROOT / "setup.cfg").read_text()
    block = re.search(r"^install_requires =\n((?:    .+\n)+)", setup, re.MULTILINE)
    assert block is not None
    for line in block[1].splitlines():
        assert re.match(r"[\w-]+", line.strip())[0] in ARCHITECTURE


def test_every_link_in_the_readme_resolves():
    links = re.findall(r"\]\((?!https?:)([^)#]+)\)", README)
    assert links
    for link in links:
        assert (ROOT / link).exists(), link


def test_every_file_of_the_package_stays_under_400_lines():
    for path in (ROOT / "searchkit").rglob("*.py"):
        assert len(path.read_text().splitlines()) <= 400, path


def test_the_shell_session_of_the_readme_runs_and_says_what_it_shows(workplace):
    session = re.search(r"```console\n(\$ searchkit ingest.*?)```", README, re.DOTALL)
    assert session is not None
    for part in re.split(r"^\$ ", session[1], flags=re.MULTILINE)[1:]:
        command, _, shown = part.partition("\n")
        done = subprocess.run(
            command.replace("searchkit", f"{sys.executable} -m searchkit", 1),
            shell=True,
            cwd=workplace,
            capture_output=True,
            text=True,
            env={"PATH": "/usr/bin:/bin", "PYTHONPATH": str(ROOT), "NO_COLOR": "1"},
        )
        assert done.returncode == 0, done.stderr
        said = without_times(done.stdout)
        for line in filter(None, map(str.strip, without_times(shown).splitlines())):
            assert line in said


def test_the_python_session_of_the_readme_runs(workplace):
    session = re.search(r"```python\n(.*?)```", README, re.DOTALL)
    assert session is not None
    done = subprocess.run(
        [sys.executable, "-c", session[1]],
        cwd=workplace,
        capture_output=True,
        text=True,
        env={"PATH": "/usr/bin:/bin", "PYTHONPATH": str(ROOT)},
    )
    assert done.returncode == 0, done.stderr
    assert len(done.stdout.splitlines()) >= 4
    assert "Velmora Times" in done.stdout


def without_times(text: str) -> str:
    """How long it took differs from run to run."""
    return re.sub(r"\d[\d.,]* (?:ms|s|articles/s)", "", text)
