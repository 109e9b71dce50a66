"""Hostile text made safe for a terminal.

Titles, bodies, paths, ids and error messages may hold terminal escapes, text that reorders its
surroundings, or nothing visible at all. What could act on the terminal is shown as an escape
(`\\x1b`, `\\u202e`); what is merely invisible is dropped; letters, combining marks and emoji stay.
"""

from __future__ import annotations

import re
import unicodedata

from searchkit.lazy_regex import lazy_pattern

_CONTROLS = "\x7f-\x9f"
# Directional embeddings, overrides and isolates; halves of surrogate pairs.
_DECEIVING = "\u202a-\u202e\u2066-\u2069\ud800-\udfff"
# Soft hyphen, Arabic letter mark, Hangul and Khmer fillers, Mongolian separator, zero-width space,
# direction marks, word joiner and invisible operators, deprecated formatting, byte order mark,
# annotation anchors, musical controls, and the tag characters that smuggle unseen ASCII.
_INVISIBLE = (
    "\u00ad\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b\u200e\u200f\u2060-\u2065\u206a-\u206f\u3164"
    "\ufeff\uffa0\ufff9-\ufffb\U0001d173-\U0001d17a\U000e0000-\U000e0fff"
)
_BREAKS = lazy_pattern("\r\n|[\n\r\x0b\x0c\x85\u2028\u2029]")
_SPACES = lazy_pattern("[\t\n\r\x0b\x0c\x85\u2028\u2029]+")
# Joiners shape emoji and letters of many scripts; beside ASCII, or alone, they only hide.
_STRAY_JOINERS = lazy_pattern("(?<![^\x00-\x7f])[\u200c\u200d]+|[\u200c\u200d]+(?![^\x00-\x7f])")
_SHOWN = lazy_pattern(f"[\x00-\x1f{_CONTROLS}{_DECEIVING}]")
_DROPPED = lazy_pattern(f"[{_INVISIBLE}]+")
_MARKS_IN_A_ROW = 6
# The blocks of marks that join any letter; JSON keeps them, those too many as escapes.
_MARKS = "[\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20f0\ufe20-\ufe2f]"
_JSON_HAZARDS = lazy_pattern(
    f"[{_CONTROLS}\u2028\u2029{_DECEIVING}{_INVISIBLE}]|(?<={_MARKS}{{{_MARKS_IN_A_ROW}}}){_MARKS}"
)


def escape_line(text: str) -> str:
    """`text` on one line: line breaks and tabs become one space."""
    if text.isascii() and text.isprintable():
        return text
    return _escape(_SPACES.sub(" ", text))


def escape_text(text: str) -> str:
    """`text` with its lines kept, whatever ended them; a tab becomes four spaces."""
    lines = _BREAKS.split(text)
    return "\n".join(_escape(line.replace("\t", "    ")) for line in lines)


def escape_json(text: str) -> str:
    """JSON text in which what a terminal would act on, or hide, is written as `\\uXXXX`.

    It reads back as the same value: such characters occur in JSON only within strings.
    """
    return _JSON_HAZARDS.sub(_json_escape, text)


def _escape(text: str) -> str:
    if text.isascii() and text.isprintable():
        return text
    text = _DROPPED.sub("", _STRAY_JOINERS.sub("", text))
    text = _SHOWN.sub(_visible, text)
    return text if text.isascii() else _thin_marks(text)


def _visible(match: re.Match[str]) -> str:
    code = ord(match.group())
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}"


def _json_escape(match: re.Match[str]) -> str:
    units = match.group().encode("utf-16-be", "surrogatepass")
    return "".join(f"\\u{units[i : i + 2].hex()}" for i in range(0, len(units), 2))


def _thin_marks(text: str) -> str:
    """Cap runs of combining marks, which would otherwise be drawn over the lines around them."""
    kept: list[str] = []
    run = 0
    for character in text:
        run = run + 1 if unicodedata.category(character) in ("Mn", "Me") else 0
        if run <= _MARKS_IN_A_ROW:
            kept.append(character)
    return "".join(kept)
