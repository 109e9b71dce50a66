"""A text as the index and the snippets see it: tokens with positions, positions with offsets.

Positions count pieces, and characters in Chinese, Japanese and Thai. A unit's whole form stands
at its first piece's position and covers all of them, so that `"the e-mail server"` is found as
`"the email server"` as well as `"the e mail server"`.
"""

from __future__ import annotations

from typing import NamedTuple

from searchkit.analysis.folding import fold
from searchkit.analysis.tokenizer import units
from searchkit.values import Value


class Token(NamedTuple):
    """A folded form at a position, covering `length` positions."""

    form: str
    position: int
    length: int


class Tokens(Value):
    """A text's tokens in order of position, and each position's code points `[start, end)`.

    `starts` and `ends` have one entry for every position; their length is the text's length in
    words.
    """

    tokens: tuple[Token, ...]
    starts: tuple[int, ...]
    ends: tuple[int, ...]

    def __len__(self) -> int:
        return len(self.starts)

    def offsets(self, start: int, end: int) -> tuple[int, int]:
        """The code points of the positions `[start, end)`."""
        return self.starts[start], self.ends[min(end, len(self.ends)) - 1]


def analyze(text: str) -> Tokens:
    """The tokens of a text. Total: any string is accepted."""
    tokens: list[Token] = []
    starts: list[int] = []
    ends: list[int] = []
    for unit in units(text):
        first = len(starts)
        if unit.pairs:
            tokens += (Token(p.form, first + i, 1) for i, p in enumerate(unit.pieces))
            begin, end = unit.pieces[0].start, unit.pieces[-1].end
            if end - begin > 1:
                # The run's last character starts no pair: alone, it can be asked for too.
                tokens.append(Token(fold(text[end - 1]), first + end - begin - 1, 1))
            starts += range(begin, end)
            ends += range(begin + 1, end + 1)
            continue
        if unit.whole is not None:
            tokens.append(Token(unit.whole, first, len(unit.pieces)))
        for piece in unit.pieces:
            tokens.append(Token(piece.form, len(starts), 1))
            starts.append(piece.start)
            ends.append(piece.end)
    return Tokens(tuple(tokens), tuple(starts), tuple(ends))
