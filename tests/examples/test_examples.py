"""The programs in examples/ do what their docstrings say."""

from __future__ import annotations

import importlib.util
import shutil
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

from searchkit import Archive, Article

ROOT = Path(__file__).resolve().parents[2]


def load(name: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(name, ROOT / "examples" / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def run(*arguments: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, *arguments], cwd=cwd, capture_output=True, text=True, timeout=120
    )


def get(application, query: str) -> tuple[str, str]:
    statuses: list[str] = []
    body = b"".join(
        application({"QUERY_STRING": query}, lambda status, headers: statuses.append(status))
    )
    return statuses[0], body.decode()


@pytest.fixture
def archive(tmp_path):
    with Archive.open(tmp_path / "index", create=True) as archive:
        archive.add(
            Article(
                id="a",
                title="<script>alert(1)</script> at the embassy",
                body="The embassy & its guards heard <b>nothing</b>.",
                published="2025-03-01",
            )
        )
        archive.commit()
        yield archive


def test_the_script_prints_the_earliest_articles_first(tmp_path):
    shutil.copytree(ROOT / "documents" / "highmeregazette", tmp_path / "news")
    done = run(str(ROOT / "examples" / "who_had_it_first.py"), "news", "dam", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    days = [line[:10] for line in done.stdout.splitlines() if line.startswith("2025")]
    assert len(days) > 1
    assert days == sorted(days)


def test_the_script_reports_a_missing_folder_and_exits_2(tmp_path):
    done = run(str(ROOT / "examples" / "who_had_it_first.py"), "nowhere", "dam", cwd=tmp_path)
    assert done.returncode == 2
    assert "nowhere" in done.stderr
    assert "Traceback" not in done.stderr


def test_the_web_page_marks_hits_and_escapes_article_text(archive):
    status, page = get(load("web_search").application(archive), "q=embassy")
    assert status == "200 OK"
    assert "&lt;script&gt;alert(1)&lt;/script&gt; at the <mark>embassy</mark>" in page
    assert "<mark>embassy</mark> &amp; its guards heard &lt;b&gt;" in page
    assert "<script>" not in page


def test_the_web_page_escapes_the_query_and_shows_errors(archive):
    application = load("web_search").application(archive)
    assert "<svg" not in get(application, "q=%22%3E%3Csvg%3E")[1]
    archive.close()
    status, page = get(application, "q=embassy")
    assert status == "400 Bad Request"
    assert "closed" in page


def test_the_web_page_shows_what_was_committed_since(archive):
    application = load("web_search").application(archive)
    assert "0 articles" in get(application, "q=lighthouse")[1]
    with Archive.open(archive.path) as other:
        other.add(Article(id="b", title="Lighthouse", body="A lighthouse."))
    assert "1 articles" in get(application, "q=lighthouse")[1]


def test_the_notebook_runs_from_top_to_bottom(tmp_path):
    done = run(str(ROOT / "examples" / "notebook.py"), cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert "4 articles, 2025-03-02 to 2025-04-01" in done.stdout
    assert "3 of them in March" in done.stdout
    assert "2025-03-02 ▇▇" in done.stdout
