"""From what a caller asks to what a reader is asked, and what comes back around its answer."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta, timezone
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from searchkit.engines.base import Request
from searchkit.errors import InvalidArgument, QueryError, SearchTimeout
from searchkit.model import Counts, Hit, Results
from searchkit.query.limits import MAX_RESULTS
from searchkit.query.nodes import And, Boost, DateRange, Everything, Node, Or, Phrase, Sources, Word
from searchkit.searching import Question, answer, interpret

UTC = timezone.utc
KYIV, EMBASSY = Word("kyiv"), Word("embassy")


@dataclass
class Answered:
    hits: tuple[Hit, ...] = (Hit(id="a", title="A"),)
    warnings: tuple[str, ...] = ()
    doubtful: tuple[Node, ...] = (KYIV,)
    relaxed: bool = False
    rare: bool = True

    def has_rare_word(self) -> bool:
        return self.rare

    def total(self) -> int:
        return 7

    def groups(self) -> int:
        return 5

    def facet(self, name: str, limit: int | None) -> Counts:
        return [("Post", 7)]


@dataclass
class FakeReader:
    """Notes what it is asked."""

    answered: Answered = field(default_factory=Answered)
    requests: list[Request] = field(default_factory=list)

    def search(self, request: Request) -> Answered:
        self.requests.append(request)
        return self.answered

    def suggestion(self, node: Node) -> Node | None:
        return Boost(node, 2.0)

    def span(self) -> tuple[date, date]:
        return date.min, date.max

    def held(
        self, start: date | None = None, end: date | None = None, source: str | None = None
    ) -> int:
        return 1


def question(text: str = "kyiv", **changes: Any) -> Question:
    fields: dict[str, Any] = {
        "text": text,
        "zone": UTC,
        "after": None,
        "before": None,
        "sources": (),
        "limit": 10,
        "offset": 0,
        "sort": "relevance",
        "match": "auto",
        "snippets": True,
        "undated": False,
        "strict": False,
        "explain": False,
    }
    return Question(**{**fields, **changes})


def asked(text: str = "kyiv", **changes: Any) -> Request:
    reader = FakeReader()
    answer(reader, question(text, **changes))  # type: ignore[arg-type]
    (request,) = reader.requests
    return request


def answered(reply: Answered, text: str = "kyiv", **changes: Any) -> Results:
    return answer(FakeReader(reply), question(text, **changes))  # type: ignore[arg-type]


def test_the_options_reach_the_reader_as_they_were_given() -> None:
    berlin = ZoneInfo("Europe/Berlin")
    request = asked(
        zone=berlin,
        limit=3,
        offset=6,
        sort="oldest",
        undated=True,
        snippets=False,
        explain=True,
        timeout=7.5,
    )
    assert request.locate is not None
    assert replace(request, locate=None) == Request(
        tiers=(KYIV,),
        zone=berlin,
        limit=3,
        offset=6,
        sort="oldest",
        undated=True,
        snippets=False,
        explain=True,
        timeout=7.5,
    )


@pytest.mark.parametrize(
    ("match", "tiers"),
    [
        ("all", (And((KYIV, EMBASSY)),)),
        ("any", (Or((KYIV, EMBASSY)),)),
        ("auto", (And((KYIV, EMBASSY)), Or((KYIV, EMBASSY)))),
    ],
)
def test_match_chooses_the_tiers(match: str, tiers: tuple[Node, ...]) -> None:
    assert asked("kyiv embassy", match=match).tiers == tiers


DAY, END = date(2022, 1, 23), date(2022, 2, 1)
NOON = datetime(2022, 1, 23, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("bounds", "ranges"),
    [
        ({"after": DAY}, (DateRange(DAY, None),)),
        ({"before": END}, (DateRange(None, END),)),
        (
            {"after": "2022-01-23", "before": "2022-02"},
            (DateRange(DAY, None), DateRange(None, END)),
        ),
        ({"after": NOON}, (DateRange(NOON, None),)),
        ({"after": "2022"}, (DateRange(date(2022, 1, 1), None),)),
    ],
)
def test_bounds_become_filters_beside_the_query(
    bounds: dict[str, Any], ranges: tuple[DateRange, ...]
) -> None:
    assert asked("kyiv", **bounds).tiers == (And((KYIV, *ranges)),)
    assert asked("", **bounds).tiers == ((And(ranges) if len(ranges) > 1 else ranges[0]),)


def test_a_datetime_without_an_offset_is_in_the_archives_zone() -> None:
    zone = timezone(timedelta(hours=-5))
    request = asked(after=datetime(2022, 1, 23, 12), zone=zone)
    assert request.tiers == (And((KYIV, DateRange(NOON.replace(tzinfo=zone), None))),)


def test_words_such_as_yesterday_are_in_the_archives_zone() -> None:
    for hours in (-12, 14):
        zone = timezone(timedelta(hours=hours))
        before = datetime.now(zone).date()
        (node,) = asked("", after="yesterday", zone=zone).tiers
        assert isinstance(node, DateRange)
        assert node.start in {day - timedelta(1) for day in (before, datetime.now(zone).date())}


def test_sources_become_a_filter_that_holds_in_every_tier() -> None:
    wanted = Sources(("Reuters", "AP"))
    request = asked("kyiv embassy", sources=("Reuters", "AP"))
    assert request.tiers == (And((KYIV, EMBASSY, wanted)), And((Or((KYIV, EMBASSY)), wanted)))
    assert asked("a OR b", sources=("AP",)).tiers == (
        And((Or((Word("a"), Word("b"))), Sources(("AP",)))),
    )


@pytest.mark.parametrize("bound", ["garbage", "", "2022-02-30", "2022-01..2022-03", "\ud800"])
@pytest.mark.parametrize("name", ["after", "before"])
def test_a_bound_that_is_no_date_is_an_error_that_names_it(name: str, bound: str) -> None:
    with pytest.raises(QueryError, match=name):
        asked(**{name: bound})


@pytest.mark.parametrize(
    "changes", [{"sort": "best"}, {"match": "some"}, {"limit": -1}, {"offset": -1}]
)
def test_an_unknown_option_value_is_refused(changes: dict[str, Any]) -> None:
    with pytest.raises(InvalidArgument):
        asked(**changes)


def test_paging_ends_at_the_limit_which_the_message_names() -> None:
    assert asked(offset=MAX_RESULTS - 10).offset == MAX_RESULTS - 10
    for changes in ({"offset": MAX_RESULTS - 9}, {"limit": MAX_RESULTS + 1}):
        with pytest.raises(QueryError, match="10,000"):
            asked(**changes)


def test_what_the_reader_found_is_in_the_results() -> None:
    found = answered(Answered(), 'kyiv "military action"')
    assert [hit.id for hit in found] == ["a"]
    assert (found.total, found.facets["source"]) == (7, [("Post", 7)])
    assert found.query == 'kyiv "military action"'
    assert found.interpreted == 'kyiv "military action"'
    assert found.warnings == ()
    assert found.took_ms > 0


def test_warnings_of_the_query_the_reader_and_the_relaxation_are_told_in_that_order() -> None:
    found = answered(Answered(warnings=("too many words",), relaxed=True), 'kyiv "embassy')
    assert len(found.warnings) == 3
    assert "quotation mark" in found.warnings[0]
    assert found.warnings[1] == "too many words"
    assert "fewer than ten" in found.warnings[2]


def test_a_search_is_not_lost_because_no_time_is_left_to_respell_it() -> None:
    class Slow(FakeReader):
        def suggestion(self, node: Node) -> Node | None:
            raise SearchTimeout(2.0)

    assert answer(Slow(), question()).suggestion is None  # type: ignore[arg-type]


def test_strict_turns_warnings_into_errors_but_not_relaxation() -> None:
    with pytest.raises(QueryError, match="quotation mark") as error:
        asked('kyiv "embassy', strict=True)
    assert error.value.column == 6
    with pytest.raises(QueryError, match="too many words") as error:
        answered(Answered(warnings=("too many words",)), "title:a -kyiv^2", strict=True)
    assert error.value.column == 10
    assert answered(Answered(relaxed=True), strict=True).warnings


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("kyiv", "kyiv"),
        ("", "*"),
        ("after:2022-01-23 kyiv", "after:2022-01-23 kyiv (dates in UTC)"),
        ("-date:2022-01-23", "-date:2022-01-23 (dates in UTC)"),
        ("(kyiv OR date:2022-01-23)^2", "(kyiv OR date:2022-01-23)^2 (dates in UTC)"),
    ],
)
def test_a_query_with_dates_is_shown_with_their_zone(text: str, shown: str) -> None:
    assert answered(Answered(), text).interpreted == shown


def test_the_filters_given_beside_the_query_are_shown_too() -> None:
    found = answered(Answered(), after=DAY, sources=("Business Insider",), zone=UTC)
    assert "after:2022-01-23" in found.interpreted
    assert 'source:"Business Insider"' in found.interpreted


def test_the_reading_shown_is_the_strict_one() -> None:
    assert answered(Answered(), "kyiv embassy").interpreted == "kyiv embassy"
    assert answered(Answered(), "kyiv embassy", match="any").interpreted == "kyiv OR embassy"
    assert interpret(Everything(), UTC) == "*"
    bounded = DateRange(date(2022, 1, 23), None)
    shown = "after:2022-01-23 (dates in UTC, or without a date)"
    assert interpret(bounded, UTC, undated=True) == shown
    assert interpret(Everything(), UTC, undated=True) == "*"
    assert interpret(Phrase("a b"), UTC) == '"a b"'


def test_a_bound_of_another_type_is_an_invalid_argument():
    with pytest.raises(InvalidArgument, match="after is a date, a datetime or text, not int"):
        answer(FakeReader(), question(after=5))


def test_a_suggestion_is_of_the_query_as_typed_and_worked_out_when_read() -> None:
    results = answer(FakeReader(), question("kiyv", after="2022-01-01", sources=("Post",)))
    assert results.suggestion == "kiyv^2"


def test_what_finds_plenty_by_common_words_is_not_questioned() -> None:
    reader = FakeReader(Answered(rare=False))
    assert answer(reader, question("kiyv")).suggestion is None
