"""Text that attacks whoever looks at it, in every field, through everything that is printed."""

from __future__ import annotations

import csv
import io
import json
import re
import subprocess
import sys
import unicodedata
from pathlib import Path
from unittest.mock import patch

import pytest

from searchkit import Archive, Article
from searchkit.cli.main import TASKS, main
from searchkit.present import escape

ATTACK = (
    "\x1b[2J\x1b]0;pwned\x07\x1b]8;;http://evil.example\x1b\\click\x1b]8;;\x1b\\ \x9b31m \x90q\x9c "
    "\u202egnp.exe\u202c \u2066hidden\u2069 \u200b\ufeff\u00ad \U000e0041\U000e0042 "
    "<script>alert(1)</script> <img src=x onerror=alert(2)> \x08\x08\x08 "
    "a\rb\x0bc\x0cd\x85e\u2028f\u2029g "
    "Z" + "\u0301" * 60 + ' "quoted" \\back\\slash {{7*7}} ${x} `id` [b]rich[/b] [red]x'
)
FORMULAS = ("=cmd|' /C calc'!A1", "+1+1", "-2+3", "@SUM(A1)", "\t=1", "\u200b=1", " =1", "\r=1")
OWN_ESCAPES = re.compile(r"\x1b\[[0-9;]*m|\x1b\]8;[^;\x1b]*;[\x21-\x7e]*\x1b\\")
"""Colours, and links whose address is plain ASCII."""
BIDI = set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f\u061c")
ID = "id-" + "".join(c for c in ATTACK if unicodedata.category(c) not in ("Cc", "Zl", "Zp"))
"""Control characters in an id are refused when it is added."""
FOLDER = ATTACK.replace("/", "|").encode()[:120].decode(errors="ignore")
OUTPUTS = {
    "search": (
        *([], ["--json"], ["--jsonl"], ["--csv"], ["--ids"], ["--count"], ["--explain"]),
        *(["--facets"], ["--all-copies"], ["-v"], ["--facets", "--json"]),
    ),
    "timeline": ([], ["--json"], ["--share"]),
    "export": ([], ["--csv"], ["--bibtex"], ["--markdown"]),
    "explain": ([ID, "embassy"], [ID, ATTACK], [ID, "--json", "nowhere"], [f"{ID}x", "a"]),
    "show": ([ID], [ID, "--quotes"], [ID, "--json"], [f"{ID}x"]),
    "similar": ([ID], [ID, "--json"], [f"{ID}x"]),
    "suggest": ([], ["--json"]),
    "phrases": ([], ["--json"]),
    "save": (["hostile", "--json", "--", ATTACK], [ATTACK], ["hostile"]),
    "saved": ([], ["--json"]),
    "alerts": ([], ["--json"], [ATTACK]),
    "unsave": ([ATTACK],),
    "backup": ([FOLDER], [FOLDER, "--json"], ["documents"]),
    "restore": ([FOLDER], [FOLDER, "--force", "--json"], [f"{FOLDER}x"]),
    "sources": ([], ["--json"]),
    "status": ([], ["--json"]),
    "check": ([], ["--json"]),
    "delete": ([f"{ID}x"],),
    "config": ([], ["--json"]),
    "completion": (["bash"],),
    "ingest": (["--dry-run"], ["--dry-run", "--json"], [], ["--json"]),
    "rebuild": ([], ["--json"]),
    "watch": ([f"missing{FOLDER}"],),
}
QUERIES = ("embassy", "", ATTACK, f'source:"{ATTACK}"', f'"{ATTACK}"~999', "title:embassy~3")
QUERY_COMMANDS = ("search", "suggest", "phrases", "timeline", "export")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An archive of hostile articles, and documents/ whose files have hostile names."""
    folder = tmp_path_factory.mktemp("hostile")
    (folder / "documents").mkdir()
    (folder / "documents" / f"{FOLDER}.txt").write_text("Embassy\n\nThe embassy closed today.")
    (folder / "documents" / f"{FOLDER}.json").write_text('{"title": ')
    (folder / "documents" / f"{FOLDER}.html").write_text("<html><title>nothing</title></html>")
    with Archive.open(folder / "index", create=True) as archive:
        archive.add(hostile())
        archive.add(Article(**{**hostile().to_json(), "id": "other", "candidates": ()}))
        for number, formula in enumerate(FORMULAS):
            facts = dict.fromkeys(("title", "body", "source", "author", "url", "path"), formula)
            archive.add(Article(id=f"{formula.strip()}{number}", **facts))
    return folder


def hostile() -> Article:
    text = f"embassy {ATTACK}"
    return Article(
        id=ID,
        title=text,
        body=f"The embassy. {ATTACK}\n{text * 5}",
        source=text,
        published="2022-01-23",
        author=text,
        url=f"https://example.org/{text}",
        path=text,
        dateline=text,
        agency=text,
        language="en",
        **{f"{name}_basis": text for name in ("title", "source", "published", "author", "url")},
    )


def invocations() -> list[list[str]]:
    for_each = [
        [command, *options, "--", query]
        for command in QUERY_COMMANDS
        for query in QUERIES
        for options in OUTPUTS[command]
    ]
    others = [
        [command, *options]
        for command, every in OUTPUTS.items()
        if command not in QUERY_COMMANDS
        for options in every
    ]
    return for_each + others


@pytest.fixture
def run(folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch):
    monkeypatch.chdir(folder)
    monkeypatch.setenv("COLUMNS", "80")

    def call(*arguments: str) -> tuple[str, str]:
        main(arguments)
        return capsys.readouterr()

    return call


def offence(printed: str) -> str | None:
    """The first thing in it that acts on a terminal, turns its text around, or hides."""
    text = OWN_ESCAPES.sub("", printed)
    for place, character in enumerate(text):
        hidden = unicodedata.category(character) in ("Cc", "Cf", "Cs", "Zl", "Zp")
        if character in BIDI or (hidden and character != "\n"):
            return f"{character!r} in {text[max(place - 30, 0) : place + 30]!r}"
    if re.search("[\u0300-\u036f]{8}", text):
        return "marks that pile up"
    return None


def test_every_command_is_tried() -> None:
    assert set(OUTPUTS) == {name for commands in TASKS.values() for name in commands}


@pytest.mark.parametrize("colour", ["never", "always"])
def test_nothing_that_is_printed_acts_on_a_terminal(run, colour: str) -> None:
    for arguments in invocations():
        for printed in run("--color", colour, "--links", colour, *arguments):
            assert (arguments, offence(printed)) == (arguments, None)
            assert "Traceback" not in printed


def test_json_is_exact(run) -> None:
    shown = json.loads(run("show", ID, "--json")[0])
    expected = hostile().to_json()
    assert {name: shown[name] for name in expected} == expected
    (hit,) = json.loads(run("search", "--json", "--all-copies", "-n", "1", "pwned")[0])["hits"]
    assert hit["title"] == hostile().title
    body = hostile().body
    for snippet in hit["snippets"]:
        assert body[snippet["start"] :].startswith(snippet["text"])
    exported = map(json.loads, run("export", "--", "pwned")[0].split("\n")[:-1])
    assert hostile().title in [article["title"] for article in exported]


@pytest.mark.parametrize("command", [["search", "--csv", "-n", "50"], ["export", "--csv"]])
def test_no_cell_is_a_formula(run, command: list[str]) -> None:
    rows = list(csv.reader(io.StringIO(run(*command)[0])))
    assert len(rows) >= len(FORMULAS)
    assert {len(row) for row in rows} == {len(rows[0])}
    for cell in (cell for row in rows for cell in row):
        assert not cell.lstrip().startswith(("=", "+", "-", "@", "\t", "\r")), cell


def test_nothing_is_printed_that_is_no_utf8(folder: Path) -> None:
    with Archive.open(folder / "index") as archive:
        texts = [archive.search("embassy")._repr_html_(), archive.timeline("embassy")._repr_html_()]
    for text in texts:
        text.encode()
    done = subprocess.run(
        [
            sys.executable,
            "-m",
            "searchkit",
            "search",
            ATTACK.encode(),
            b"\xff\xfe embassy \xed\xa0",
        ],
        cwd=folder,
        capture_output=True,
        timeout=60,
    )
    assert offence(done.stdout.decode()) is None
    assert offence(done.stderr.decode()) is None
    assert b"Traceback" not in done.stderr


def test_without_the_escapes_it_is_noticed(run) -> None:
    with patch.object(escape, "_escape", lambda text: text):
        found = [offence(printed) for printed in run("search", "embassy")]
    assert any(found)
