"""Which of a page's dates is its publication's."""

from datetime import date, datetime, timedelta, timezone

import pytest

from searchkit.ingest.dating import choose, plausible, settle
from searchkit.ingest.findings import Findings

FIRST, THIRD, FIFTH = date(2022, 1, 1), date(2022, 1, 3), date(2022, 1, 5)
UTC = timezone.utc


def chosen(*dates):
    place = choose(dates)
    return None if place is None else dates[place]


def test_what_readers_are_shown_decides_against_what_machines_are_told() -> None:
    assert chosen((FIRST, "json-ld"), (FIRST, "meta"), (THIRD, "byline")) == (THIRD, "byline")
    assert chosen((FIRST, "meta"), (THIRD, "time")) == (THIRD, "time")


def test_the_address_and_the_metadata_together_decide_against_what_is_shown() -> None:
    assert chosen((FIRST, "json-ld"), (FIRST, "url"), (THIRD, "byline")) == (FIRST, "json-ld")
    assert chosen((FIRST, "url"), (THIRD, "byline")) == (THIRD, "byline")


def test_of_several_shown_days_the_one_that_machines_are_told_too_is_taken() -> None:
    shown = ((FIFTH, "byline"), (THIRD, "byline"))
    assert chosen((THIRD, "url"), *shown) == (THIRD, "url")
    assert chosen((FIRST, "meta"), *shown) == (FIRST, "meta")
    assert chosen(*shown) == (FIFTH, "byline")


def test_a_time_element_speaks_only_where_no_line_does() -> None:
    assert chosen((FIRST, "time"), (THIRD, "byline")) == (THIRD, "byline")


def test_the_day_may_come_from_one_basis_and_its_time_from_another() -> None:
    moment = datetime(2022, 1, 3, 18, tzinfo=timezone(timedelta(hours=1)))
    dates = ((FIRST, "json-ld"), (THIRD, "meta"), (moment, "meta"), (THIRD, "byline"))
    assert chosen(*dates) == (moment, "meta")


def test_what_a_user_or_a_feed_says_is_not_questioned() -> None:
    assert chosen((FIRST, "user"), (THIRD, "byline")) == (FIRST, "user")
    assert chosen((FIRST, "feed"), (THIRD, "header")) == (FIRST, "feed")


def test_without_dates_nothing_is_chosen() -> None:
    assert choose([]) is None


def test_dates_that_confirm_or_contradict_stay_candidates() -> None:
    findings = Findings()
    findings.add("published", THIRD, "byline")
    findings.add("published", THIRD, "json-ld")
    findings.add("published", FIRST, "meta")
    findings.add("published", FIFTH, "weak")
    article = findings.article(body="It rained.", path=None)
    assert (article.published, article.published_basis) == (THIRD, "json-ld")
    assert [(c.value, c.basis) for c in article.candidates] == [
        ("2022-01-01", "meta"),
        ("2022-01-03", "byline"),
        ("2022-01-05", "weak"),
    ]


@pytest.mark.parametrize("day", [date(1970, 1, 1), date(1066, 10, 14), date(2999, 1, 1), None])
def test_a_date_that_no_page_was_published_on_is_none(day) -> None:
    assert plausible(day) is None


def test_an_evening_in_utc_is_the_day_that_readers_saw() -> None:
    moment = datetime(2022, 1, 3, 2, tzinfo=UTC)
    assert settle(moment, [date(2022, 1, 2)]) == date(2022, 1, 2)
    assert settle(moment, [date(2022, 1, 3)]) == moment
    assert settle(moment, [FIFTH]) == moment
