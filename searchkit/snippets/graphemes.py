"""May a text be cut here, or would that tear a character as readers see it?

The rules of Unicode's UAX #29 for what news holds: marks, joiners, emoji, flags, Hangul, CR LF.
"""

from __future__ import annotations

import unicodedata

_JOINER = "\u200d"
LONGEST = 64
"""How far to look back; a longer run of marks or flags is no text to read."""
_EXTENDERS = frozenset("\u200c\u200d\u0e33\u0eb3\uff9e\uff9f")
"""Characters that belong to the one before them without being marks."""


def is_boundary(text: str, offset: int) -> bool:
    """Whether a grapheme may end, and another begin, at this code point."""
    if not 0 < offset < len(text):
        return True
    before, after = text[offset - 1], text[offset]
    if before.isascii() and after.isascii():
        return not (before == "\r" and after == "\n")
    if _extends(after):
        return unicodedata.category(before) in ("Cc", "Zl", "Zp")
    if before == _JOINER:
        return not (_is_pictograph(after) and _joins_pictograph(text, offset - 1))
    if _is_flag_letter(before) and _is_flag_letter(after):
        return _flag_letters_before(text, offset) % 2 == 0
    return not _is_one_syllable(ord(before), ord(after))


def _extends(character: str) -> bool:
    return (
        unicodedata.category(character)[0] == "M"
        or character in _EXTENDERS
        or "\U0001f3fb" <= character <= "\U0001f3ff"
        or "\U000e0020" <= character <= "\U000e007f"
    )


def _is_pictograph(character: str) -> bool:
    return unicodedata.category(character) in ("So", "Sm") and not _is_flag_letter(character)


def _joins_pictograph(text: str, joiner: int) -> bool:
    start = joiner - 1
    lowest = max(0, joiner - LONGEST)
    while start > lowest and unicodedata.category(text[start]) in ("Mn", "Me", "Sk"):
        start -= 1
    return start >= 0 and _is_pictograph(text[start])


def _is_flag_letter(character: str) -> bool:
    return "\U0001f1e6" <= character <= "\U0001f1ff"


def _flag_letters_before(text: str, offset: int) -> int:
    start = offset
    lowest = max(0, offset - LONGEST)
    while start > lowest and _is_flag_letter(text[start - 1]):
        start -= 1
    return offset - start


def _is_one_syllable(before: int, after: int) -> bool:
    """Whether two code points are parts of one Hangul syllable: consonant, vowel, consonant."""
    syllable = 0xAC00 <= before < 0xD7A4
    leading = 0x1100 <= before < 0x1160 or 0xA960 <= before < 0xA97D
    vowel = 0x1160 <= before < 0x11A8 or 0xD7B0 <= before < 0xD7C7
    trailing = 0x11A8 <= before < 0x1200 or 0xD7CB <= before < 0xD7FC
    if 0x1160 <= after < 0x11A8 or 0xD7B0 <= after < 0xD7C7:
        return leading or vowel or (syllable and (before - 0xAC00) % 28 == 0)
    if 0x11A8 <= after < 0x1200 or 0xD7CB <= after < 0xD7FC:
        return vowel or trailing or syllable
    return leading and (0x1100 <= after < 0x1160 or 0xAC00 <= after < 0xD7A4)
