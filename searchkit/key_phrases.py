"""Which phrases set the articles that a query finds apart from all the others?

So many of each are read: what stands more often in the ones than in the others is a candidate. The
best candidates are counted in the whole archive, by searching for them, and put in order by NLTK's
likelihood ratio.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from searchkit.association import likelihood_ratio
from searchkit.collocations import Key, Texts
from searchkit.engines.base import Answer, Reader, Request
from searchkit.query.nodes import Node, Not, Phrase
from searchkit.query.tiers import conjunction
from searchkit.searching import Asked, Question, ask, check, limited, readings
from searchkit.values import Value

READ = 300
"""Articles that are read of those found, and of the others: evenly spread over them."""
_LEAST = 2
"""A phrase of fewer articles sets nothing apart."""
_COUNTED, _LEAST_COUNTED = 3, 30
"""Candidates that are counted for each phrase wanted, and at least."""
_REMEDY = "ask for fewer phrases (--limit N, limit=) or a simpler query"
_SAME = 0.7
"""A phrase says no more than a longer one that stands in so large a share of its articles."""


class KeyPhrase(Value):
    """A phrase as it is written most often; how many of the articles found have it, and how many
    of the others; and how surely that is no chance, as a log-likelihood ratio."""

    text: str
    inside: int
    outside: int
    score: float

    def to_json(self) -> dict[str, Any]:
        return {
            "text": self.text,
            "inside": self.inside,
            "outside": self.outside,
            "score": round(self.score, 2),
        }


class KeyPhrases(Value, kw_only=True):
    """The phrases that set `total` articles apart from `others`, the surest first.

    They were looked for in `read` of these articles and `read_others` of the others.
    """

    query: str
    interpreted: str
    phrases: tuple[KeyPhrase, ...]
    total: int
    others: int
    read: int
    read_others: int
    warnings: tuple[str, ...] = ()
    took_ms: float = 0.0

    def __iter__(self) -> Iterator[KeyPhrase]:
        return iter(self.phrases)

    def __len__(self) -> int:
        return len(self.phrases)

    def to_json(self) -> dict[str, Any]:
        return {
            "query": self.query,
            "interpreted": self.interpreted,
            "total": self.total,
            "others": self.others,
            "read": self.read,
            "read_others": self.read_others,
            "took_ms": round(self.took_ms, 2),
            "warnings": list(self.warnings),
            "phrases": [phrase.to_json() for phrase in self.phrases],
        }


def key_phrases(reader: Reader, question: Question) -> KeyPhrases:
    """Ask a reader for at most `question.limit` phrases. Raises as `searching.answer` does.

    All of it may take the question's `timeout`.
    """
    started = time.perf_counter()
    check(question)
    with limited(question, _REMEDY):
        found = _key_phrases(reader, question)
    return replace(found, took_ms=(time.perf_counter() - started) * 1000)


def _key_phrases(reader: Reader, question: Question) -> KeyPhrases:
    asked = ask(reader, replace(question, limit=0, snippets=False))
    sets = _Sets(reader, question, asked)
    inside, outside = Texts(asked.answer.sample(READ)), Texts(sets.outside.sample(READ))
    phrases: Sequence[KeyPhrase] = ()
    if len(inside) and len(outside):
        candidates = _candidates(inside, outside, max(_COUNTED * question.limit, _LEAST_COUNTED))
        phrases = _apart([sets.counted(text) for text in candidates])
    return KeyPhrases(
        query=question.text,
        interpreted=asked.interpret(),
        phrases=tuple(phrases[: question.limit]),
        total=sets.total,
        others=sets.others,
        read=len(inside),
        read_others=len(outside),
        warnings=asked.warnings,
    )


class _Sets:
    """The articles found and all others, to be counted."""

    def __init__(self, reader: Reader, question: Question, asked: Asked) -> None:
        self._reader, self._question = reader, question
        tiers = readings(asked.node, question.match, prose=asked.prose)
        self._inside = tiers[-1 if asked.answer.relaxed else 0]
        self.outside = self._search(Not(self._inside))
        self.total, self.others = asked.answer.total(), self.outside.total()

    def counted(self, text: str) -> KeyPhrase:
        """A phrase, counted in both."""
        phrase = Phrase(text)
        everywhere = self._search(phrase).total()
        inside = self._search(conjunction(self._inside, phrase)).total()
        score = 0.0
        if inside and everywhere < self.total + self.others:
            score = likelihood_ratio(inside, everywhere, self.total, self.total + self.others)
        return KeyPhrase(text, inside, everywhere - inside, score)

    def _search(self, node: Node) -> Answer:
        question = self._question
        request = Request(
            tiers=(node,),
            zone=question.zone,
            limit=0,
            undated=question.undated,
            all_copies=True,
        )
        return self._reader.search(request)


def _candidates(inside: Texts, outside: Texts, most: int) -> list[str]:
    """The phrases that stand most surely more often in the ones than in the others, as written."""
    counts, others = inside.counts(), outside.counts()
    scores: dict[Key, float] = {}
    for key, count in counts.items():
        if count >= _LEAST and count * len(outside) > others[key] * len(inside):
            everywhere = count + others[key]
            everything = len(inside) + len(outside)
            scores[key] = (
                likelihood_ratio(count, everywhere, len(inside), everything)
                if everywhere < everything
                else 0.0
            )
    chosen = sorted(scores, key=lambda key: (-scores[key], -len(key), key))[:most]
    spellings = inside.spellings(chosen)
    return [spellings[key] for key in chosen]


def _apart(found: Sequence[KeyPhrase]) -> list[KeyPhrase]:
    """Those that set articles apart, the surest first, without parts of longer ones that say the
    same."""
    counted = sorted(
        (phrase for phrase in found if phrase.inside >= _LEAST and phrase.score > 0),
        key=lambda phrase: (-phrase.score, -len(phrase.text.split()), phrase.text),
    )
    return [phrase for phrase in counted if not any(_says(other, phrase) for other in counted)]


def _says(longer: KeyPhrase, phrase: KeyPhrase) -> bool:
    """Whether a longer phrase has another one in it that hardly ever stands without it."""
    part = f" {phrase.text.lower()} " in f" {longer.text.lower()} "
    return part and longer.text != phrase.text and longer.inside >= _SAME * phrase.inside
