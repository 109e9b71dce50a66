"""What somebody is quoted as saying in a text."""

from __future__ import annotations

from typing import Any, Literal

from searchkit.values import Value

Span = tuple[int, int]
"""Half-open range of code points."""
Kind = Literal["direct", "indirect"]
Basis = Literal["name", "short name", "description", "pronoun", "continued"]


class Quotation(Value):
    """Words of a text that are somebody's: `text == body[start:end]`, without quotation marks.

    `kind` is "direct" for words given as they were said, "indirect" for reported speech. `speaker`
    is the name as the text first has it in full; `body[speaker_start:speaker_end]` is what names
    the speaker here: a name, a description or a pronoun. `basis` says how the one leads to the
    other: "continued" for words whose speaker was named before them.
    """

    speaker: str
    text: str
    start: int
    end: int
    speaker_start: int
    speaker_end: int
    kind: Kind
    basis: Basis

    def to_json(self) -> dict[str, Any]:
        return {name: getattr(self, name) for name in self._names}
