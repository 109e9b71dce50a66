"""How likely was one word meant where another was typed? A noisy channel, in natural logarithms.

Kernighan, Church and Gale, "A spelling correction program based on a noisy channel model" (1990):
the likeliest word is the one whose own probability times that of the slip is highest. Costs are
those of a slip that leads to exactly this misspelling: an extra letter may be any of an alphabet,
a missing one is one of the word's own, and so the likelier.
"""

from __future__ import annotations

from math import log

_SWAPPED = _MISSING = 0.0
_EXTRA, _REPLACED = 3.6, 3.2
_DOUBLED = 0.6
"""Less, where the letter is one of two equal ones."""
_CONFUSED = 0.4
"""Less, where the letter is beside the right one on a keyboard, or sounds like it."""
_FIRST = 0.1
"""More, where it is the first letter: people look at it as they type."""
_FURTHER = 4.0
"""More, for words that are two edits away."""
_SPACE = 1.5
"""More, where a space is missing."""
_FREQUENCY = 0.4
"""How much being frequent counts. People do not only ask for frequent words: with 1, names lose."""
_SURE, _SURE_LENGTH, _SHORTER = 2.0, 7, 0.4
"""How much likelier a slip must be than that the archive has the word as it was typed. Each letter
that a word has less than _SURE_LENGTH asks for more: short words have many neighbours."""
_SURE_FORM = 2.0
"""The same where both find the same articles, so that little is at stake."""

_ROWS = ("qwertyuiop", "asdfghjkl", "zxcvbnm")
_KEYS = {key: (x + y / 2, y) for y, row in enumerate(_ROWS) for x, key in enumerate(row)}
_SOUNDS = ("aeiouy", "ck", "cs", "sz", "gj", "fv", "td", "mn", "bp")


def likelihood(count: int, cost: float) -> float:
    """Ranks the words that may have been meant: by the articles that hold each, and its cost."""
    return _FREQUENCY * log(count) - cost


def is_slip(typed: str, known: float, count: int, cost: float) -> bool:
    """Whether a word that `known` articles hold is rather another one, which `count` hold."""
    if not known:
        return True
    return log(count / known) - cost > _sure(typed)


def is_respelled(written: int, count: int, cost: float) -> bool:
    """The same of two forms of one word: `written` articles hold the one that was typed."""
    return log(count / (written + 0.5)) - cost > _SURE_FORM


def may_be_slip(typed: str, known: int, documents: int) -> bool:
    """False where not even a word that all articles hold could be the one that was meant."""
    return is_slip(typed, known, documents, _MISSING - _DOUBLED + log(len(typed)))


def is_split(known: float, count: int) -> bool:
    """Whether two words, side by side in `known` articles, are rather one, which `count` hold."""
    return log(count / known) > _SURE if known else True


def edit_cost(typed: str, meant: str) -> float:
    """What speaks against `meant` where `typed` stands, as it would have taken such edits.

    The words differ. More than one edit costs as two.
    """
    start = _alike(typed, meant)
    end = _alike(typed[start:][::-1], meant[start:][::-1])
    wrong, right = typed[start : len(typed) - end], meant[start : len(meant) - end]
    places = log(len(meant))
    first = _FIRST if start == 0 else 0.0
    if len(wrong) == 2 and wrong == right[::-1]:
        return _SWAPPED + places + first
    if not wrong and len(right) == 1:
        return _MISSING - _DOUBLED * _is_doubled(meant, start) + places + first
    if not right and len(wrong) == 1:
        return _EXTRA - _ease(typed, start) + places + first
    if len(wrong) == len(right) == 1:
        return _REPLACED - _CONFUSED * _are_confused(wrong, right) + places + first
    return _REPLACED + _FURTHER + 2 * places + first


def split_cost(typed: str) -> float:
    """The same of a space that is missing."""
    return _MISSING + _SPACE + log(len(typed))


def _sure(typed: str) -> float:
    return _SURE + _SHORTER * max(0, _SURE_LENGTH - len(typed))


def _alike(one: str, other: str) -> int:
    """How many letters two words begin with alike."""
    for place, (a, b) in enumerate(zip(one, other, strict=False)):
        if a != b:
            return place
    return min(len(one), len(other))


def _ease(typed: str, place: int) -> float:
    """How much less a letter too many costs."""
    if _is_doubled(typed, place):
        return _DOUBLED
    return _CONFUSED * any(_are_near(typed[place], other) for other in _sides(typed, place))


def _is_doubled(word: str, place: int) -> bool:
    return word[place] in _sides(word, place)


def _sides(word: str, place: int) -> str:
    """The letters before and after one."""
    return word[max(0, place - 1) : place] + word[place + 1 : place + 2]


def _are_confused(one: str, other: str) -> bool:
    return _are_near(one, other) or any(one in alike and other in alike for alike in _SOUNDS)


def _are_near(one: str, other: str) -> bool:
    """Whether two keys touch."""
    if one not in _KEYS or other not in _KEYS:
        return False
    (x, y), (u, v) = _KEYS[one], _KEYS[other]
    return abs(x - u) <= 1 and abs(y - v) <= 1
