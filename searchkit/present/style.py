"""How emphasis looks: ANSI colours, or plain marks for a pipe."""

from __future__ import annotations

from collections.abc import Iterable

from searchkit.present.wrap import Piece
from searchkit.values import Value

_RESET = "\x1b[0m"


class Style(Value):
    """With `colour`, ANSI escapes; without, matches stand between `**` and nothing else changes.

    With `links`, what has an address is linked to it (OSC 8).
    Takes text that is escaped already: what it adds is meant for the terminal to act on.
    """

    colour: bool = False
    links: bool = False

    @property
    def mark_columns(self) -> int:
        """Columns that marking one match takes."""
        return 0 if self.colour else 4

    def match(self, text: str) -> str:
        return self._paint("1;31", text) if self.colour else f"**{text}**"

    def strong(self, text: str) -> str:
        return self._paint("1", text)

    def faint(self, text: str) -> str:
        return self._paint("2", text)

    def name(self, text: str) -> str:
        return self._paint("36", text)

    def link(self, text: str, address: str | None) -> str:
        """`text` linked to an address of visible ASCII."""
        linked = self.links and text and address
        return f"\x1b]8;;{address}\x1b\\{text}\x1b]8;;\x1b\\" if linked else text

    def render(self, pieces: Iterable[Piece], *, strong: bool = False) -> str:
        """A line of pieces with its matches marked, and with `strong` the rest emphasised."""
        return "".join(
            self.match(text) if match else self.strong(text) if strong else text
            for text, match in pieces
        )

    def _paint(self, code: str, text: str) -> str:
        return f"\x1b[{code}m{text}{_RESET}" if self.colour and text else text
