"""Speech that is reported without quotation marks: `Doe told Reuters that the budget …`."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence

from searchkit.lazy_regex import lazy_pattern
from searchkit.quotes.attribution import sentence_start
from searchkit.quotes.marks import Quoted
from searchkit.quotes.people import People
from searchkit.quotes.quotation import Quotation, Span
from searchkit.quotes.speakers import Mention, Words, inverted_subject, subject
from searchkit.quotes.vocabulary import (
    ABBREVIATED,
    FREQUENT,
    NEUTER,
    PREPOSITIONS,
    SAYING,
    WEEKDAYS,
)

_BEFORE, _BEHIND = 180, 500
"""Code points of a sentence that are read before and behind its verb."""
_FEWEST = 3
"""Words of a clause that says something."""
_ACCORDING = "according"
_SHORTEST = 12
"""Code points of a clause that says something."""
_NEAR = 100
"""Code points behind the verb's beginning in which `that` is looked for."""
_REPORTS = lazy_pattern(
    " (?:s(?:aid|ays|agte|tated)|t(?:old|esti|weet)"
    "|a(?:ccord|dd|nnou|rgu|ckno|dmit|ffirm|ssur|segu|firm)|w(?:arn|rote)|p(?:romis|redi)|insist|d(?:ecl|écl|ijo)|e(?:xpl|rkl|stim)|c(?:laimed|onfir)|vow|beton)\\w*"
)
"""What may be one of `FREQUENT`, by its first letters: sought three times as fast as the words."""
_BEGINNING = lazy_pattern("According to ")
_END = lazy_pattern(r"\n|[.?!](?=[\"”“»’)]*(?:\s|\Z))")
_THAT = frozenset(("that", "dass", "que"))
_NO_CLAUSE = frozenset((",", ":", "“", '"', "«", "„", "to", "in", "of"))


def reported(text: str, quoted: Sequence[Quoted], people: People) -> Iterator[Quotation]:
    """What sentences report, one clause for each sentence, in the order of the text."""
    opened = [one.outer_start for one in quoted]
    done = 0
    for at, verb in _places(text):
        number = bisect_right(opened, at) - 1
        previous = quoted[number].outer_end if number >= 0 else 0
        if at < max(previous, done) or _attributes(text, previous, at):
            continue
        sentence = _Sentence(text, at, len(verb), max(previous, done))
        found = sentence.according() if verb == _ACCORDING else sentence.reporting()
        if found is None:
            continue
        mention, clause = found
        resolved = people.resolve(mention, None)
        if resolved is not None:
            done = max(clause[1], at + len(verb))
            yield Quotation(
                resolved[0],
                text[clause[0] : clause[1]],
                *clause,
                mention.start,
                mention.end,
                "indirect",
                resolved[1],
            )


def _attributes(text: str, previous: int, at: int) -> bool:
    """Whether a verb tells who says what is quoted before it."""
    if not previous or at - previous > _BEFORE:
        return False
    between = text[previous:at]
    return "\n" not in between and ". " not in between


def _places(text: str) -> list[tuple[int, str]]:
    """Where the words that report stand, in order."""
    found = [(match.start(), _ACCORDING) for match in _BEGINNING.finditer(text)]
    for match in _REPORTS.finditer(text):
        word = match[0][1:]
        if word in FREQUENT:
            found.append((match.start() + 1, word))
    found.sort()
    return found


def _sentence_end(text: str, at: int) -> int:
    """Where the sentence that goes on at a place ends, or its line."""
    limit = min(len(text), at + _BEHIND)
    for match in _END.finditer(text, at, limit):
        before = text[max(at, match.start() - 12) : match.start()].rsplit(None, 1)
        word = before[-1].lower() if before else ""
        is_initial = len(word) == 1 and word.isalpha()
        if match[0] != "." or not (is_initial or "." in word or word in ABBREVIATED):
            return match.start()
    return limit


class _Sentence:
    """The sentence around the word that reports, outside quotations.

    `words` are those up to the first dozen behind the verb.
    """

    def __init__(self, text: str, at: int, length: int, least: int) -> None:
        line = text.rfind("\n", max(least, at - _BEFORE), at) + 1
        self.text = text
        self.start = max(least, at - _BEFORE, line)
        self.end = _sentence_end(text, at + length)
        near = at + (_NEAR if length > len("said") else _NEAR // 2)
        self.words = Words(text, self.start, min(self.end, near))
        self.verb = self.words.first_from(at)
        self.first = sentence_start(self.words, self.verb)

    def reporting(self) -> tuple[Mention, Span] | None:
        """Who says it, and what."""
        mention = subject(self.words, self.verb, self.first)
        if mention is None or self._is_neuter(mention):
            return None
        clause = self._clause_before(mention) or self._clause_behind()
        return (mention, clause) if clause is not None else None

    def according(self) -> tuple[Mention, Span] | None:
        """As `reporting`, where `according to` stands for a verb."""
        words = self.words
        mention = inverted_subject(words, self.verb + 2)
        if mention is None or mention.kind == "pronoun":
            return None
        if self.verb - self.first > _FEWEST:
            last = self.verb - 1 if words.word(self.verb - 1) == "," else self.verb
            return mention, self._span(self.first, last)
        comma = self.text.find(",", mention.end, self.end)
        if comma < 0:
            return None
        start = comma + 2
        return (mention, (start, self.end)) if self.end - start >= _SHORTEST else None

    def _is_neuter(self, mention: Mention) -> bool:
        shown = self.text[mention.start : mention.end].lower()
        return mention.kind == "pronoun" and shown in NEUTER

    def _clause_before(self, mention: Mention) -> Span | None:
        """`The gate had been tested, the ministry said on Monday.`"""
        words = self.words
        named = words.first_from(mention.start)
        following = words.word(self.verb + 1)
        closes = words.end(self.verb) >= self.end or following in WEEKDAYS | PREPOSITIONS | {","}
        if not closes or words.word(named - 1) != "," or named - 1 - self.first < _FEWEST + 1:
            return None
        return self._span(self.first, named - 1)

    def _clause_behind(self) -> Span | None:
        """`Doe told Reuters that …`: what follows `that`, else the verb."""
        words = self.words
        verb = self.verb
        reach = 5 if words.word(verb) in SAYING else 13
        near = range(verb + 1, min(verb + reach, words.count))
        that = next((at for at in near if words.word(at) in _THAT), None)
        if that is None and (words.word(verb) not in SAYING or words.word(verb + 1) in _NO_CLAUSE):
            return None
        first = verb + 1 if that is None else that + 1
        if first >= words.count or self.end - words.start(first) < _SHORTEST:
            return None
        return words.start(first), self.end

    def _span(self, first: int, end: int) -> Span:
        return self.words.start(first), self.words.end(end - 1)
