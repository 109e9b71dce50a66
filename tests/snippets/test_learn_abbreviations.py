"""The script that learns abbreviations, on texts made up here."""

from __future__ import annotations

import json
from importlib.machinery import SourceFileLoader
from importlib.util import module_from_spec, spec_from_loader
from pathlib import Path

import pytest

SCRIPT = Path(__file__).parents[2] / "scripts" / "learn-abbreviations"
NAMES = "Orrin Vance Lind Oduya Hale Marlow Brandt Soto Weiss Ramos Dupre Tamm".split()
ENTRY = {"before_names": ["Mr"], "before_numbers": [], "anywhere": [], "starters": ["the"]}


@pytest.fixture(scope="module")
def script():
    loader = SourceFileLoader("learn_abbreviations", str(SCRIPT))
    module = module_from_spec(spec_from_loader(loader.name, loader))
    loader.exec_module(module)
    return module


@pytest.fixture
def folder(tmp_path):
    """Texts in which "Sgr." is a title, "abt." an abbreviation, and "harbour" ends sentences."""
    for number in range(6):
        lines = [
            f"The clerk saw Sgr. {name} and Mr. {name} walk abt. {number} miles to the harbour. "
            f"Then {name} left the harbour with abt. nine others and went to the {place}."
            for name, place in zip(
                NAMES, ("market inn mill quay pier hall " * 2).split(), strict=True
            )
        ]
        (tmp_path / f"{number}.txt").write_text("\n".join(lines), encoding="utf-8")
    return tmp_path


def test_what_nearly_always_has_its_stop_is_learned(script, folder):
    learned = script.learn(script.texts([folder]))
    assert {"Sgr", "abt"} <= learned
    assert not learned & {"harbour", "Harbour", "market", "inn", "mill", "quay", "pier", "hall"}


def test_learning_twice_changes_nothing_more(script, folder, tmp_path):
    data = tmp_path / "data.json"
    data.write_text(script.dump({"en": ENTRY}), encoding="utf-8")
    arguments = ["--language", "en", "--data", str(data), str(folder)]
    assert script.main(arguments) == 0
    first = data.read_text(encoding="utf-8")
    assert script.main(arguments) == 0
    assert data.read_text(encoding="utf-8") == first
    entry = json.loads(first)["en"]
    assert {"Sgr", "abt"} <= set(entry.pop("learned"))
    assert entry == ENTRY


def test_what_a_list_has_in_any_case_is_not_added(script):
    entry = {"before_names": ["Mr"], "before_numbers": [], "anywhere": ["Inc"], "learned": ["sgr"]}
    assert script.merge(entry, {"mr", "inc", "Sgr", "Approx"}) == ["Approx"]
    assert entry["learned"] == ["Approx", "sgr"]


def test_a_language_without_lists_is_refused(script, folder, tmp_path, capsys):
    data = tmp_path / "data.json"
    data.write_text("{}", encoding="utf-8")
    with pytest.raises(SystemExit):
        script.main(["--language", "xx", "--data", str(data), str(folder)])
    assert "no lists for 'xx'" in capsys.readouterr().err


def test_the_shipped_file_is_as_the_script_writes_it(script):
    text = script.DATA.read_text(encoding="utf-8")
    assert script.dump(json.loads(text)) == text
