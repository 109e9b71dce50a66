"""What any engine's reader promises: one unchanging generation, whoever commits beside it."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest
from asking import article, ask, fill, found, reading

from searchkit.engines.base import Engine, Reader
from searchkit.errors import ArchiveClosed
from searchkit.model import FACETS, Article
from searchkit.query.nodes import Everything, Fuzzy, Languages, Node, Or, Phrase, Prefix, Word

GERMAN = "Der Bürgermeister sagte am Montag, dass die Brücke nicht vor dem Herbst fertig wird."
ENGLISH = "The mayor said on Monday that the bridge would not be ready before the autumn."


def snapshot(reader: Reader) -> object:
    answer = ask(reader, Word("river"), explain=True)
    return (
        reader.generation,
        list(reader.ids()),
        list(reader.articles()),
        list(reader.entries()),
        reader.entry("k"),
        reader.status(),
        reader.sources(),
        answer.hits,
        answer.total(),
        [answer.facet(name, None) for name in FACETS],
    )


def commit(engine: Engine, number: int) -> None:
    writer = engine.writer()
    for other in range(number):
        writer.delete(f"a{other}")
    writer.put(article(f"a{number}", "the river again", source=f"Paper {number}"))
    writer.set_entry("k", number)
    writer.commit()


@pytest.mark.parametrize("commits", [1, 2, 4])
def test_a_reader_keeps_its_generation_while_commits_go_on(engine: Engine, commits: int) -> None:
    commit(engine, 0)
    with reading(engine) as before, reading(engine) as untouched:
        expected = snapshot(before)
        for number in range(commits):
            commit(engine, number + 1)
        # One reader had everything in its hands before, the other reads it only now.
        assert snapshot(before) == expected
        assert snapshot(untouched) == expected
    with reading(engine) as after:
        assert after.generation == commits + 1
        assert list(after.ids()) == [f"a{commits}"]


def test_a_reader_sees_nothing_of_a_writer_that_has_not_committed(engine: Engine) -> None:
    fill(engine, [article("a", "river")])
    writer = engine.writer()
    writer.put(article("b", "river"))
    writer.delete("a")
    assert found(engine, Word("river")) == ["a"]
    writer.commit()
    assert found(engine, Word("river")) == ["b"]


def test_many_threads_get_the_same_answers(engine: Engine) -> None:
    words = ["river", "market", "mayor", "bridge", "harbour"]
    articles = [
        article(f"a{i}", " ".join(words[(i * k) % 5] for k in range(1, 12)), source=f"S{i % 3}")
        for i in range(60)
    ]
    fill(engine, articles[:20], articles[20:40], articles[40:])
    questions: list[Node] = [
        Word("river"),
        Phrase("market mayor"),
        Prefix("b"),
        Fuzzy("rivers"),
        Or((Word("harbour"), Word("market"))),
        Everything(),
    ]
    with reading(engine) as reader:
        expected = [ask(reader, node, all_copies=True).hits for node in questions]
    start = threading.Barrier(8)
    with reading(engine) as reader, ThreadPoolExecutor(8) as pool:

        def run(thread: int) -> bool:
            start.wait()
            for turn in range(3 * len(questions)):
                number = (thread + turn) % len(questions)
                answer = ask(reader, questions[number], all_copies=True)
                if answer.hits != expected[number] or answer.total() != len(expected[number]):
                    return False
                if reader.get(f"a{turn}") != articles[turn]:
                    return False
            return True

        assert all(pool.map(run, range(8)))


def test_a_closed_reader_refuses_everything(engine: Engine) -> None:
    fill(engine, [article("a", "river")])
    reader = engine.reader()
    reader.close()
    reader.close()
    for act in (
        lambda: ask(reader, Word("river")),
        lambda: reader.get("a"),
        lambda: reader.ids(),
        lambda: list(reader.articles()),
        lambda: reader.sources(),
        lambda: reader.entry("k"),
    ):
        with pytest.raises(ArchiveClosed):
            act()


def test_totals_and_facets_outlive_their_reader(engine: Engine) -> None:
    fill(engine, [article("a", "river", source="Post", published="2022-01-23")])
    with reading(engine) as reader:
        answer = ask(reader, Word("river"), limit=0)
    assert answer.hits == ()
    assert answer.total() == 1
    counts = [answer.facet(name, None) for name in ("source", "month")]
    assert counts == [[("Post", 1)], [("2022-01", 1)]]


def test_ids_are_sorted_and_narrowed_by_their_beginning(engine: Engine) -> None:
    ids = ["b", "a", "ab", "abc", "B", "é", "a b", "\U0001f600"]
    fill(engine, [article(id) for id in ids[:4]], [article(id) for id in ids[4:]])
    with reading(engine) as reader:
        assert list(reader.ids()) == sorted(ids)
        assert list(reader.ids("a")) == ["a", "a b", "ab", "abc"]
        assert list(reader.ids("abc")) == ["abc"]
        assert list(reader.ids("zzz")) == []
        assert list(reader.ids("\ud800")) == []
        assert reader.get("\ud800") is None


def test_sources_are_summed_up_without_case_and_the_unknown_come_last(engine: Engine) -> None:
    fill(
        engine,
        [
            article("1", source="Reuters", published="2022-03-01"),
            article("2", source="reuters", published="2022-01-31T23:30:00-05:00"),
            article("3", source="Reuters"),
            article("4", source="AP", published="2021-12-31"),
        ],
        [article("5"), article("6"), article("7"), article("8"), article("gone", source="Gone")],
    )
    writer = engine.writer()
    writer.delete("gone")
    writer.commit()
    with reading(engine) as reader:
        found = [(s.name, s.documents, s.undated, s.first, s.last) for s in reader.sources()]
        assert found == [
            ("Reuters", 3, 1, date(2022, 1, 31), date(2022, 3, 1)),
            ("AP", 1, 0, date(2021, 12, 31), date(2021, 12, 31)),
            (None, 4, 4, None, None),
        ]
        status = reader.status()
    assert (status.documents, status.undated, status.sources) == (8, 5, 2)
    assert (status.first, status.last) == (date(2021, 12, 31), date(2022, 3, 1))
    assert (status.generation, status.bytes > 0, status.segments >= 1) == (3, True, True)


def test_the_status_counts_the_languages_that_articles_say(engine: Engine) -> None:
    fill(engine, [article("1"), article("2", language="de"), Article(id="3", body=ENGLISH)])
    with reading(engine) as reader:
        assert reader.status().languages == {"de": 1, "en": 1}


UNSURE = [Article(id=f"u{i}", title="", body=body) for i, body in enumerate(["Brücken", "running"])]
GERMANS = [Article(id=f"d{i}", body=GERMAN, language="de") for i in range(3)]
ENGLISHES = [Article(id=f"e{i}", body=ENGLISH, language="en") for i in range(2)]
ORDERS = [
    [UNSURE + GERMANS + ENGLISHES],
    [UNSURE, ENGLISHES, GERMANS],
    [GERMANS, ENGLISHES, UNSURE],
    [ENGLISHES + UNSURE, GERMANS],
    [[item] for item in (*ENGLISHES, *UNSURE, *GERMANS)],
]


@pytest.mark.parametrize("order", ORDERS[1:])
def test_the_same_content_in_another_order_gives_the_same_answers(
    two_engines: tuple[Engine, Engine], order: list[list[Article]]
) -> None:
    one, other = two_engines
    fill(one, *ORDERS[0])
    fill(other, *order)
    for text in ("brucken", "Brücke", "run", "running", "runs", "mayor", "Herbst"):
        with reading(one) as first, reading(other) as second:
            expected = ask(first, Word(text)).hits
            assert ask(second, Word(text)).hits == expected, text


def test_languages_that_are_equally_common_are_told_apart_whatever_the_order(
    two_engines: tuple[Engine, Engine],
) -> None:
    one, other = two_engines
    fill(one, [*ENGLISHES, *GERMANS[:2], *UNSURE])
    fill(other, [*GERMANS[:2], *ENGLISHES, *UNSURE])
    assert found(one, Word("Brücke")) == found(other, Word("Brücke"))
    assert found(one, Word("runs")) == found(other, Word("runs"))


def test_an_article_of_unknown_language_is_stemmed_like_the_archives_commonest(
    engine: Engine,
) -> None:
    fill(engine, [*UNSURE, *ENGLISHES])
    assert found(engine, Word("runs")) == ["u1"]
    fill(engine, GERMANS)
    assert "u0" in found(engine, Word("Brücke"))
    assert "u1" not in found(engine, Word("runs"))
    writer = engine.writer()
    for item in GERMANS:
        writer.delete(item.id)
    writer.commit()
    assert found(engine, Word("runs")) == ["u1"]
    assert found(engine, Word("Brücke")) == []


def test_a_language_with_its_country_is_the_language(engine: Engine) -> None:
    fill(engine, [article("gb", "running", language="en-GB"), article("us", "running")])
    assert sorted(found(engine, Word("runs"))) == ["gb", "us"]
    assert sorted(found(engine, Languages(("en",)))) == ["gb", "us"]
    assert found(engine, Languages(("en-gb",))) == ["gb"]


def test_check_finds_a_whole_archive_whole(engine: Engine) -> None:
    fill(engine, [article("a", "river"), article("b")], [article("a", "sea")])
    with reading(engine) as reader:
        report = reader.check()
    assert report.ok
    assert report.documents == 2
