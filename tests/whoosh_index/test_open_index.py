"""The archive as a Whoosh index: its queries find, and score, what ours do."""

from __future__ import annotations

import random
import subprocess
import sys
import zlib
from datetime import datetime
from pathlib import Path

import pytest
import whoosh.index
from asking import article, fill, found
from whoosh.qparser import QueryParser
from whoosh.query import And, DateRange, Every, FuzzyTerm, Not, Or, Phrase, Prefix, Term, Wildcard

from searchkit import Archive
from searchkit.analysis.stemming import stem
from searchkit.engines.local.engine import LocalEngine
from searchkit.errors import ArchiveLocked, ArchiveNotFound, CorruptIndex, InvalidArticle
from searchkit.query import nodes
from searchkit.store.manifest import generations, manifest_name
from searchkit.whoosh_index import NewsWeighting, open_index

WORDS = "running market markets mayor embassies e-mail U.S. café action".split()


@pytest.fixture
def engine(tmp_path: Path) -> LocalEngine:
    """Two segments, one of them with a deletion."""
    rng = random.Random(5)
    engine = LocalEngine(tmp_path / "index", create=True)
    articles = [
        article(
            f"a{i}",
            " ".join(rng.choices(WORDS, k=rng.randint(8, 40))),
            title=" ".join(rng.choices(WORDS, k=3)),
            source=rng.choice(["AP", "Reuters"]),
            author=rng.choice(["Jane Doe", "Ann Other"]),
            published=f"2022-01-{i % 28 + 1:02}",
        )
        for i in range(30)
    ]
    fill(engine, articles[:20], articles[20:])
    writer = engine.writer()
    writer.delete("a4")
    writer.commit()
    return engine


def whoosh_finds(engine: LocalEngine, query: object) -> set[str]:
    with open_index(engine.index).searcher() as searcher:
        return {hit["id"] for hit in searcher.search(query, limit=None)}


def ours(engine: LocalEngine, node: nodes.Node) -> set[str]:
    return set(found(engine, node))


@pytest.mark.parametrize("word", ["running", "market", "mayor", "embassies", "email", "café"])
def test_whooshs_own_queries_find_what_ours_find_for_single_words(
    engine: LocalEngine, word: str
) -> None:
    form = {"café": "cafe"}.get(word, word)
    everywhere = ours(engine, nodes.Word(word))
    assert whoosh_finds(engine, Term("text", stem(form, "en"))) == everywhere != set()
    assert whoosh_finds(engine, Term("forms", form)) == ours(engine, nodes.Exact(word))
    for field in ("title", "body"):
        wanted = ours(engine, nodes.Field(field, nodes.Word(word)))
        assert whoosh_finds(engine, Term(field, stem(form, "en"))) == wanted
        exact = ours(engine, nodes.Field(field, nodes.Exact(word)))
        assert whoosh_finds(engine, Term(f"{field}_forms", form)) == exact


def test_a_term_of_one_segment_is_counted_over_all_of_them(engine: LocalEngine) -> None:
    fill(engine, [article("only", "zeppelin", title="A zeppelin")])
    with open_index(engine.index).reader() as reader:
        for field in ("text", "forms", "title"):
            assert reader.doc_frequency(field, "zeppelin") == 1
            assert reader.frequency(field, "zeppelin") > 0
            assert reader.doc_frequency(field, "nowhere") == 0
            assert reader.frequency(field, "nowhere") == 0


def test_whooshs_own_parser_analyses_words_as_we_do(engine: LocalEngine) -> None:
    index = open_index(engine.index)
    for text in ("Markets", "running", "CAFÉ"):
        query = QueryParser("text", index.schema).parse(text)
        assert whoosh_finds(engine, query) == ours(engine, nodes.Word(text)) != set()


def test_whooshs_compound_queries_find_what_ours_find(engine: LocalEngine) -> None:
    mayor, market = Term("text", "mayor"), Term("text", "market")
    words = (nodes.Word("mayor"), nodes.Word("market"))
    assert whoosh_finds(engine, And([mayor, market])) == ours(engine, nodes.And(words))
    assert whoosh_finds(engine, Or([mayor, market])) == ours(engine, nodes.Or(words))
    without = nodes.And((words[0], nodes.Not(words[1])))
    assert whoosh_finds(engine, And([mayor, Not(market)])) == ours(engine, without)
    phrase = ours(engine, nodes.Phrase("mayor market"))
    assert whoosh_finds(engine, Phrase("text", ["mayor", "market"])) == phrase != set()
    assert whoosh_finds(engine, Every()) == ours(engine, nodes.Everything())


def test_whooshs_expansions_run_over_the_surface_forms(engine: LocalEngine) -> None:
    assert whoosh_finds(engine, Prefix("forms", "mark")) == ours(engine, nodes.Prefix("mark"))
    wildcard = ours(engine, nodes.Wildcard("m*r"))
    assert whoosh_finds(engine, Wildcard("forms", "m*r")) == wildcard != set()
    fuzzy = ours(engine, nodes.Fuzzy("mayr"))
    assert whoosh_finds(engine, FuzzyTerm("forms", "mayr")) == fuzzy != set()


def test_whooshs_filters_find_by_source_author_id_and_date(engine: LocalEngine) -> None:
    assert whoosh_finds(engine, Term("source", "ap")) == ours(engine, nodes.Sources(("AP",)))
    author = ours(engine, nodes.Field("author", nodes.Word("jane")))
    assert whoosh_finds(engine, Term("author", "jane")) == author != set()
    assert whoosh_finds(engine, Term("id", "a7")) == {"a7"}
    assert whoosh_finds(engine, Term("id", "a4")) == set()
    start, end = datetime(2022, 1, 5), datetime(2022, 1, 9)
    dated = nodes.DateRange(start.date(), end.date())
    query = DateRange("published", start, end, endexcl=True)
    assert whoosh_finds(engine, query) == ours(engine, dated) != set()


@pytest.mark.parametrize("word", ["mayor", "market", "action"])
def test_whoosh_scores_words_as_we_do_with_our_weighting(engine: LocalEngine, word: str) -> None:
    with Archive.open(engine.index) as archive:
        wanted = [(hit.id, hit.score) for hit in archive.search(word, limit=100)]
    with open_index(engine.index).searcher(weighting=NewsWeighting()) as searcher:
        hits = searcher.search(Term("text", word), limit=None)
        scores = {hit["id"]: hit.score for hit in hits}
    assert list(scores.values()) == pytest.approx([score for _, score in wanted], abs=1e-9)
    assert scores == pytest.approx(dict(wanted), abs=1e-9)


def test_stored_fields_are_the_articles_own(engine: LocalEngine) -> None:
    with open_index(engine.index).searcher() as searcher:
        (hit,) = searcher.search(Term("id", "a7"))
        assert hit["author"] in ("Jane Doe", "Ann Other")
        assert hit["published"] == datetime(2022, 1, 8)
        assert searcher.avg_field_length("body") > 8


def test_open_dir_finds_the_archive_in_a_process_that_knows_only_whoosh(
    engine: LocalEngine,
) -> None:
    program = (
        "import sys, warnings; warnings.simplefilter('ignore')\n"
        "import whoosh.index\n"
        "from whoosh.query import Term\n"
        "assert not any(name.startswith('searchkit') for name in sys.modules)\n"
        "with whoosh.index.open_dir(sys.argv[1]).searcher() as searcher:\n"
        "    hits = searcher.search(Term('text', 'mayor'), limit=None)\n"
        "    print(*sorted(hit['id'] for hit in hits))\n"
    )
    command = [sys.executable, "-c", program, str(engine.index)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert done.stdout.split() == sorted(ours(engine, nodes.Word("mayor")))


def test_stock_writers_are_refused_and_change_nothing(engine: LocalEngine) -> None:
    index = whoosh.index.open_dir(str(engine.index))
    before = {path.name: path.read_bytes() for path in engine.index.glob("*.*")}
    with pytest.raises(whoosh.index.IndexError, match="searchkit archive"):
        index.writer()
    assert {path.name: path.read_bytes() for path in engine.index.glob("*.*")} == before
    fill(engine, [article("new", "river")])
    assert ours(engine, nodes.Word("river")) == {"new"}


def test_a_manifest_that_is_not_the_one_named_is_told(engine: LocalEngine) -> None:
    newest = generations(engine.index)[0]
    toc = engine.index / f"_MAIN_{newest}.toc"
    crc = str(zlib.crc32((engine.index / manifest_name(newest)).read_bytes()))
    toc.write_bytes(toc.read_bytes().replace(crc.encode(), b"1" * len(crc)))
    with pytest.raises(CorruptIndex, match="not the manifest"):
        whoosh.index.open_dir(str(engine.index)).reader()


def test_our_writer_adds_updates_and_deletes(engine: LocalEngine) -> None:
    index = open_index(engine.index)
    writer = index.writer()
    writer.add_document(id="n1", title="River", body="The river rose.", source="AP")
    writer.update_document(id="a7", title="Changed", body="Nothing of it is left.")
    assert writer.delete_by_term("id", "a9") == 1
    writer.commit()
    assert not index.up_to_date()
    with Archive.open(engine.index) as archive:
        assert [hit.id for hit in archive.search("river")] == ["n1"]
        assert archive.get("a9") is None
        changed = archive.get("a7")
        assert changed is not None
        assert changed.title == "Changed"
    with index.refresh().searcher() as searcher:
        assert {hit["id"] for hit in searcher.search(Term("text", "river"))} == {"n1"}


def test_a_writer_that_is_cancelled_leaves_nothing(engine: LocalEngine) -> None:
    index = open_index(engine.index)
    writer = index.writer()
    with pytest.raises(ArchiveLocked):
        index.writer()
    writer.add_document(id="n1", body="The river rose.")
    writer.cancel()
    assert index.up_to_date()
    writer = index.writer()
    with pytest.raises(InvalidArticle, match="colour"):
        writer.add_document(id="n1", colour="red")
    writer.cancel()


def test_an_index_that_is_not_there_or_damaged_is_told_apart(engine: LocalEngine) -> None:
    with pytest.raises(ArchiveNotFound):
        open_index(engine.index / "nowhere")
    for path in engine.index.glob("seg-*"):
        path.write_bytes(path.read_bytes()[:-1])
    with pytest.raises(CorruptIndex, match="bytes"):
        open_index(engine.index)
