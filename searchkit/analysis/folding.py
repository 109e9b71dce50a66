"""Case and accents: which spellings count as the same form?

Accents fold for Latin, Greek and Cyrillic letters only; elsewhere a mark is part of the letter
(a Hindi vowel sign, a Thai tone). Cyrillic `й` stays: it is a letter of its own, and the Russian
and Bulgarian stemmers look for it.
"""

from __future__ import annotations

import unicodedata
from functools import lru_cache

IGNORABLE = "\u00ad\u200b\u200c\u200d\u2060\ufeff"
"""Characters inside words that nobody sees: soft hyphen, zero-width space and joiners, BOM."""

_IGNORED = {ord(character): None for character in IGNORABLE}
# Letters that Unicode does not decompose, spelled as newspapers without them do.
_LETTERS = str.maketrans(
    {"ø": "o", "đ": "d", "ð": "d", "ł": "l", "ħ": "h", "ı": "i", "æ": "ae", "œ": "oe", "þ": "th"}
)
_BREVE = "\u0306"

MAX_FORM = 100
"""Longer words (base64, URLs run together) are known by their first so many characters."""
MAX_READ = 4 * MAX_FORM
"""Of what is longer, no more is folded: foldings are cached, and a word may fill an article."""
US_FORM = "u.s."


@lru_cache(maxsize=65_536)
def fold(word: str) -> str:
    """The form under which a word is indexed: no case, no accents, no invisible characters."""
    if word.isascii():
        return word.lower()
    text = unicodedata.normalize("NFKC", word.translate(_IGNORED)).casefold()
    kept: list[str] = []
    base = ""
    for character in unicodedata.normalize("NFD", text):
        if unicodedata.category(character) != "Mn":
            base = character
        elif _has_accents(base or character) and not (character == _BREVE and base == "и"):
            continue
        kept.append(character)
    return unicodedata.normalize("NFC", "".join(kept)).translate(_LETTERS)


def plain_form(word: str) -> str:
    """The form of letters and digits; the country in `US` is not the pronoun in `us`."""
    return US_FORM if word == "US" else fold(word[:MAX_READ])[:MAX_FORM]


def _has_accents(letter: str) -> bool:
    """Whether a mark on this letter is an accent: Latin, Greek and Cyrillic blocks."""
    code = ord(letter)
    return code < 0x0530 or 0x1E00 <= code < 0x2000 or 0x2C60 <= code < 0x2C80 or code >> 8 == 0xA7
