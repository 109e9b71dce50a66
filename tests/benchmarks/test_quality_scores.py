"""How the reading of pages is scored: shingles, passages, names, dates, floors."""

from __future__ import annotations

import json
import random

import pytest

from benchmarks.quality import floors
from benchmarks.quality.copies import CORPUS
from benchmarks.quality.measures import MEASURES, Measure
from benchmarks.quality.readers import OWN, READERS, Reader, Reading
from benchmarks.quality.run import Run
from benchmarks.quality.scores import (
    Score,
    body_f1,
    contains,
    overlap,
    same_authors,
    same_name,
)

TEXT = "The harbour of Velmora was closed on Monday."


def test_shingles_are_counted_as_often_as_both_texts_hold_them():
    item = overlap("a b c d e", "a b c d a b c d")
    assert (item.both, item.spare, item.missing) == (1, 1, 4)
    assert item.f1 == pytest.approx(2 / 7)


def test_a_text_shorter_than_a_shingle_is_one():
    assert overlap("Storm!", "storm").both == 0
    assert overlap("storm", "storm.").f1 == 1


def test_body_f1_is_of_mean_precision_and_mean_recall():
    whole, nothing = overlap(TEXT, TEXT), overlap("", TEXT)
    assert body_f1([whole, whole]) == 1
    # Nothing was found, so there is no precision to average: recall alone falls.
    assert body_f1([whole, nothing]) == pytest.approx(2 * 1 * 0.5 / 1.5)
    assert body_f1([]) == 0


def test_passages_are_found_across_line_ends():
    assert contains("was closed\n\non  Monday", "closed on Monday")
    assert not contains("was closed", "Monday")


def test_names_are_the_same_whatever_their_case_marks_and_order():
    assert same_name("Storm closes harbour!", "storm closes  harbour")
    assert not same_name(None, "storm")
    assert same_authors("Ode Brandt, Mara Quill", ["Mara Quill", "Ode Brandt"])
    assert same_authors("Mara Quill and Ode Brandt", "Ode Brandt; Mara Quill")
    assert not same_authors("Mara Quill", "Ode Brandt; Mara Quill")
    assert not same_authors(None, "Mara Quill")


@pytest.fixture
def data(tmp_path):
    rows = {
        "scrapinghub": {"text": TEXT},
        "goose3": {"text": "The harbour of Velmora"},
        "newspaper": {"text": TEXT},
        "htmldate": {"date": "2022-01-23"},
        "trafilatura": {
            "with": ["harbour of Velmora"],
            "without": ["Cookies"],
            "title": "Storm",
            "author": ["Mara Quill"],
        },
    }
    for name, truth in rows.items():
        folder = tmp_path / "html" / name
        folder.mkdir(parents=True)
        (folder / "a.html").write_text(f"<html lang=en><body><p>{TEXT}</p>", encoding="utf-8")
        row = {"id": "a", "html": "a.html", "url": f"https://{name}.example/a", **truth}
        (folder / "truth.jsonl").write_text(json.dumps(row) + "\n", encoding="utf-8")
    write_releases(tmp_path / CORPUS)
    return tmp_path


def write_releases(path):
    """Articles that have nothing in common but their vocabulary."""
    chance = random.Random(3)
    words = [f"{a}{b}{c}" for a in "bdfgklm" for b in "aeiou" for c in ("nt", "rk", "st", "ld")]
    with path.open("w", encoding="utf-8") as file:
        for number in range(20):
            text = " ".join(chance.choices(words, k=200))
            record = {"id": f"r{number}", "text": text, "date": "2022-01-23", "source": "AP"}
            file.write(json.dumps(record) + "\n")


def _figures(run: Run, reader: str) -> dict[str, float]:
    kept = [measure for measure in MEASURES if measure.floored and "German" not in measure.name]
    kept = [measure for measure in kept if "rest" not in measure.name]
    kept = [measure for measure in kept if reader == OWN or "copies" not in measure.name]
    return {measure.name: measure.score(run, reader).value for measure in kept}


def test_searchkits_figures_come_from_the_article(data):
    figures = _figures(Run(data), OWN)
    assert figures["body F1, scrapinghub"] == 1
    assert figures["beginnings kept, goose3"] == 1
    assert figures["passages, English"] == 1
    assert figures["authors right"] == 0
    assert figures["edited copies found, of 200"] == 20
    assert figures["originals of edited copies first, of 200"] == 20
    assert figures["originals of ungrouped copies first, of 200"] == 20
    assert (figures["dates right, of 800"], figures["dates wrong, of 800"]) == (0, 0)


@pytest.fixture
def parrot(monkeypatch):
    """A peer that reads every page alike, and counts how often it is asked."""
    asked = []

    def read(page: bytes, url: str | None) -> Reading:
        asked.append(url)
        return Reading("Cookies harbour of Velmora", "STORM", "Mara Quill", "2022-01-24")

    monkeypatch.setitem(READERS, "parrot", Reader("parrot", "no-such-package", read))
    return asked


def test_what_peers_read_is_kept_between_runs(data, tmp_path, parrot):
    first = Run(data, tmp_path / "kept")
    figures = _figures(first, "parrot")
    assert figures["passages, English"] == 0.5
    assert figures["titles right"] == figures["authors right"] == 1
    assert figures["dates wrong, of 800"] == 1
    asked = len(parrot)
    first.keep()
    assert _figures(Run(data, tmp_path / "kept"), "parrot") == figures
    assert len(parrot) == asked


def test_floors_are_written_with_the_datas_digest_and_compared_by_sense(data, tmp_path):
    run, path = Run(data), tmp_path / "floors.json"
    more = Measure("good", ("goose3",), (OWN,), lambda run, reader: Score(0.91))
    less = Measure("bad", (), (OWN,), lambda run, reader: Score(5), better="less")
    loose = Measure("slow", ("htmldate",), (OWN,), lambda run, reader: Score(5), floored=False)
    floors.write_floors(run, path, [more, less, loose])
    assert floors.read_floors(path) == {
        "data": {"goose3": run.digest("goose3")},
        "floors": {"good": 0.91, "bad": 5},
    }
    assert floors.holds(more, 0.92, 0.91)
    assert not floors.holds(more, 0.90, 0.91)
    assert floors.holds(less, 4, 5)
    assert not floors.holds(less, 6, 5)
