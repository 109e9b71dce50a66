"""`status`, `sources` and `check`."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from searchkit.damage import CheckReport, Damage
from searchkit.errors import CorruptIndex
from searchkit.store.container import damaged


def test_status_names_what_the_archive_holds(run):
    rows = dict(line.split(None, 1) for line in run("status").out.splitlines())
    assert rows["articles"] == "3"
    assert rows["published"] == "2 Jan 2022 to 23 Jan 2022"
    assert rows["size"] == "12.3 kB"
    assert rows["languages"] == "en 3"


def test_status_prints_json(run):
    assert json.loads(run("status", "--json").out)["generation"] == 4


def test_sources_are_a_table(run):
    assert run("sources").out.splitlines() == [
        "Reuters    2  no dates",
        "(unknown)  1  no dates  1 undated",
    ]


def test_sources_print_json(run):
    data = json.loads(run("sources", "--json").out)
    assert [source["name"] for source in data] == ["Reuters", None]


def test_a_whole_archive_passes_the_check(run):
    outcome = run("check")
    assert outcome.code == 0
    assert outcome.out == "3 files, 2 articles checked: no damage\n"


@pytest.mark.parametrize("options", [[], ["--json"]])
def test_damage_is_named_and_exits_with_1(run, archive, options):
    archive.checked = CheckReport(3, 2, (Damage("index/seg_1", "checksum differs"),))
    outcome = run("check", *options)
    assert outcome.code == 1
    assert "index/seg_1" in outcome.out
    assert "checksum differs" in outcome.out


def test_an_archive_too_damaged_to_open_is_damage_too(run, archive):
    archive.failure = CorruptIndex("the manifest is cut off", "index/manifest-4")
    outcome = run("check")
    assert outcome.code == 1
    assert outcome.out.splitlines()[0] == "damaged index/manifest-4: the manifest is cut off"


def test_what_is_wrong_with_a_file_names_it_once(run, archive):
    archive.failure = damaged(Path("index/manifest-4"), "its checksum is wrong")
    assert "`searchkit check --repair`" in str(archive.failure)
    outcome = run("check")
    assert outcome.out.splitlines()[0] == "damaged index/manifest-4: its checksum is wrong"
