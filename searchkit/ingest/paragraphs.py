"""Lines of plain text as paragraphs: stray characters and spaces gone, hard wrapping undone."""

from __future__ import annotations

import re
from itertools import pairwise

_LINE_ENDS = re.compile(r"\r\n?|[\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
# Soft hyphens, zero-width spaces and direction marks; joiners stay, scripts and emoji need them.
_INVISIBLE = re.compile(r"[\u00ad\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]")
_CONTROLS = re.compile(r"[\x00-\x08\x0e-\x1f\x7f-\x9f]")
_SURROGATES = re.compile("[\ud800-\udfff]")
_SPACES = re.compile(r"[^\S\n]+")
_RULE = re.compile(r"[-=_*~#+.·•–—\s]{3,}")
_BULLET = re.compile(r"(?:[•‣▪▫◦●○■□◆►➤∙·]\s*|[*–—-]\s+)(?=\S)")
_SENTENCE_END = re.compile(r"[.!?:…][\"'”’»)\]]*$")

_GAP = re.compile(r"[^\S\n]{5,}")
_ONE_LINE = 300
"""Characters: a longer line is a paragraph, or a page that has lost its line ends."""
_WIDEST, _NARROWEST = 110, 40
"""Columns: text that is wrapped at more or less than these is not hard-wrapped prose."""


def paragraphs(text: str) -> list[str]:
    """The lines of `text` without stray spaces, wrapped ones re-joined, "" between blocks.

    Never two blank lines in a row, none at either end.
    """
    text = _SURROGATES.sub("\ufffd", text)
    text = _LINE_ENDS.sub("\n", text)
    text = _CONTROLS.sub("", _INVISIBLE.sub("", text).replace("\t", " "))
    parts = [part for line in text.split("\n") for part in _apart(line.strip())]
    lines = [_SPACES.sub(" ", line) for line in parts]
    lines = ["" if _RULE.fullmatch(line) else line for line in lines]
    return collapsed(_unwrapped(lines))


def _apart(line: str) -> list[str]:
    """A line that was a page's whole text, at its gaps: wide ones stand where elements ended."""
    if len(line) < _ONE_LINE or not _GAP.search(line):
        return [line]
    parts: list[str] = []
    for piece in _GAP.split(line):
        if parts and piece[0].islower():
            parts[-2] += f" {piece}"
        else:
            parts += [piece, ""]
    return parts


def is_list_item(line: str) -> bool:
    """Whether the line begins with a bullet or a dash."""
    return _BULLET.match(line) is not None


def without_bullet(line: str) -> str:
    """The line without the mark of a list item."""
    match = _BULLET.match(line)
    return line[match.end() :] if match else line


def tidy(text: str) -> str:
    """One line of text: invisible characters gone, every run of spaces one space."""
    return " ".join(_CONTROLS.sub("", _INVISIBLE.sub("", text)).split())


def collapsed(lines: list[str]) -> list[str]:
    """The lines with every run of blank ones as one, and none at either end."""
    kept: list[str] = []
    for line in lines:
        if line or (kept and kept[-1]):
            kept.append(line)
    while kept and not kept[-1]:
        kept.pop()
    return kept


def _unwrapped(lines: list[str]) -> list[str]:
    """Hard-wrapped lines joined; lines that were not broken by wrapping stay as they are."""
    width = _wrap_width(lines)
    if width is None:
        return lines
    joined: list[str] = []
    for number, line in enumerate(lines):
        if number and _was_wrapped(lines[number - 1], line, width):
            # A word broken at its own hyphen ("well-known") keeps it; others had none to lose.
            joined[-1] += line if _ends_in_hyphen(lines[number - 1]) else f" {line}"
        else:
            joined.append(line)
    return joined


def _wrap_width(lines: list[str]) -> int | None:
    """The column at which the text was wrapped, or None for text that was not."""
    widths = [len(line) for line in lines if " " in line]
    if len(widths) < 4 or max(widths) > _WIDEST or max(widths) < _NARROWEST:
        return None
    width = max(widths)
    pairs = [(one, two) for one, two in pairwise(lines) if one and two]
    wrapped = [pair for pair in pairs if _was_wrapped(*pair, width)]
    if not wrapped or len(wrapped) < 0.5 * len(pairs):
        return None
    # Lines that mostly end with a sentence are short paragraphs that happen to be alike.
    ended = sum(_SENTENCE_END.search(line) is not None for line, _ in wrapped)
    return width if ended <= 0.4 * len(wrapped) else None


def _was_wrapped(line: str, following: str, width: int) -> bool:
    """Whether the next line's first word did not fit on this line any more."""
    if not line or not following or is_list_item(following):
        return False
    return len(line) + 1 + len(following.split(" ", 1)[0]) > width


def _ends_in_hyphen(line: str) -> bool:
    return line.endswith("-") and line[-2:-1].isalpha()
