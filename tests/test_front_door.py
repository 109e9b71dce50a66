"""What ARCHITECTURE.md says is so."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
ARCHITECTURE = (ROOT / "ARCHITECTURE.md").read_text()


def sections(text: str) -> list[str]:
    return re.split(r"^(?=## )", text, flags=re.MULTILINE)


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


def test_every_module_beside_the_packages_is_named_in_architecture():
    for path in (ROOT / "searchkit").glob("[!_]*.py"):
        assert f"`{path.name}`" in ARCHITECTURE, path


def test_every_requirement_says_what_it_saves():
    setup = (ROOT / "setup.cfg").read_text()
    block = re.search(r"^install_requires =\n((?:    .+\n)+)", setup, re.MULTILINE)
    assert block is not None
    for line in block[1].splitlines():
        assert re.match(r"[\w-]+", line.strip())[0] in ARCHITECTURE


def test_every_file_of_the_package_stays_under_400_lines():
    for path in (ROOT / "searchkit").rglob("*.py"):
        assert len(path.read_text().splitlines()) <= 400, path
