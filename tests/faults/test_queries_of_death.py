"""Whatever is typed: results, an error that says where, or the end of its time; never a crash."""

import pickle
import random
import time
from itertools import count, islice
from unittest.mock import patch

import pytest
from protections import left_out
from queries_of_death import Trial, generated, known, make, vocabulary

from searchkit import Archive, Article, deadline
from searchkit.errors import QueryError, SearchTimeout
from searchkit.search import places

WORDS = vocabulary(random.Random(7), 6_000)
OFTEN = '"' + f"{WORDS[0]} " * 1_000 + '"~100'
MANY = " OR ".join(f"*{letter}*" for letter in WORDS[:26])


@pytest.fixture(scope="module")
def archive(tmp_path_factory):
    index = tmp_path_factory.mktemp("deaths") / "index"
    make(index, 1_500, WORDS)
    with Archive.open(index, zone="UTC") as archive:
        yield archive


def test_known_queries_of_death_kill_nothing(archive):
    trial = Trial(archive, timeout=0.3).run(known(WORDS))
    assert not trial.deaths
    assert trial.timeouts, "nothing took long enough to try the limit"


def test_generated_queries_kill_nothing(archive):
    queries = islice(generated(random.Random(1), WORDS), 2_000)
    trial = Trial(archive, timeout=0.5).run(queries)
    assert trial.asked == 2_000
    assert not trial.deaths


def test_a_search_without_a_limit_is_caught(archive):
    with patch.object(deadline, "monotonic", lambda: 0.0):
        trial = Trial(archive, timeout=0.05, grace=0.1).run([MANY])
    assert "processor time" in str(trial.deaths[0])


def test_nesting_without_a_limit_is_caught(archive):
    with left_out("the limit of nesting"):
        trial = Trial(archive, timeout=1).run(["(a OR " * 600 + "b" + ")" * 600])
    assert "RecursionError" in str(trial.deaths[0])


def test_a_crash_is_caught(archive):
    with patch.object(places, "near", side_effect=RecursionError("too deep")):
        trial = Trial(archive, timeout=1).run(['"a b"~5'])
    assert trial.deaths[0].problem == "RecursionError: too deep"


def test_the_error_says_what_to_do(archive):
    with pytest.raises(SearchTimeout, match=r"longer than 0\.05 s.*--timeout") as caught:
        archive.search(OFTEN, timeout=0.05)
    assert isinstance(caught.value, QueryError)
    assert caught.value.seconds == 0.05


def test_the_error_says_what_to_do_where_articles_are_read_for_who_is_quoted(tmp_path):
    body = "“The town is quiet,” Ada Runner said. "
    with Archive.open(tmp_path / "index", create=True) as archive:
        archive.add_all(Article(id=str(n), title="", body=body * 50) for n in range(30))
    with (
        Archive.open(tmp_path / "index") as archive,
        pytest.raises(SearchTimeout, match=r"words that must be said, dates") as caught,
        patch.object(deadline, "monotonic", side_effect=count().__next__),
    ):
        archive.search("said:runner", timeout=20)
    assert "fewer words" not in str(caught.value)
    assert str(pickle.loads(pickle.dumps(caught.value))) == str(caught.value)


def test_what_is_read_later_has_its_own_limit(archive):
    results = archive.search("-" + WORDS[-1], timeout=60, limit=0)
    with (
        patch.object(deadline, "monotonic", iter([0.0, 61.0]).__next__),
        pytest.raises(SearchTimeout),
    ):
        results.total.bit_length()
    assert results.total


def test_no_limit_is_none(archive):
    started = time.monotonic()
    with patch.object(deadline, "monotonic", iter(()).__next__):
        assert archive.search(f"{WORDS[0]}*", timeout=None).total
    assert time.monotonic() > started


@pytest.mark.parametrize("timeout", [0, -1, float("nan")])
def test_what_is_no_limit_is_refused(archive, timeout):
    with pytest.raises(ValueError, match="above 0, or None"):
        archive.search("a", timeout=timeout)
    with pytest.raises(ValueError, match="above 0, or None"):
        archive.timeline("a", timeout=timeout)


@pytest.mark.parametrize("way", ["timeline", "select", "phrases"])
def test_the_other_ways_to_ask_are_limited_too(archive, way):
    with pytest.raises(SearchTimeout) as caught:
        list(getattr(archive, way)(OFTEN, timeout=0.05))
    assert caught.value.column == 1


@pytest.mark.parametrize(
    ("ask", "column"),
    [
        (lambda archive: archive.similar("a1", timeout=1), None),
        (lambda archive: archive.suggest("a b", timeout=1), None),
        (lambda archive: archive.explain("a1", "a b*", timeout=1), 1),
        (lambda archive: archive.phrases("a", timeout=1), 1),
        (lambda archive: archive.save_search("b", "a* b", timeout=1), 1),
    ],
)
def test_nothing_that_may_take_long_is_without_a_limit(archive, ask, column):
    """Each step looks at the time, which goes by in seconds here."""
    with (
        patch.object(deadline, "monotonic", side_effect=count().__next__),
        pytest.raises(SearchTimeout, match=r"longer than 1 s.*--timeout") as caught,
    ):
        ask(archive)
    assert caught.value.column == column


def test_an_alert_that_takes_too_long_names_its_search(tmp_path):
    with Archive.open(tmp_path / "index", create=True) as archive:
        archive.add(Article(id="a1", title="Ferry", body="A ferry."))
        archive.save_search("ferries", "the ferr*")
        archive.commit()
        with (
            patch.object(deadline, "monotonic", side_effect=count().__next__),
            pytest.raises(SearchTimeout, match="narrow the saved search ferries") as caught,
        ):
            archive.alerts(timeout=1)
    assert caught.value.column == 1


@pytest.mark.parametrize(
    ("query", "column"),
    [
        ("zzz -title:*a*^2 zzz", 12),
        (f"zzz ({OFTEN} OR zzy)", 6),
        ("a b c d", 1),
    ],
)
def test_the_error_says_where_in_the_query_the_time_was_spent(archive, query, column):
    """Whatever is begun after the first steps is what the time runs out on."""
    columns = set()
    for late in range(2, 40):
        times = iter([0.0] * late + [9.0] * 2)
        with patch.object(deadline, "monotonic", lambda times=times: next(times, 0.0)):
            try:
                archive.search(query, timeout=1, match="all").total.bit_length()
            except SearchTimeout as error:
                columns.add(error.column)
    assert column in columns
    assert None not in columns


@pytest.mark.parametrize(
    ("query", "column"),
    [("a (b OR —)", 9), ("a -title:*a*", 10), ('said:"—" a', 1), ("a said:“", 3)],
)
def test_what_strict_refuses_because_of_the_archive_has_a_column(archive, query, column):
    with pytest.raises(QueryError) as caught:
        archive.search(query, strict=True)
    assert caught.value.column == column


def test_a_limit_within_another_does_not_make_it_longer():
    with patch.object(deadline, "monotonic", iter([0.0, 0.5, 2.0]).__next__):
        with deadline.within(1.0), deadline.within(60.0), pytest.raises(SearchTimeout) as caught:
            deadline.check_deadline()
        deadline.check_deadline()
    assert caught.value.seconds == 1.0
