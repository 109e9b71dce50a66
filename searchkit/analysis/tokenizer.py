"""Text to units: the words of the contract's table, with the offsets where they stand.

A *unit* is one thing a reader would call a word. Most are one piece. Some are several pieces that
can also be asked for as a whole:

=============  ======================  ===========  =====================================
in the text    pieces                  whole        a query for it finds
=============  ======================  ===========  =====================================
COVID-19       covid 19                covid19      the whole, or the pieces side by side
l'ambassade    l ambassade             lambassade   the same
AT&T           at t                    at&t         the whole only (as written)
#metoo         metoo                   #metoo       the whole only (as written)
東京都         東京 京都               -            the pairs, overlapping
=============  ======================  ===========  =====================================
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from searchkit.analysis.characters import MARKS, UNSPACED
from searchkit.analysis.folding import (
    IGNORABLE,
    MAX_FORM,
    MAX_READ,
    US_FORM,
    fold,
    plain_form,
)
from searchkit.lazy_regex import lazy_pattern

MAX_PIECES = 5
"""A hyphenated chain of more pieces is only its pieces."""

WORD_CHARACTER = rf"[\w{MARKS}{IGNORABLE}]"
"""Regular expression of one character that any word may hold."""

_CHAR = WORD_CHARACTER
_NUMBER_MARK = r"(?:(?<=\d)(?:\.(?=\d)|,(?=\d{3}(?!\d))))"
_WORD = rf"{_CHAR}+(?:{_NUMBER_MARK}{_CHAR}+)*(?:\+\+(?!\w)|(?<=\b[A-Za-z])\#(?!\w))?"
# Bounded, or each letter of a long "a.a.a.…" would be tried as the start of all that follows.
_ACRONYM = rf"(?:[^\W\d_]\.){{2,12}}(?:[^\W\d_](?!{_CHAR}|\.))?(?!{_CHAR})"
_PIECE = rf"(?:{_ACRONYM}|{_WORD})"
_UNIT = lazy_pattern(rf"(?:(?<!\w)[#@](?=\w))?{_PIECE}(?:[-\u2010\u2011&'\u2019\u02bc]{_PIECE})*")
_LINKS = lazy_pattern(r"[-\u2010\u2011&]")
_APOSTROPHE = lazy_pattern(r"['\u2019\u02bc]")
# A mark belongs to the letter before it, whatever script that is of: no run begins with one.
_UNSPACED_RUN = lazy_pattern(rf"(?![{MARKS}])[{UNSPACED}]+")
_THOUSANDS = lazy_pattern(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?")
_VISIBLE = lazy_pattern(r"[^\W_]")
# Prepositions, articles and pronouns that French, Italian, Catalan and Irish names run into the
# next word: the word itself must be found without them.
_ELIDED = frozenset(
    "l d j m n s t c o qu jusqu lorsqu puisqu quoiqu presqu gl un all dall dell nell sull coll "
    "quest quell sant bell nessun".split()
)


class Piece(NamedTuple):
    """A folded form and the code points `[start, end)` it was read from."""

    form: str
    start: int
    end: int


class Unit(NamedTuple):
    """One word of a text, in one or more pieces.

    `whole` is the form of all pieces together, where there is one; with `as_written`, a query
    means that form alone. `pairs` says that the pieces are overlapping pairs of characters.
    """

    pieces: tuple[Piece, ...]
    whole: str | None = None
    as_written: bool = False
    pairs: bool = False


def units(text: str) -> Iterator[Unit]:
    """The units of a text, in order. Total: any string is accepted."""
    for match in _UNIT.finditer(text):
        chunk, start = match[0], match.start()
        if chunk.isascii() and chunk.isalnum():
            yield Unit((_piece(chunk, start),))
        elif _UNSPACED_RUN.search(chunk):
            yield from _split_scripts(chunk, start)
        else:
            yield from _compound(chunk, start)


def _split_scripts(chunk: str, start: int) -> Iterator[Unit]:
    """Units of a chunk that holds Chinese, Japanese or Thai, perhaps beside other scripts."""
    place = 0
    for run in _UNSPACED_RUN.finditer(chunk):
        yield from _rest(chunk, place, run.start(), start)
        place = run.end()
        characters, first = run[0], start + run.start()
        if len(characters) == 1:
            yield Unit((_piece(characters, first),), pairs=True)
        else:
            yield Unit(
                tuple(
                    Piece(fold(characters[i : i + 2]), first + i, first + i + 2)
                    for i in range(len(characters) - 1)
                ),
                pairs=True,
            )
    yield from _rest(chunk, place, len(chunk), start)


def _rest(chunk: str, begin: int, end: int, start: int) -> Iterator[Unit]:
    for match in _UNIT.finditer(chunk, begin, end):
        yield from _compound(match[0], start + match.start())


def _compound(chunk: str, start: int) -> Iterator[Unit]:
    """The unit of a chunk with joints in it; none when it holds underscores only."""
    sign = chunk[0] if chunk[0] in "#@" else ""
    place = len(sign)
    pieces: list[Piece] = []
    joined = sign
    for link in [*_LINKS.finditer(chunk, place), None]:
        end = link.start() if link else len(chunk)
        part, whole = _apostrophes(chunk[place:end], start + place)
        pieces += part
        joined += whole
        if link:
            joined += "&" if link[0] == "&" else ""
            place = link.end()
    if not pieces:
        return
    as_written = bool(sign) or "&" in joined
    if (len(pieces) == 1 and not sign) or len(pieces) > MAX_PIECES:
        yield from (Unit((piece,)) for piece in pieces)
    else:
        yield Unit(tuple(pieces), joined[:MAX_FORM], as_written)


def _apostrophes(part: str, start: int) -> tuple[list[Piece], str]:
    """Pieces of a part between links, and its own whole: possessives, elisions, contractions."""
    marks = list(_APOSTROPHE.finditer(part))
    end = len(part)
    if marks and part[marks[-1].end() :] in ("s", "S"):
        end = marks.pop().start()
    if not marks:
        return _underscores(part[:end], start)
    before, after = part[: marks[0].start()], part[marks[0].end() : end]
    if fold(before[:MAX_READ]) in _ELIDED:
        first, first_form = _underscores(before, start)
        second, second_form = _contraction(after, start + marks[0].end())
        return first + second, first_form + second_form
    return _contraction(part[:end], start)


def _contraction(part: str, start: int) -> tuple[list[Piece], str]:
    """One piece, whatever apostrophes are in it: don't, ma'am, п'ять."""
    if not _APOSTROPHE.search(part):
        return _underscores(part, start)
    form = fold(_APOSTROPHE.sub("'", part[:MAX_READ]))[:MAX_FORM]
    return ([Piece(form, start, start + len(part))], form) if _VISIBLE.search(form) else ([], "")


def _underscores(part: str, start: int) -> tuple[list[Piece], str]:
    """Pieces of a part whose only joints may be underscores, and its own whole."""
    if "_" not in part:
        piece = _piece(part, start)
        # An acronym's letters stand in the whole without their dots: US-led is U.S.-led.
        return ([piece], "us" if piece.form == US_FORM else piece.form) if piece.form else ([], "")
    pieces = [
        _piece(match[0], start + match.start())
        for match in re.finditer(r"[^_]+", part)
        if _VISIBLE.search(match[0])
    ]
    whole = "_".join(piece.form for piece in pieces)
    return pieces, whole


def _piece(word: str, start: int) -> Piece:
    return Piece(_form(word[:MAX_READ])[:MAX_FORM], start, start + len(word))


def _form(word: str) -> str:
    """A plain word's form; the country in `US` and `U.S.` is not the pronoun in `us`."""
    if word.isascii() and word.isalnum():
        return plain_form(word)
    form = fold(word)
    if "." in form and not form[0].isdigit() and _is_acronym(form):
        form = form.replace(".", "")
        return US_FORM if form == "us" else form
    if "," in form and _THOUSANDS.fullmatch(form):
        return form.replace(",", "")
    return form


def _is_acronym(form: str) -> bool:
    return all(len(letter) <= 1 for letter in form.split("."))
