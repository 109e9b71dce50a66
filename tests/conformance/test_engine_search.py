"""What any engine finds: the query language's meaning, form by form."""

from __future__ import annotations

import pytest
from asking import article, ask, fill, found, reading

from searchkit.engines.base import RELAX_BELOW, Engine
from searchkit.model import Article
from searchkit.query.limits import MAX_EXPANSIONS
from searchkit.query.nodes import (
    And,
    Boost,
    Everything,
    Exact,
    Field,
    Fuzzy,
    Languages,
    Node,
    Not,
    Or,
    Phrase,
    Prefix,
    Sources,
    Wildcard,
    Word,
)

NEWS = [
    article("call", "The military action began.", title="Embassy evacuated", source="Reuters"),
    article(
        "talk", "An embassy in Kyiv took military and civil action.", source="Business Insider"
    ),
    article("mail", "An e-mail about COVID-19 said Biden’s U.S. team don't use C++ at AT&T."),
    article("run", "Runners were running; he runs. #metoo @name 3.5 10,000", author="Jane Runner"),
    article("café", "Le café de l'ambassade", language="fr", url="https://example.org/le-cafe"),
    article("東京", "東京都知事が北京大学を訪問", language="ja"),
]


def both(*children: Node) -> And:
    return And(children)


@pytest.mark.parametrize(
    ("node", "ids"),
    [
        (Word("embassies"), {"call", "talk"}),
        (Word("EMBASSY"), {"call", "talk"}),
        (Phrase("military action"), {"call"}),
        (Phrase("the military"), {"call"}),
        (Phrase("action military"), set()),
        (Phrase("action military", 2), {"call", "talk"}),
        (Phrase("military action", 1), {"call"}),
        (Phrase("military action", 2), {"call", "talk"}),
        (Phrase("embassy evacuated the military"), set()),  # a title does not run into its body
        (Word("covid19"), {"mail"}),
        (Phrase("covid 19"), {"mail"}),
        (Word("COVID-19"), {"mail"}),
        (Word("email"), {"mail"}),
        (Word("Biden"), {"mail"}),
        (Word("US"), {"mail"}),
        (Word("U.S."), {"mail"}),
        (Word("us"), set()),
        (Word("dont"), set()),
        (Word("don’t"), {"mail"}),
        (Word("C++"), {"mail"}),
        (Word("AT&T"), {"mail"}),
        (Word("#metoo"), {"run"}),
        (Word("metoo"), {"run"}),
        (Word("@name"), {"run"}),
        (Word("3.5"), {"run"}),
        (Word("10,000"), {"run"}),
        (Word("cafe"), {"café"}),
        (Word("CAFÉ"), {"café"}),
        (Word("ambassade"), {"café"}),
        (Word("北京"), {"東京"}),
        (Phrase("北京大学"), {"東京"}),
        (Word("大北"), set()),
        (Exact("running"), {"run"}),
        (Exact("run"), set()),
        (Prefix("embass"), {"call", "talk"}),
        (Prefix("embassi"), set()),  # the stem is not a word of the archive
        (Prefix("RUNN"), {"run"}),
        (Wildcard("m*l*y"), {"call", "talk"}),
        (Wildcard("r?ns"), {"run"}),
        (Wildcard("r?n"), set()),
        (Fuzzy("embasy"), {"call", "talk"}),
        (Fuzzy("emabsy"), set()),
        (Fuzzy("emabsy", 2), {"call", "talk"}),
        (Field("title", Word("embassy")), {"call"}),
        (Field("body", Word("embassy")), {"talk"}),
        (Field("author", Word("runner")), {"run"}),
        (Field("author", Word("runners")), set()),
        (Field("url", Word("cafe")), {"café"}),
        (Field("url", Phrase("example.org/le-cafe")), {"café"}),
        (Sources(("reuters", "BUSINESS INSIDER")), {"call", "talk"}),
        (Sources(("Business",)), set()),
        (Languages(("fr", "ja")), {"café", "東京"}),
        (Everything(), {item.id for item in NEWS}),
        (both(Word("embassy"), Word("kyiv")), {"talk"}),
        (Or((Word("kyiv"), Word("covid19"))), {"talk", "mail"}),
        (both(Word("embassy"), Not(Word("kyiv"))), {"call"}),
        (Not(Word("embassy")), {"mail", "run", "café", "東京"}),
        (both(Not(Word("embassy")), Not(Word("running"))), {"mail", "café", "東京"}),
        (Not(both(Word("embassy"), Not(Word("kyiv")))), {item.id for item in NEWS} - {"call"}),
        (Or((Word("kyiv"), Not(Word("action")))), {item.id for item in NEWS} - {"call"}),
        (Field("title", Or((Word("kyiv"), Word("evacuate")))), {"call"}),
    ],
    ids=lambda value: str(value) if not isinstance(value, set) else ",".join(sorted(value)),
)
def test_each_form_finds_what_the_language_says(engine: Engine, node: Node, ids: set[str]) -> None:
    fill(engine, NEWS[:3], NEWS[3:])
    assert set(found(engine, node)) == ids


def test_text_without_a_word_is_left_out_of_the_query_with_a_warning(engine: Engine) -> None:
    fill(engine, NEWS)
    with reading(engine) as reader:
        answer = ask(reader, both(Word("kyiv"), Word("—")))
        assert [hit.id for hit in answer.hits] == ["talk"]
        assert len(answer.warnings) == 1
        assert "—" in answer.warnings[0]
        for node in (Word("!"), Phrase("…"), Not(Word("!")), Prefix(""), Wildcard("")):
            answer = ask(reader, node)
            assert answer.hits == ()
            assert answer.warnings


# Scores and order


def test_equal_scores_stand_newest_first_then_by_id_whatever_their_segment(engine: Engine) -> None:
    days = [None, "2022-01-02", "2022-01-01", "2022-01-01T00:00:01Z", None]
    copies = [
        article(id, "kyiv embassy market river", published=day)
        for id, day in zip("edcba", days, strict=True)
    ]
    lone = [article(f"x{i}", word) for i, word in enumerate(["kyiv", "embassy", "market"])]
    fill(engine, [copies[0], lone[0]], [copies[1], lone[1]], [*copies[2:], lone[2]])
    query = Or(tuple(Word(word) for word in ("kyiv", "embassy", "market", "river", "sea")))
    assert found(engine, query)[:5] == ["d", "b", "c", "a", "e"]


def test_a_word_of_the_title_and_a_rare_word_count_for_more(engine: Engine) -> None:
    fill(
        engine,
        [
            article("body", "embassy one two three", title="nothing here"),
            article("title", "nothing here two three", title="embassy one"),
            article("rare", "zebra one two three", title="nothing here"),
        ],
    )
    assert found(engine, Word("embassy")) == ["title", "body"]
    either = found(engine, Or((Word("embassy"), Word("zebra"))))
    assert either.index("rare") < either.index("body")


def test_filters_and_negations_score_nothing(engine: Engine) -> None:
    fill(engine, NEWS)
    filtered = both(
        Word("embassy"),
        Sources(("Reuters", "Business Insider")),
        Languages(("en",)),
        Not(Word("zebra")),
        Everything(),
    )
    with reading(engine) as reader:
        plain = [(hit.id, hit.score) for hit in ask(reader, Word("embassy")).hits]
        assert [(hit.id, hit.score) for hit in ask(reader, filtered).hits] == plain
        assert {hit.score for hit in ask(reader, Not(Word("embassy"))).hits} == {0.0}
        assert {hit.score for hit in ask(reader, Sources(("reuters",))).hits} == {0.0}


def test_a_phrase_scores_as_its_words_and_a_field_as_its_word(engine: Engine) -> None:
    fill(engine, NEWS)
    with reading(engine) as reader:

        def score(node: Node) -> float:
            return next(hit.score for hit in ask(reader, node).hits if hit.id == "call")

        words = both(Word("military"), Word("action"))
        assert score(Phrase("military action")) == pytest.approx(score(words))
        assert score(Field("title", Word("embassy"))) == score(Word("embassy"))
        assert score(Boost(Word("embassy"), 2.5)) == pytest.approx(2.5 * score(Word("embassy")))


def test_an_expansion_scores_as_one_word_with_its_frequencies_summed(engine: Engine) -> None:
    fill(engine, [article("a", "cart carts"), article("b", "cart cart"), article("c", "x x")])
    with reading(engine) as reader:
        scores = {hit.id: hit.score for hit in ask(reader, Prefix("cart")).hits}
    assert scores["a"] == scores["b"] > 0


def test_an_explanation_adds_up_to_the_score(engine: Engine) -> None:
    fill(engine, NEWS)
    query = Or((Boost(Word("embassy"), 3.0), Phrase("military action"), Prefix("ky")))
    with reading(engine) as reader:
        hits = ask(reader, query, explain=True).hits
        assert len(hits) == 2
        for hit in hits:
            assert hit.explanation is not None
            assert sum(part.score for part in hit.explanation) == pytest.approx(hit.score)
        assert ask(reader, query).hits[0].explanation is None


def test_deleted_articles_are_not_found_and_do_not_change_scores(engine: Engine) -> None:
    fill(engine, NEWS, [article(f"gone{i}", "embassy embassy") for i in range(5)])
    with reading(engine) as reader:
        assert len(ask(reader, Word("embassy")).hits) == 7
    writer = engine.writer()
    for i in range(5):
        writer.delete(f"gone{i}")
    writer.commit()
    assert set(found(engine, Word("embassy"))) == {"call", "talk"}
    assert len(found(engine, Everything())) == len(NEWS)
    assert "gone1" not in found(engine, Not(Word("kyiv")))


@pytest.mark.parametrize("sort", ["newest", "oldest"])
def test_sorting_by_date_is_stable_and_puts_the_undated_last(engine: Engine, sort: str) -> None:
    fill(
        engine,
        [
            article("noon", "river", published="2022-01-02T12:00:00+00:00"),
            article("undated-b", "river"),
            article("early", "river", published="2021-12-31"),
            article("undated-a", "river"),
        ],
        [article("west", "river", published="2022-01-02T06:00:00-08:00")],  # 14:00 in UTC
        [article("day", "river", published="2022-01-02"), article("day2", "river sea sea sea")],
    )
    dated = ["west", "noon", "day", "early"]
    if sort == "oldest":
        dated.reverse()
    assert found(engine, Word("river"), sort=sort) == [*dated, "undated-a", "undated-b", "day2"]


# Pages, tiers and limits


def test_pages_hold_every_article_once(engine: Engine) -> None:
    fill(engine, [article(f"a{i:02}", "river " * (i % 4 + 1)) for i in range(23)])
    with reading(engine) as reader:
        whole = [hit.id for hit in ask(reader, Word("river")).hits]
        pages = [ask(reader, Word("river"), limit=5, offset=5 * page) for page in range(6)]
    assert [hit.id for page in pages for hit in page.hits] == whole
    assert sorted(whole) == [f"a{i:02}" for i in range(23)]
    assert [page.total() for page in pages] == [23] * 6


@pytest.mark.parametrize("having_both", [0, 1, RELAX_BELOW - 1, RELAX_BELOW])
def test_a_lenient_tier_follows_when_the_strict_one_finds_too_few(
    engine: Engine, having_both: int
) -> None:
    fill(
        engine,
        [article(f"both{i}", "kyiv embassy and much, much, much else") for i in range(having_both)],
        [article("one", "kyiv kyiv kyiv"), article("other", "embassy")],
    )
    tiers = (both(Word("kyiv"), Word("embassy")), Or((Word("kyiv"), Word("embassy"))))
    with reading(engine) as reader:
        answer = ask(reader, *tiers, all_copies=True)
        ids = [hit.id for hit in answer.hits]
        assert all(id.startswith("both") for id in ids[:having_both])
        assert answer.relaxed is (having_both < RELAX_BELOW)
        assert set(ids[having_both:]) == ({"one", "other"} if answer.relaxed else set())
        newest = ask(reader, *tiers, sort="newest", all_copies=True)
        assert {hit.id for hit in newest.hits[:having_both]} == set(ids[:having_both])
        assert ask(reader, tiers[0]).total() == having_both


def test_a_lenient_tier_that_adds_nothing_relaxes_nothing(engine: Engine) -> None:
    fill(engine, [article("a", "kyiv embassy")])
    with reading(engine) as reader:
        answer = ask(reader, both(Word("kyiv"), Word("embassy")), Or((Word("kyiv"), Word("sea"))))
    assert (answer.total(), answer.relaxed) == (1, False)


def test_an_expansion_beyond_the_limit_searches_the_commonest_words_and_says_so(
    engine: Engine,
) -> None:
    words = [f"word{i:04}" for i in range(MAX_EXPANSIONS + 50)]
    fill(engine, [article("many", " ".join(words)), article("common", " ".join(words[-50:]))])
    with reading(engine) as reader:
        answer = ask(reader, Prefix("word"))
        assert any(f"{MAX_EXPANSIONS:,}" in warning for warning in answer.warnings)
        assert {hit.id for hit in answer.hits} == {"many", "common"}
        assert ask(reader, Prefix("word00")).warnings == ()
        # The best by distance come first, then the commonest.
        fuzzy = ask(reader, Fuzzy("word1073", 2))
        assert {hit.id for hit in fuzzy.hits} == {"many", "common"}


def test_words_of_addresses_count_for_no_limit_of_the_text(engine: Engine) -> None:
    pieces = "/".join(f"word{i:04}" for i in range(MAX_EXPANSIONS + 50))
    fill(engine, [article("a", "wordy", url=f"https://example.org/{pieces}")])
    with reading(engine) as reader:
        answer = ask(reader, Prefix("word"))
        assert [hit.id for hit in answer.hits] == ["a"]
        assert answer.warnings == ()
        assert ask(reader, Field("url", Prefix("word"))).warnings != ()


def test_a_language_is_found_by_its_code_however_it_was_written(engine: Engine) -> None:
    fill(
        engine,
        [
            article("plain", "casa", language="pt"),
            article("region", "casa", language="pt_BR"),
            article("tag", "casa", language="pt-BR"),
            article("other", "casa", language="es"),
        ],
    )
    assert set(found(engine, Languages(("pt",)))) == {"plain", "region", "tag"}
    assert set(found(engine, Languages(("pt-br",)))) == {"tag"}


# Hits


def test_a_hit_carries_the_articles_facts_and_marks_what_matched(engine: Engine) -> None:
    item = Article(
        id="a",
        title="Embassy on fire",
        body="The embassy burned. Military action followed; action, not military.",
        source="Post",
        published="2022-01-23T10:00:00+01:00",
        published_basis="meta",
        url="https://example.org/",
        path="a.html",
        author="A. B.",
        language="en",
    )
    fill(engine, [item])
    with reading(engine) as reader:
        (hit,) = ask(reader, both(Word("embassies"), Phrase("military action"))).hits
        plain = ask(reader, Word("embassy"), snippets=False).hits[0]
    for name in ("title", "source", "source_basis", "published", "published_basis", "url", "path"):
        assert getattr(hit, name) == getattr(item, name)
    assert (hit.author, hit.language, hit.copies) == ("A. B.", "en", 0)
    assert [hit.title[slice(*span)] for span in hit.title_spans] == ["Embassy"]
    marked = [s.text[slice(*span)] for s in hit.snippets for span in s.spans]
    assert marked == ["embassy", "Military action"]
    assert all(item.body[s.start : s.start + len(s.text)] == s.text for s in hit.snippets)
    assert plain.snippets == ()
    assert plain.title_spans == hit.title_spans


def test_negations_mark_nothing_and_fields_mark_only_where_they_look(engine: Engine) -> None:
    fill(engine, [article("a", "river and market", title="river market")])
    query = both(Field("title", Word("river")), Word("market"), Not(Word("zebra")))
    with reading(engine) as reader:
        (hit,) = ask(reader, query).hits
    assert hit.title_spans == ((0, 5), (6, 12))
    assert [s.text[slice(*span)] for s in hit.snippets for span in s.spans] == ["market"]


def test_facets_count_what_was_found_by_source_and_month(engine: Engine) -> None:
    fill(
        engine,
        [
            article("1", "river", source="Post", published="2022-01-31T23:00:00-05:00"),
            article("2", "river", source="post", published="2022-03-01"),
            article("3", "river", source="POST"),
            article("4", "river", source="Post", published="2022-01-01"),
            article("5", "river", source="AP"),
            article("6", "river"),
            article("7", "market", source="Other", published="2020-01-01"),
        ],
    )
    with reading(engine) as reader:
        answer = ask(reader, Word("river"), limit=1)
        assert answer.facet("source", None) == [("Post", 4), ("AP", 1)]
        assert answer.facet("source", 1) == [("Post", 4)]
        assert answer.facet("month", None) == [("2022-01", 2), ("2022-03", 1)]
