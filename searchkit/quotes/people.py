"""Who a mention stands for: a short name, a pronoun or a role, by what the text said before it."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from itertools import pairwise

from searchkit.quotes.marks import Quoted
from searchkit.quotes.quotation import Basis
from searchkit.quotes.speakers import Mention, Words, name_end, name_start
from searchkit.quotes.vocabulary import (
    ABBREVIATED,
    DETERMINERS,
    FEMININE,
    MASCULINE,
    NEUTER,
    NOT_NAMES,
    ORGANISATIONS,
    PREPOSITIONS,
    RANKS,
    ROLES,
    TITLES,
)

_NEAR = 8_000
"""Code points from the text's beginning, and before a mention, in which a name is looked up."""
_REMEMBERED = 900
"""Code points before a pronoun in which somebody must have been named."""
_TITLE_ENDINGS = (
    "minister",
    "ministerin",
    "meister",
    "meisterin",
    "sekretär",
    "sekretärin",
    "leiter",
    "leiterin",
    "präsident",
    "präsidentin",
    "sprecher",
    "sprecherin",
    "kandidat",
    "kandidatin",
    "arzt",
    "ärztin",
)
_DEFINITE = frozenset("the der die das le la l el".split())
_HE, _SHE = ("Mr ", "Mr. ", "Herr ", "Sir "), ("Ms ", "Ms. ", "Mrs ", "Mrs. ", "Frau ", "Mme ")


class People:
    """The people of one text. `quoted` is what stands in quotation marks there, in order."""

    def __init__(self, text: str, quoted: Sequence[Quoted]) -> None:
        self._text, self._quoted = text, quoted
        self._starts = [one.outer_start for one in quoted]
        self._full: dict[str, str] = {}

    def resolve(self, mention: Mention, latest: str | None) -> tuple[str, Basis] | None:
        """Whose name a mention stands for. `latest` is who spoke last; None for nobody known."""
        shown = self._text[mention.start : mention.end]
        if mention.kind == "name":
            name = untitled(shown)
            full = self.full_name(name, mention.start)
            return full, "name" if full == name else "short name"
        if mention.kind == "pronoun":
            if shown.lower() in NEUTER:
                return (latest, "pronoun") if latest else None
            found = self._person_before(mention.start, latest, shown.lower())
            return (found, "pronoun") if found else None
        words = shown.split()
        role = _role(words)
        if role:
            found = self._titled(role, mention.start) or self._called(role, mention.start)
            found = found or self._only_person_before(mention.start)
            if found:
                return found, "description"
        return " ".join(words), "description"

    def full_name(self, name: str, at: int) -> str:
        """The name as the text has it in full, before or at a place; itself if nowhere fuller."""
        if name not in self._full:
            words = name.split()
            found = None
            if len(words) < 3 and not ORGANISATIONS.intersection(name.lower().split()):
                found = self._fuller(words, 0, min(at, _NEAR)) or self._surnamed(words, at)
                if found is None and at > _NEAR:
                    found = self._fuller(words, max(_NEAR, at - _NEAR), at)
            self._full[name] = found or name
        return self._full[name]

    def _fuller(self, words: list[str], start: int, end: int) -> str | None:
        """The first longer name, between two places, that ends with the last of the words."""
        surname = words[-1]
        at = self._text.find(surname, start, end)
        while at >= 0:
            end_of_name = at + len(surname)
            if not self._text[end_of_name : end_of_name + 1].isalnum():
                stretch = Words(self._text, max(start, at - 60), end_of_name)
                if stretch.count and stretch.words[-1] == surname:
                    first = name_start(stretch, stretch.count)
                    found = untitled(self._text[stretch.start(first) : end_of_name])
                    own = found.split()
                    if len(own) > len(words) and len(own) < 6 and _agree(words, own):
                        return found
            at = self._text.find(surname, end_of_name, end)
        return None

    def _surnamed(self, words: list[str], at: int) -> str | None:
        """The first longer name before a place that begins with a word: `Nell` for Nell Doe."""
        found = self._text.find(f"{words[0]} ", 0, min(at, _NEAR)) if len(words) == 1 else -1
        if found < 0 or self._text[found - 1 : found].isalnum():
            return None
        stretch = Words(self._text, found, found + 60)
        end = name_end(stretch, 0)
        name = self._text[found : stretch.end(end - 1)]
        if stretch.is_possessive(end - 1) or ORGANISATIONS.intersection(name.lower().split()):
            return None
        return name if 1 < len(name.split()) < 4 else None

    def _titled(self, role: str, at: int) -> str | None:
        """Who bears a role as a title before a place: `the judge` for `Judge Jane Doe`."""
        title = f"{role.capitalize()} "
        found = self._text.rfind(title, max(0, at - _NEAR), at)
        if found < 0:
            return None
        words = Words(self._text, found, min(at, found + 80))
        end = name_end(words, 0)
        name = untitled(self._text[found : words.end(end - 1)])
        if name.lower() in TITLES or name.lower() == role.lower():
            return None
        return self.full_name(name, found)

    def _called(self, role: str, at: int) -> str | None:
        """Who is said to be something: `Jane Doe, the mayor`, `the mayor, Jane Doe`."""
        found = self._text.rfind(f" {role}", max(0, at - _NEAR), at)
        if found < 0:
            return None
        before = Words(self._text, max(0, found - 60), found)
        behind = Words(self._text, found + 1, min(at, found + 80))
        if behind.word(1) == "," and behind.is_name(2):
            end = name_end(behind, 2)
            return self.full_name(untitled(self._text[behind.start(2) : behind.end(end - 1)]), at)
        for comma in range(before.count - 1, max(0, before.count - 4), -1):
            if before.word(comma) == "," and before.is_name(comma - 1):
                first = name_start(before, comma)
                name = self._text[before.start(first) : before.end(comma - 1)]
                return self.full_name(untitled(name), at)
        return None

    def _only_person_before(self, at: int) -> str | None:
        """The one person who was named shortly before a place; None where there are several."""
        names = set(self._people_before(at, None, "")) - {""}
        return names.pop() if len(names) == 1 else None

    def _person_before(self, at: int, latest: str | None, pronoun: str) -> str | None:
        """Who was named last, outside quotations: the first of a sentence, or who spoke last."""
        people = self._people_before(at, latest, pronoun)
        return _last_named(people, latest)

    def _people_before(self, at: int, latest: str | None, pronoun: str) -> list[str]:
        """The people of the sentences before a place, an empty text behind each sentence."""
        start = max(0, at - _REMEMBERED)
        words = Words(self._blanked(start, at), 0, at - start)
        people: list[str] = []
        position = 0
        while position < words.count:
            if words.word(position) in (".", "?", "!") and not words.is_abbreviating(position):
                # The next sentence decides if it names anybody.
                people.append("")
            if words.is_name(position):
                end = name_end(words, position)
                name = self._person(words, position, end, start, latest)
                if name and _may_be(self._text, name, pronoun):
                    people.append(name)
                position = end
            else:
                position += 1
        return people

    def _person(
        self, words: Words, first: int, end: int, shift: int, latest: str | None
    ) -> str | None:
        """The full name, if these words seem to be somebody's."""
        if words.is_possessive(end - 1) or words.word(end) in ROLES:
            return None
        name_words = [word for word in words.words[first:end] if word[0].isalnum()]
        if len(name_words[0]) > 3 and all(word.isupper() for word in name_words):
            return None
        if ORGANISATIONS.intersection(word.lower() for word in name_words):
            return None
        if words.word(first - 1) in PREPOSITIONS - {"by", "with", "von"}:
            return None
        name = untitled(" ".join(name_words))
        place = shift + words.start(first)
        full = self.full_name(name, place)
        has_title = len(name_words) > len(name.split())
        known = has_title or len(full.split()) > 1 or full == latest
        if not known and not _is_introduced(words, first, end):
            return None
        return None if words.word(first - 1) in DETERMINERS and not has_title else full

    def _blanked(self, start: int, end: int) -> str:
        """A stretch of the text without what is quoted in it."""
        pieces = []
        at = start
        first = max(0, bisect_left(self._starts, start) - 1)
        for one in self._quoted[first : bisect_left(self._starts, end)]:
            if one.outer_end > at:
                opened = max(at, one.outer_start)
                pieces.append(self._text[at:opened])
                closed = min(one.outer_end, end)
                # A whole sentence that is quoted ends one.
                ends = "." if self._text[one.end - 1] in ".?!" else " "
                pieces.append(" " * (closed - opened - 1) + ends)
                at = closed
        pieces.append(self._text[at:end])
        return "".join(pieces)


def untitled(name: str) -> str:
    """A name without the titles before it, and without line breaks; a title alone stays."""
    words = name.split()
    at = 0
    for number, word in enumerate(words[:-1]):
        if (number == at and _is_title(word)) or word.lower().rstrip(".") in RANKS:
            at = number + 1
    if words[at : at + 1] == ["of"] and at < len(words) - 1:
        at += 1
    return " ".join(words[at:])


def _role(words: list[str]) -> str | None:
    """The noun of a description of one who was named before: `the governor of Indiana`."""
    if words[0].lower() not in _DEFINITE:
        return None
    heads = [word for word, following in pairwise([*words, "of"]) if following in ("of", "for")]
    head = heads[0].lower()
    return head if head in ROLES else None


def _is_title(word: str) -> bool:
    plain = word.lower().rstrip(".")
    return plain in TITLES or plain in ABBREVIATED or plain.endswith(_TITLE_ENDINGS)


def _agree(short: list[str], full: list[str]) -> bool:
    """Whether a name can be short for another that ends with the same word."""
    return all(word in full or _initial(word, full) for word in short)


def _initial(word: str, full: list[str]) -> bool:
    return len(word.rstrip(".")) == 1 and any(own[0] == word[0] for own in full)


def _is_introduced(words: Words, first: int, end: int) -> bool:
    """Whether a name of one word is somebody's: `her nephew Ben`, `his mother, Ann, who …`."""
    before = words.word(first - 1)
    if words.word(end) == "," and words.word(end + 1) == "who":
        return True
    return before.isalpha() and before not in NOT_NAMES and words.words[first - 1].islower()


def _last_named(people: list[str], latest: str | None) -> str | None:
    """Of the last sentence that names anybody, who spoke before, else the first named."""
    sentence: list[str] = []
    for name in reversed(people):
        if name:
            sentence.append(name)
        elif sentence:
            break
    if not sentence:
        return latest
    return latest if latest in sentence else sentence[-1]


def _may_be(text: str, name: str, pronoun: str) -> bool:
    """Whether no title in the text says that a pronoun is for others."""
    others = _SHE if pronoun in MASCULINE else _HE if pronoun in FEMININE else ()
    surname = name.split()[-1]
    return not any(text.find(title + surname, 0, _NEAR) >= 0 for title in others)
