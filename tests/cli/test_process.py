"""The process's edge: signals, pipes, encodings and start-up, in processes of their own."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent

FAKE = """
import sys, time
from types import ModuleType

sys.path[:0] = [{here!r}, {root!r}]
from fake_archive import HIT, FakeArchive, make_results


class Slow(FakeArchive):
    def ingest(self, *paths, **named):
        print("reading", flush=True)
        for _ in range(600):
            time.sleep(0.1)  # One that comes just before a sleep does not end it.


archive = Slow(results=make_results(*[HIT] * {hits}))
module = ModuleType("searchkit.archive")
module.Archive = archive
sys.modules["searchkit.archive"] = module

from searchkit.cli.main import main

code = main()
print(*(name for name in sys.modules if name in {watched!r}), file=sys.stderr, end="")
sys.exit(code)
"""
HEAVY = ("rich", "bs4", "selectolax", "lxml", "nltk", "charset_normalizer", "rapidfuzz", "whoosh")


def command(*args, hits=1, watched=()):
    code = FAKE.format(here=str(HERE), root=str(ROOT), hits=hits, watched=watched)
    return [sys.executable, "-c", code, *args]


def environment(**changes):
    kept = {name: value for name, value in os.environ.items() if not name.startswith("SEARCHKIT")}
    return {**kept, "PYTHONPATH": str(ROOT), "PYTHONUTF8": "0", "LC_ALL": "C.UTF-8", **changes}


@pytest.mark.parametrize(
    ("number", "code", "said"),
    [
        (signal.SIGINT, 130, "searchkit: interrupted\n"),
        (signal.SIGTERM, 143, ""),
        (signal.SIGHUP, 129, ""),
    ],
)
def test_a_signal_ends_an_ingestion_without_a_traceback(number, code, said):
    process = subprocess.Popen(
        command("ingest"),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=environment(),
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "reading\n"
    process.send_signal(number)
    _, err = process.communicate(timeout=30)
    assert (process.returncode, err) == (code, said)


@pytest.mark.parametrize("form", [[], ["--jsonl"], ["--json"], ["--csv"], ["--ids"]])
def test_a_reader_that_goes_away_ends_the_search_quietly(form):
    process = subprocess.Popen(
        command("search", "x", *form, hits=20_000),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=environment(),
    )
    assert process.stdout is not None
    assert process.stderr is not None
    assert process.stdout.readline()
    process.stdout.close()
    err = process.stderr.read()
    process.stderr.close()
    assert (process.wait(timeout=60), err) == (0, "")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no /dev/full")
def test_a_full_disk_is_an_error():
    with open("/dev/full", "w") as full:
        done = subprocess.run(
            command("search", "x", hits=500),
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            env=environment(),
        )
    assert (done.returncode, done.stderr) == (2, "searchkit: error: No space left on device\n")


@pytest.mark.parametrize("form", [[], ["--json"], ["--csv"]])
def test_an_ascii_terminal_is_no_reason_to_fail(form):
    done = subprocess.run(
        command("search", "x", *form),
        capture_output=True,
        env=environment(PYTHONIOENCODING="ascii"),
    )
    assert (done.returncode, done.stderr) == (0, b"")
    assert b"Embassy" in done.stdout
    if form == ["--json"]:
        assert json.loads(done.stdout)["hits"][0]["id"] == "a1"


def test_a_query_that_is_no_valid_text_is_no_reason_to_fail():
    done = subprocess.run(
        [*map(os.fsencode, command("search")), b"caf\xe9", b"-\xff\xfe"],
        capture_output=True,
        env=environment(),
    )
    assert (done.returncode, done.stderr) == (0, b"")


def test_a_search_starts_without_what_only_ingestion_needs():
    done = subprocess.run(
        command("search", "embassy", watched=HEAVY),
        capture_output=True,
        text=True,
        env=environment(),
    )
    assert (done.returncode, done.stderr) == (0, "")


def test_python_m_searchkit_is_the_command(tmp_path):
    done = subprocess.run(
        [sys.executable, "-m", "searchkit", "--version"],
        capture_output=True,
        text=True,
        env=environment(),
        cwd=tmp_path,
    )
    assert done.returncode == 0
    assert done.stdout.startswith("searchkit ")
