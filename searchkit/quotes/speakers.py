"""Who is the subject or the inverted subject of a verb of speech: a name, a description, a pronoun?

Works on the words of a stretch of text a few hundred characters long.
"""

from __future__ import annotations

import re
from bisect import bisect_left

from searchkit.lazy_regex import lazy_pattern
from searchkit.quotes.vocabulary import (
    ABBREVIATED,
    AUXILIARIES,
    DETERMINERS,
    HEADS,
    HONORIFICS,
    LINKS,
    NOT_NAMES,
    PARTICLES,
    PASSIVES,
    PREPOSITIONS,
    PRONOUNS,
    QUOTING,
    SPEAKING_PASSIVES,
    TITLES,
)
from searchkit.values import Value

_TOKEN = lazy_pattern(r"(?:[ldsnmtcj]|L|qu)['’](?=\w)|\w+(?:[.&'’\u2010-]\w+)*|[^\w\s]")
_STOPS = frozenset('.;:!?"“”„«»…')
_ENDS = _STOPS | frozenset(",()—–-")
_AND = frozenset(("and", "und", "et", "y"))
_LONGEST_NAME = 10
"""Words of a name; what has more is none, or a title in capital letters."""
_REACH = 25
"""Words between a name and its verb, an apposition included."""


class Mention(Value):
    """What names a speaker: `text[start:end]`. `kind` is "name", "description" or "pronoun"."""

    start: int
    end: int
    kind: str


class Words:
    """The words and marks of `text[start:end]`, with where they stand in the text."""

    def __init__(self, text: str, start: int, end: int) -> None:
        self._matches = list(_TOKEN.finditer(text, start, end))
        self.words = [match[0] for match in self._matches]
        self.lower = [word.lower() for word in self.words]
        if text.find("’", start, end) >= 0:
            self.lower = [word.replace("’", "'") for word in self.lower]
        self.count = len(self.words)

    def word(self, at: int) -> str:
        """A word in lower case; empty outside the stretch."""
        return self.lower[at] if 0 <= at < self.count else ""

    def start(self, at: int) -> int:
        """Where a word begins in the text."""
        return self._matches[at].start()

    def end(self, at: int) -> int:
        """Where a word ends in the text."""
        return self._matches[at].end()

    def first_from(self, place: int) -> int:
        """The first word that begins at a place of the text or behind it."""
        return bisect_left(self._matches, place, key=re.Match.start)

    def is_name(self, at: int) -> bool:
        """Whether a word can be part of a name."""
        if not 0 <= at < self.count:
            return False
        word = self.words[at]
        return word[0].isupper() and self.lower[at] not in NOT_NAMES

    def is_abbreviating(self, at: int) -> bool:
        """Whether a full stop belongs to the initial or title before it."""
        if at < 1 or self.word(at) != "." or self.end(at - 1) != self.start(at):
            return False
        before = self.lower[at - 1]
        return (len(before) == 1 and before.isalpha()) or "." in before or before in ABBREVIATED

    def is_possessive(self, at: int) -> bool:
        """Whether the word owns what follows it."""
        word = self.word(at)
        return word.endswith("'s") or (
            self.word(at + 1) == "'" and self.end(at) == self.start(at + 1)
        )

    def mention(self, first: int, end: int, kind: str) -> Mention:
        return Mention(self.start(first), self.end(end - 1), kind)


def name_end(words: Words, at: int) -> int:
    """Where the name that begins with a word ends."""
    end = at + 1
    while end < words.count and end - at < _LONGEST_NAME and not words.is_possessive(end - 1):
        following = _name_after(words, end)
        if following is None:
            break
        end = following + 1
    return end


def _name_after(words: Words, at: int) -> int | None:
    """Where a name goes on that a word does not end: `Jane | van der Berg`."""
    if words.is_abbreviating(at):
        at += 1
    word, before = words.word(at), words.word(at - 1)
    if words.is_name(at):
        return at
    if word == "of" and before in HEADS:
        following = at + 2 if words.word(at + 1) == "the" else at + 1
        return following if words.is_name(following) else None
    joins = word == "&"
    if word in PARTICLES and not (word in PREPOSITIONS and before in HEADS):
        joins = True
        at += words.word(at + 1) in PARTICLES
    return at + 1 if joins and words.is_name(at + 1) else None


def name_start(words: Words, end: int) -> int:
    """Where the name whose last word stands before `end` begins."""
    at = end - 1
    while at > 0 and end - at < _LONGEST_NAME:
        before = _name_before(words, at)
        if before is None:
            break
        at = before
    for title in range(end - 2, at, -1):
        if words.word(title) in HONORIFICS and words.word(title - 1) not in HONORIFICS:
            return title
    return at


def _name_before(words: Words, at: int) -> int | None:
    """Where a name goes on before a word of it."""
    word = words.word(at - 1)
    if words.is_name(at - 1):
        return at - 1 if not word.endswith("'s") else None
    if word == "of":
        return at - 2 if words.word(at - 2) in HEADS else None
    joins = words.is_abbreviating(at - 1) or word == "&"
    joins = joins or (word == "'" and words.is_possessive(at - 2))
    if word in PARTICLES and words.word(at) not in TITLES:
        joins = True
        at -= words.word(at - 2) in PARTICLES
    if words.is_abbreviating(at - 2):
        return at - 3 if joins and words.is_name(at - 3) else None
    return at - 2 if joins and words.is_name(at - 2) else None


def inverted_subject(words: Words, at: int) -> Mention | None:
    """Who is named from a word on, behind a verb: `said | the mayor, Jane Doe, on Monday`."""
    if words.word(at) in PRONOUNS:
        return words.mention(at, at + 1, "pronoun")
    if words.is_name(at):
        end = name_end(words, at)
        if words.word(end) in _AND and words.is_name(end + 1):
            return words.mention(at, name_end(words, end + 1), "description")
        is_office = words.word(end) in LINKS and TITLES.issuperset(words.lower[at:end])
        if not words.is_possessive(end - 1) and not is_office:
            return words.mention(at, end, "name")
        return _described(words, at, end)
    if words.word(at) in DETERMINERS:
        return _described(words, at, at + 1)
    if words.word(at).isalpha() and words.word(at) not in NOT_NAMES:
        found = _described(words, at, at)
        return found if found is not None and found.kind == "name" else None
    return None


def _described(words: Words, first: int, at: int) -> Mention | None:
    """A description, or the name that it leads to: `the union’s secretary, | Bram Tolliver`."""
    limit = min(words.count, first + 16)
    owned = True  # whether a name here would be that of what the description belongs to
    while at < limit:
        word = words.word(at)
        if words.is_name(at):
            end = name_end(words, at)
            if not owned and not words.is_possessive(end - 1):
                return words.mention(at, end, "name")
            at, owned = end, False
            continue
        if word == "," and (named := _apposition(words, at + 1)):
            return named
        if _ends_description(word) or (word in QUOTING and at > first):
            break
        owned = word in LINKS or word in DETERMINERS or word in ("to", "'")
        owned = owned or words.is_possessive(at)
        at += 1
    while at > first and words.word(at - 1) in LINKS | DETERMINERS:
        at -= 1
    return words.mention(first, at, "description") if at > first + 1 else None


def _apposition(words: Words, at: int) -> Mention | None:
    """The name that explains a description: of several words, or one with a mark behind it."""
    if not words.is_name(at):
        return None
    end = name_end(words, at)
    explains = end > at + 1 or words.word(end) in ("", ",", ".")
    return words.mention(at, end, "name") if explains and not words.is_possessive(end - 1) else None


def _ends_description(word: str) -> bool:
    if word in PREPOSITIONS:
        return word not in LINKS and word != "to"
    return word in _ENDS or (word in NOT_NAMES and word not in DETERMINERS)


def subject(words: Words, verb: int, first: int = 0) -> Mention | None:
    """Who is named before a verb: `Jane Doe, the mayor, | said`."""
    at = verb - 1
    while at >= first and (
        words.word(at) in AUXILIARIES
        or words.word(at) in PASSIVES
        or (words.word(at).endswith("ly") and not words.is_name(at))
    ):
        if words.word(at) in PASSIVES and words.word(verb) not in SPEAKING_PASSIVES:
            return None
        at -= 1
    if at >= first and words.word(at) == ")":
        at = _before_bracket(words, at, first)
    if at < first:
        return None
    if words.word(at) in PRONOUNS:
        return words.mention(at, at + 1, "pronoun")
    if words.word(at) == ",":
        return _before_apposition(words, at, first)
    return _noun_phrase(words, at + 1, first)


def _before_bracket(words: Words, at: int, first: int) -> int:
    while at >= first and words.word(at) != "(":
        at -= 1
    return at - 1


def _before_apposition(words: Words, comma: int, first: int) -> Mention | None:
    """The name that an apposition explains, or the apposition if that is the name."""
    at, least = comma - 1, max(first, comma - _REACH)
    while at >= least and words.word(at) != ",":
        if words.word(at) in _STOPS and not words.is_abbreviating(at):
            return None
        at -= 1
    if at < least:
        return None
    inner = at + 1
    if words.is_name(inner) and name_end(words, inner) == comma and comma - inner > 1:
        return words.mention(inner, comma, "name")
    if words.word(at - 1) == ")":
        at = _before_bracket(words, at - 1, first) + 1
    found = _noun_phrase(words, at, first) if at > first else None
    if found is None and at - 1 >= first:
        # An apposition of several parts: `Jane Doe, mayor of Port Kesh, Velmora, said`.
        return _before_apposition(words, at, first)
    return found


def _noun_phrase(words: Words, end: int, first: int) -> Mention | None:
    """The name or description that ends before `end`."""
    if end <= first:
        return None
    if words.is_name(end - 1) and not words.is_possessive(end - 1):
        start = max(name_start(words, end), first)
        before = words.word(start - 1) if start > first else ""
        if before in _AND and words.is_name(start - 2) and start - 2 >= first:
            return words.mention(name_start(words, start - 1), end, "description")
        if before in PREPOSITIONS:
            return _longer(words, start - 1, end, first) if before in LINKS else None
        if before in DETERMINERS:
            longer = (
                _longer(words, start - 2, end, first) if words.word(start - 2) in LINKS else None
            )
            return longer or words.mention(start - 1, end, "description")
        return words.mention(start, end, "name")
    return _description(words, end, first)


def _longer(words: Words, link: int, end: int, first: int) -> Mention | None:
    """`a spokesman | for the bank`: what a preposition belongs to, with what follows it."""
    at = link - 1
    if at < first:
        return None
    if words.is_name(at):
        start = max(name_start(words, at + 1), first)
        if words.word(start - 1) in DETERMINERS and start > first:
            return words.mention(start - 1, end, "description")
        return words.mention(start, at + 1, "name")
    return _description(words, at + 1, first, end)


def _description(words: Words, end: int, first: int, final: int | None = None) -> Mention | None:
    """A noun with its determiner: `the union’s secretary`."""
    if words.word(end - 1) in NOT_NAMES:
        return None
    at, least = end - 1, max(first, end - 8)
    while at >= least:
        word = words.word(at)
        if words.is_name(at) and words.is_possessive(at) and at < end - 1:
            return words.mention(max(name_start(words, at + 1), first), final or end, "description")
        if word in DETERMINERS:
            if at > first and words.word(at - 1) in LINKS and at < end - 1:
                longer = _longer(words, at - 1, final or end, first)
                if longer is not None:
                    return longer
            if at == end - 1:
                return None
            return words.mention(at, final or end, "description")
        is_word = word.replace("-", "").replace("'", "").isalpha()
        if not (is_word or word == "'") or word in QUOTING - HEADS or word in PRONOUNS:
            break
        if word in PREPOSITIONS and word not in LINKS:
            break
        at -= 1
    return _people(words, end, first) if final is None else None


def _people(words: Words, end: int, first: int) -> Mention | None:
    """Several that have no determiner: `French lawmakers`, `police`."""
    word = words.word(end - 1)
    if not word.isalpha() or word in NOT_NAMES or not (word.endswith("s") or word == "police"):
        return None
    at = end - 1
    while at > max(first, end - 3) and words.word(at - 1).isalpha():
        if words.word(at - 1) in NOT_NAMES | QUOTING | AUXILIARIES:
            break
        at -= 1
    return words.mention(at, end, "description")
