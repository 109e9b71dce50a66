"""Who says what stands in quotation marks: looked for behind it, then before it."""

from __future__ import annotations

from searchkit.quotes.marks import Quoted
from searchkit.quotes.speakers import Mention, Words, inverted_subject, name_end, subject
from searchkit.quotes.vocabulary import (
    AUXILIARIES,
    DETERMINERS,
    EMBEDDING,
    FOLLOWING,
    NOT_NAMES,
    PRONOUNS,
    QUOTING,
    WEEKDAYS,
)
from searchkit.values import Value

_BEHIND, _BEFORE = 260, 420
"""Code points of a text in which a speaker is looked for."""
_REACH = 25
"""Words between the quotation and the verb."""
_DATELINE = 10
"""Words in which a place and a date may stand before a dash."""
_DASHES = frozenset("-–—")
_SENTENCE_ENDS = frozenset(".?!")
_ADVERBS = AUXILIARIES - DETERMINERS - {"who"}
_REFLEXIVES = frozenset(("s'", "se", "m'"))
_PERFECT = frozenset("a ha hat had has avait".split())


class Lead(Value):
    """Who is named before a quotation; `adjacent`: the words lead up to nothing else."""

    mention: Mention
    adjacent: bool


def speaker_behind(text: str, quoted: Quoted, limit: int) -> Mention | None:
    """Who is named behind a quotation: `…,” said Jane Doe`. `limit`: where to stop."""
    words = Words(text, quoted.outer_end, min(limit, quoted.outer_end + _BEHIND))
    final = text[quoted.start : quoted.end].rstrip()[-1:]
    at = 0
    comma = words.word(0) == ","
    while words.word(at) in (",", "—", "–", "-"):
        at += 1
    open_ended = comma or final in ",?!…—–-"
    if at >= words.count:
        return None
    return _verb_first(words, at, open_ended) or _subject_first(words, at, final, open_ended)


def _verb_first(words: Words, at: int, open_ended: bool) -> Mention | None:
    at += words.word(at) in _REFLEXIVES
    word = words.word(at)
    if "-" in word:
        return _hyphenated(words, at)
    verb = at + 1 if word in _PERFECT and words.word(at + 1) in QUOTING else at
    if words.word(verb) in QUOTING:
        following = verb + 1
        while _is_filling(words, following) and following < verb + 5:
            following += 1
        return inverted_subject(words, following)
    is_verb = open_ended and word.isalpha() and words.words[at][0].islower()
    if is_verb and word not in NOT_NAMES and word not in AUXILIARIES and words.is_name(at + 1):
        return inverted_subject(words, at + 1)
    return None


def _hyphenated(words: Words, at: int) -> Mention | None:
    """French: `dit-il`, `a-t-elle déclaré`."""
    *front, pronoun = words.word(at).split("-")
    if pronoun in PRONOUNS and (front[0] in QUOTING or words.word(at + 1) in QUOTING):
        end = words.end(at)
        return Mention(end - len(pronoun), end, "pronoun")
    return None


def _is_filling(words: Words, at: int) -> bool:
    """Whether a word may stand between a verb and its subject: `a déclaré mardi le ministre`."""
    word = words.word(at)
    if word in WEEKDAYS or (word in DETERMINERS and words.word(at + 1) in WEEKDAYS):
        return True
    return word in _ADVERBS or (word.endswith("ly") and not words.is_name(at))


def _subject_first(words: Words, at: int, final: str, open_ended: bool) -> Mention | None:
    if not open_ended and final == "." and not _ends_with_verb(words, at):
        return None
    tried = 0
    for verb in range(at + 1, min(words.count, at + _REACH)):
        word = words.word(verb)
        if word in _SENTENCE_ENDS and not words.is_abbreviating(verb):
            break
        if word in QUOTING and not words.is_name(verb):
            found = subject(words, verb, at)
            if found is not None:
                return found if _begins(words, at, found) else None
            tried += 1
            if tried == 2:
                break
    return _odd_verb(words, at) if open_ended else None


def _ends_with_verb(words: Words, at: int) -> bool:
    """Whether all that follows is a name and a verb: `…years." Doe said.`"""
    for verb in range(at + 1, min(words.count, at + 7)):
        if words.word(verb) in QUOTING:
            return words.word(verb + 1) in ("", ".")
    return False


def _begins(words: Words, at: int, found: Mention) -> bool:
    """Whether the words behind the quotation begin with the subject, or describe it first."""
    return found.start == words.start(at) or words.word(at) in DETERMINERS


def _odd_verb(words: Words, at: int) -> Mention | None:
    """A name and a verb that no list has: `…,” Doe quipped`."""
    found = inverted_subject(words, at) if words.is_name(at) or words.word(at) in PRONOUNS else None
    if found is None or found.start != words.start(at):
        return None
    following = words.first_from(found.end)
    if words.word(following) in ("", "."):
        # `…,” Senator Doe.`: the verb was forgotten.
        return found if found.kind == "name" else None
    word = words.word(following)
    is_verb = word.isalpha() and word.endswith(("ed", "s")) and words.words[following][0].islower()
    return found if is_verb and word not in NOT_NAMES else None


def speaker_before(text: str, start: int, quoted: Quoted) -> Lead | None:
    """Who is named in the sentence before a quotation, from `start` on: `Jane Doe said: “…`."""
    return leading(text, start, quoted.outer_start)


def leading(text: str, start: int, end: int) -> Lead | None:
    """Who is named in the sentence that a stretch ends with, if it is not complete."""
    words = Words(text, max(start, end - _BEFORE), end)
    last = words.count - 1
    if words.word(last) in _SENTENCE_ENDS and not words.is_abbreviating(last):
        return None
    return _leading(words, sentence_start(words, last))


def reporter(text: str, start: int, end: int) -> Mention | None:
    """Who says what the last sentence of a stretch reports."""
    words = Words(text, max(start, end - _BEFORE), end)
    last = words.count - 1
    while last > 0 and words.word(last) in _SENTENCE_ENDS:
        last -= 1
    first = sentence_start(words, last)
    return _stating(words, first) or _by_verb(words, first, last)


def _by_verb(words: Words, first: int, last: int) -> Mention | None:
    for verb in range(first + 1, last + 1):
        if words.word(verb) in EMBEDDING and not words.is_name(verb):
            return subject(words, verb, first) or _inverted(words, verb)
    return None


def sentence_start(words: Words, last: int) -> int:
    """The first word of the sentence that a word belongs to."""
    lower = words.lower
    for at in range(last - 1, -1, -1):
        if lower[at] in _SENTENCE_ENDS and not words.is_abbreviating(at):
            return at + 1
    return 0


def _leading(words: Words, first: int) -> Lead | None:
    last = words.count - 1
    if last < first:
        return None
    colon = words.word(last) == ":"
    tried = 0
    for verb in range(last, max(first - 1, last - 30), -1):
        word = words.word(verb)
        if word not in QUOTING or words.is_name(verb):
            continue
        leads = colon or words.word(last) == ","
        adjacent = colon or last - verb <= 1
        if not (adjacent and leads) and word not in EMBEDDING:
            continue
        found = subject(words, verb, first) or _inverted(words, verb)
        if found is not None:
            return Lead(found, adjacent)
        tried += 1
        if tried == 3:
            break
    return _according(words, first) or _of_statement(words, first, colon)


def _inverted(words: Words, verb: int) -> Mention | None:
    following = verb + 1
    if words.is_name(following) or words.word(following) in PRONOUNS:
        return inverted_subject(words, following)
    return None


def _according(words: Words, first: int) -> Lead | None:
    for at in range(first, words.count):
        word = words.word(at)
        if word == "according" and words.word(at + 1) == "to":
            at += 1
        elif word not in ("selon", "según", "laut"):
            continue
        found = inverted_subject(words, at + 1)
        return Lead(found, True) if found is not None else None
    return None


def _of_statement(words: Words, first: int, colon: bool) -> Lead | None:
    found = _stating(words, first)
    if found is None and colon and words.is_name(first) and name_end(words, first) > first + 1:
        found = inverted_subject(words, first)
        found = found if found is not None and found.kind == "name" else None
    return Lead(found, True) if found is not None else None


def _stating(words: Words, first: int) -> Mention | None:
    """Who makes a statement that follows: `Jane Doe issued the following statement`."""
    if not FOLLOWING.intersection(words.lower[first:]):
        return None
    for at in range(first, min(first + _DATELINE, words.count)):
        if words.word(at) in _DASHES:
            first = at + 1
    found = inverted_subject(words, first)
    return found if found is not None and found.kind != "description" else None
