"""Hits that read their article when somebody looks, and are like any other hit."""

from __future__ import annotations

import copy
import dataclasses
import pickle
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from types import SimpleNamespace

import numpy as np
import pytest

from searchkit.analysis.analyzer import analyze
from searchkit.engines.local.hits import Page, StoredHit
from searchkit.errors import CorruptIndex
from searchkit.model import Article, Hit, Snippet, WordScore

ARTICLE = Article(
    id="orrin-1",
    title="Ferry sails again",
    body="Nobody waited. The old ferry left Orrin on Monday.",
    source="The Orrin Ledger",
    published="2022-01-23",
    author="Ilse Brandt",
    url="https://ledger.example/1",
    path="documents/1.txt",
    language="en",
)
SCORES = (WordScore("ferry", 2.5, 2.0, 4.0, 1.0),)
WHOLE = Hit(
    id="orrin-1",
    title="Ferry sails again",
    title_spans=((0, 5),),
    source="The Orrin Ledger",
    source_basis="user",
    published=date(2022, 1, 23),
    published_basis="user",
    url="https://ledger.example/1",
    path="documents/1.txt",
    author="Ilse Brandt",
    language="en",
    score=2.5,
    snippets=(Snippet(ARTICLE.body, 0, ((23, 28),)),),
    explanation=SCORES,
)


class OneArticle:
    """A segment of one article that counts how often it is read."""

    name = "seg-1.sk"
    columns = SimpleNamespace(stem_languages=np.array([1]), stem_language_names=("de", "en"))

    def __init__(self, article: Article = ARTICLE) -> None:
        self.stored, self.reads = article, 0

    def id(self, docnum):
        return self.stored.id

    def article(self, docnum):
        self.reads += 1
        return {n: value for n, value in self.stored.to_json().items() if value is not None}

    def token_starts(self, docnum):
        texts = self.stored.title, self.stored.body
        return tuple(np.array(analyze(text).starts, np.int64) for text in texts)


class FerryMarks:
    """Marks every "ferry"."""

    asks_who = False

    def needles(self, segment, docnum):
        return self._found(segment.stored.title), self._found(segment.stored.body)

    def _found(self, text):
        tokens = analyze(text).tokens
        places = [(t.position, t.position + 1) for t in tokens if t.form == "ferry"]
        return [(places, 1.5)] if places else []

    def explain(self, segment, docnum):
        return SCORES


def stored(segment=None, *, snippets=True, explain=True) -> Hit:
    page = Page(FerryMarks(), snippets, explain, lambda segment, docnum: ())
    [hit] = page.hits([(segment or OneArticle(), 0, 2.5)])
    return hit


def test_id_and_score_read_no_article():
    segment = OneArticle()
    hit = stored(segment)
    assert (hit.id, hit.score) == ("orrin-1", 2.5)
    assert segment.reads == 0


def test_all_else_is_read_once():
    segment = OneArticle()
    hit = stored(segment)
    for field in dataclasses.fields(Hit):
        assert getattr(hit, field.name) == getattr(WHOLE, field.name), field.name
    assert segment.reads == 1


def test_what_was_not_asked_for_is_not_shown():
    hit = stored(snippets=False, explain=False)
    assert (hit.snippets, hit.explanation) == ((), None)
    assert hit.title_spans == ((0, 5),)


def test_an_article_that_says_nothing_of_itself_is_a_hit_too():
    hit = stored(OneArticle(Article(id="bare", body="Ferry.")))
    assert (hit.title, hit.title_spans, hit.source, hit.published) == ("", (), None, None)
    assert hit.snippets == (Snippet("Ferry.", 0, ((0, 5),)),)


def test_it_equals_the_plain_hit_both_ways_and_hashes_alike():
    hit = stored()
    assert hit == WHOLE
    assert hit == stored()
    plain = WHOLE
    assert plain == hit
    assert len({stored(), WHOLE, stored()}) == 1
    assert stored() != dataclasses.replace(WHOLE, score=1.0)
    assert stored() != "orrin-1"


def test_it_looks_like_the_plain_hit():
    assert repr(stored()) == repr(WHOLE)
    assert stored().to_json() == WHOLE.to_json()
    assert dataclasses.asdict(stored()) == dataclasses.asdict(WHOLE)
    assert isinstance(stored(), Hit)


@pytest.mark.parametrize(
    "same",
    [copy.copy, copy.deepcopy, dataclasses.replace]
    + [lambda hit, p=p: pickle.loads(pickle.dumps(hit, p)) for p in range(2, 6)],
)
def test_what_is_made_of_it_is_a_plain_hit(same):
    made = same(stored())
    assert type(made) is Hit
    assert made == WHOLE


def test_replacing_keeps_the_rest():
    made = dataclasses.replace(stored(), copies=3)
    assert made == dataclasses.replace(WHOLE, copies=3)


def test_it_is_frozen_and_has_no_other_attributes():
    hit = stored()
    for name in ("id", "title", "snippets"):
        with pytest.raises(dataclasses.FrozenInstanceError):
            setattr(hit, name, "other")
    with pytest.raises(AttributeError, match="colour"):
        _ = hit.colour


def test_once_read_it_keeps_nothing_of_the_archive():
    hit = stored()
    assert hit.title
    assert hit._place is None


def test_a_damaged_article_says_so_each_time_it_is_asked_for():
    class Damaged(OneArticle):
        def article(self, docnum):
            raise CorruptIndex("seg-1.sk is damaged", "seg-1.sk")

    hit = stored(Damaged())
    for _ in range(2):
        with pytest.raises(CorruptIndex):
            _ = hit.title
    assert hit.id == "orrin-1"


def test_threads_that_read_it_at_once_see_the_same():
    with ThreadPoolExecutor(8) as pool:
        for _ in range(50):
            hit = stored()
            names = [field.name for field in dataclasses.fields(Hit)] * 2
            values = list(pool.map(lambda name, hit=hit: getattr(hit, name), names))
            assert values == [getattr(WHOLE, name) for name in names]


def test_the_class_itself_makes_plain_hits():
    assert type(StoredHit(id="a", title="b")) is Hit
