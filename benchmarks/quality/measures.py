"""What is measured. To add a figure, add a Measure; its readers are the columns it has."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from benchmarks.quality.copies import CORPUS, PAIRS, copies_found, originals_first
from benchmarks.quality.pages import Page
from benchmarks.quality.readers import OWN, Reading
from benchmarks.quality.run import Run
from benchmarks.quality.scores import (
    Case,
    Overlap,
    Score,
    body_f1,
    contains,
    mean,
    overlap,
    same_authors,
    same_name,
)

TEXT = (OWN, "trafilatura", "trafilatura, fast", "readability-lxml")
FACTS = (OWN, "trafilatura")
DATES = (OWN, "htmldate", "trafilatura")


@dataclass(frozen=True, slots=True)
class Measure:
    """A figure: `score` computes it for a reader, from the pages of `sets`.

    `better` is "more" or "less"; a floor (or, for "less", a ceiling) is kept if `floored`.
    """

    name: str
    sets: tuple[str, ...]
    readers: tuple[str, ...]
    score: Callable[[Run, str], Score]
    better: str = "more"
    floored: bool = True


def _body(run: Run, reader: str, *, name: str) -> Score:
    overlaps = _overlaps(run, reader, name)
    return Score(body_f1(overlaps.values()), [_case(*item) for item in overlaps.items()])


def _beginnings(run: Run, reader: str, *, name: str) -> Score:
    """Mean recall: where only the text's beginning is known, spare text proves nothing."""
    overlaps = _overlaps(run, reader, name)
    return Score(
        mean([item.recall for item in overlaps.values()]),
        [_case(*item) for item in overlaps.items()],
    )


def _overlaps(run: Run, reader: str, name: str) -> dict[Page, Overlap]:
    pages = [page for page in run.pages(name) if page.truth.get("text")]
    # Some of this truth is a remark on what an extractor did, all in capitals.
    pages = [page for page in pages if not page.truth["text"][:200].isupper()]
    return {page: overlap(run.read(reader, page).text, page.truth["text"]) for page in pages}


def _case(page: Page, item: Overlap) -> Case:
    wanted = item.both + item.missing
    note = f"{item.spare} spare, {item.missing} missing of {wanted}; {page.url}"
    return Case(page.id, 1 - item.f1, note)


def _passages(
    run: Run, reader: str, *, language: str = "", wanted: bool = True, unwanted: bool = True
) -> Score:
    """The share of passages that are in the text if wanted, and not in it if not."""
    right = total = 0
    cases = []
    for page in run.pages("trafilatura"):
        if language and page.language != language:
            continue
        text = run.read(reader, page).text
        keep = page.truth["with"] if wanted else []
        drop = page.truth["without"] if unwanted else []
        wrong = [f"-{passage!r}" for passage in keep if not contains(text, passage)]
        wrong += [f"+{passage!r}" for passage in drop if contains(text, passage)]
        total += len(keep) + len(drop)
        right += len(keep) + len(drop) - len(wrong)
        cases.append(Case(page.id, len(wrong), " ".join(wrong)))
    return Score(right / total, cases)


def _facts(run: Run, reader: str, *, key: str, same: Callable[[Reading, Page], bool]) -> Score:
    """The share of pages, of those where the fact is known, that it was read right from."""
    pages = [page for page in run.pages("trafilatura") if page.truth.get(key)]
    cases = []
    for page in pages:
        reading = run.read(reader, page)
        note = f"{getattr(reading, key)!r}, not {page.truth[key]!r}"
        cases.append(Case(page.id, not same(reading, page), note))
    return Score(1 - sum(case.loss for case in cases) / len(cases), cases)


def _is_title(reading: Reading, page: Page) -> bool:
    return same_name(reading.title, page.truth["title"])


def _is_author(reading: Reading, page: Page) -> bool:
    return same_authors(reading.author, page.truth["author"])


def _dates(run: Run, reader: str, *, counted: str) -> Score:
    """How many publication dates are right or wrong; the others are unknown."""
    cases = []
    for page in run.pages("htmldate"):
        found, known = run.read(reader, page).published, page.truth["date"]
        verdict = "unknown" if found is None else "right" if found == known else "wrong"
        loss = (verdict == counted) != (counted == "right")
        cases.append(Case(page.id, loss, f"{found}, not {known}; {page.url}"))
    lost = sum(case.loss for case in cases)
    return Score(len(cases) - lost if counted == "right" else lost, cases)


def _milliseconds(run: Run, reader: str) -> Score:
    return Score(run.seconds(reader, "scrapinghub") * 1000)


def _copies(run: Run, reader: str) -> Score:
    return copies_found(run.data)


def _similar(run: Run, reader: str, grouped: bool) -> Score:
    return originals_first(run.data, grouped=grouped)


MEASURES = (
    Measure("body F1, scrapinghub", ("scrapinghub",), TEXT, partial(_body, name="scrapinghub")),
    Measure("beginnings kept, goose3", ("goose3",), TEXT, partial(_beginnings, name="goose3")),
    Measure("body F1, newspaper", ("newspaper",), TEXT, partial(_body, name="newspaper")),
    *(
        Measure(f"passages, {name}", ("trafilatura",), TEXT, partial(_passages, language=language))
        for name, language in (("English", "en"), ("German", "de"), ("the rest", "rest"))
    ),
    Measure("passages wanted, kept", ("trafilatura",), TEXT, partial(_passages, unwanted=False)),
    Measure("passages unwanted, left out", ("trafilatura",), TEXT,
            partial(_passages, wanted=False)),
    Measure("titles right", ("trafilatura",), FACTS, partial(_facts, key="title", same=_is_title)),
    Measure("authors right", ("trafilatura",), FACTS,
            partial(_facts, key="author", same=_is_author)),
    Measure("dates right, of 800", ("htmldate",), DATES, partial(_dates, counted="right")),
    Measure("dates wrong, of 800", ("htmldate",), DATES, partial(_dates, counted="wrong"), "less"),
    Measure("dates unknown, of 800", ("htmldate",), DATES, partial(_dates, counted="unknown"),
            "less", floored=False),
    Measure(f"edited copies found, of {PAIRS}", (CORPUS,), (OWN,), _copies),
    Measure(f"originals of edited copies first, of {PAIRS}", (CORPUS,), (OWN,),
            partial(_similar, grouped=True)),
    Measure(f"originals of ungrouped copies first, of {PAIRS}", (CORPUS,), (OWN,),
            partial(_similar, grouped=False)),
    Measure("CPU ms a page", ("scrapinghub",), TEXT, _milliseconds, "less", floored=False),
)  # fmt: skip
