"""Reports, status, sources and checks on a terminal."""

from __future__ import annotations

from datetime import date

import pytest

from searchkit.damage import CheckReport, Damage
from searchkit.model import Rejected
from searchkit.present.reports import (
    check_lines,
    count,
    rejected_lines,
    report_line,
    size,
    source_lines,
    status_lines,
)
from searchkit.present.style import Style
from searchkit.reports import IngestReport, SourceSummary, Status

PLAIN = Style()
EVIL = "\x1b[31m\u202e\n"


def test_a_report_counts_articles_and_speed():
    report = IngestReport(
        added=3, unchanged=1, rejected=(Rejected("a", "b"),), documents=4, seconds=0.5
    )
    assert report_line(report) == (
        "added 3, updated 0, unchanged 1, removed 0, rejected 1; "
        "4 articles in the archive; 0.50 s, 6 articles/s"
    )


def test_a_run_that_stored_nothing_has_no_speed():
    assert report_line(IngestReport(unchanged=4, documents=4, seconds=0.5)).endswith("; 0.50 s")


def test_rejections_are_listed_up_to_twenty():
    rejected = [Rejected(f"{number}.txt", "empty") for number in range(20)]
    assert len(list(rejected_lines(rejected))) == 20
    lines = list(rejected_lines([*rejected, *rejected]))
    assert (len(lines), lines[-1]) == (21, "… and 20 more; --json lists all")


def test_sources_line_up_whatever_their_script():
    lines = list(
        source_lines(
            [
                SourceSummary(
                    name="朝日新聞",
                    documents=1200,
                    first=date(2022, 1, 1),
                    last=date(2022, 2, 1),
                ),
                SourceSummary(name="AP", documents=3, undated=3),
            ],
            PLAIN,
        )
    )
    assert lines == [
        "朝日新聞  1,200  1 Jan 2022 to 1 Feb 2022",
        "AP            3  no dates                  3 undated",
    ]


def test_one_day_is_not_shown_as_a_period():
    day = date(2022, 1, 1)
    (line,) = source_lines([SourceSummary(name="AP", documents=1, first=day, last=day)], PLAIN)
    assert line.endswith("1  1 Jan 2022")


def status(text, languages):
    return Status(
        path=text,
        documents=1,
        undated=1,
        sources=1,
        first=None,
        last=None,
        bytes=1,
        generation=1,
        segments=1,
        engine=text,
        format_version=1,
        analyzer=text,
        languages=languages,
    )


def test_a_status_names_the_languages_that_fit_into_a_line():
    some = {"en": 5_000, "de": 70, "fr": 6, "es": 5, "it": 4, "nl": 3}
    for languages, shown in [
        (some, "en 5,000, de 70, fr 6, es 5, it 4, nl 3"),
        ({"pt": 2, "sv": 1, **some}, "nl 3, 2 more; --json lists all"),
    ]:
        (line,) = [
            line for line in status_lines(status("a", languages), PLAIN) if "languages" in line
        ]
        assert shown in line
        assert len(line) < 80


def test_every_line_escapes_what_it_quotes():
    lines = [
        *status_lines(status(EVIL, {EVIL: 1}), PLAIN),
        *source_lines([SourceSummary(name=EVIL, documents=1)], PLAIN),
        *rejected_lines([Rejected(EVIL, EVIL)]),
        *check_lines(CheckReport(1, 1, (Damage(EVIL, EVIL),)), PLAIN),
    ]
    assert all(line.isprintable() for line in lines)


@pytest.mark.parametrize(
    ("number", "shown"),
    [
        (0, "0 bytes"),
        (1, "1 byte"),
        (999, "999 bytes"),
        (1000, "1.0 kB"),
        (12_345_678, "12.3 MB"),
        (10**15, "1000.0 TB"),
    ],
)
def test_sizes_use_the_largest_fitting_unit(number, shown):
    assert size(number) == shown


def test_counts_agree_in_number():
    assert [count(number, "article") for number in (0, 1, 2000)] == [
        "0 articles",
        "1 article",
        "2,000 articles",
    ]
