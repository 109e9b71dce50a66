"""Markdown: its text without the marks, and what the block in front of it ("front matter") says."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

from searchkit.ingest import limits
from searchkit.ingest.unreadable import Unreadable

_FRONT = re.compile(
    r"(---|\+\+\+)[ \t]*\r?\n(?P<fields>.*?)^(?:\1|\.\.\.)[ \t]*(?:\r?\n|\Z)",
    re.DOTALL | re.MULTILINE,
)
_LONGEST_FRONT = 64 << 10
_PAIR = re.compile(r"([A-Za-z][\w .-]{0,40}?)[ \t]*[:=](?:[ \t]+(.*))?\Z")
_ITEM = re.compile(r"[ \t]*-[ \t]+(.*)\Z")
_COMMENT = re.compile(r"[ \t]#.*")
_NAMES = (".md", ".markdown", ".mdown", ".mkd")
_NESTED = 20


def is_markdown(text: str, name: str) -> bool:
    """Whether a text is Markdown: it says so by its name, or begins with a block of fields."""
    return name.endswith(_NAMES) or bool(_fields(_front(text)[0]))


def read_markdown(text: str) -> tuple[dict[str, Any], str]:
    """The fields of the front matter, and the text below it as HTML."""
    front, rest = _front(text)
    if len(rest) > limits.MARKDOWN_CHARACTERS:
        raise Unreadable(
            f"Markdown of more than {limits.MARKDOWN_CHARACTERS:,} characters: split it"
        )
    return _fields(front), _renderer().render(rest)


def _front(text: str) -> tuple[str, str]:
    found = _FRONT.match(text, 0, _LONGEST_FRONT)
    return (found["fields"], text[found.end() :]) if found else ("", text)


def _fields(front: str) -> dict[str, Any]:
    """Names with texts or lists of texts: as much of YAML and TOML as front matter mostly holds."""
    fields: dict[str, Any] = {}
    last = ""
    for line in front.splitlines():
        item = _ITEM.match(line)
        pair = _PAIR.match(line)
        if item and last:
            known = fields[last]
            fields[last] = [*(known if isinstance(known, list) else []), _value(item[1])]
        elif pair:
            last = pair[1]
            fields.setdefault(last, _value(pair[2] or ""))
    return fields


def _value(text: str) -> Any:
    text = text.strip()
    if text[:1] in ("'", '"') and text[-1:] == text[:1] and len(text) > 1:
        return text[1:-1].replace(r"\"", '"')
    if text.startswith("[") and text.endswith("]"):
        return [_value(part) for part in text[1:-1].split(",") if part.strip()]
    return _COMMENT.sub("", text)


@lru_cache(maxsize=1)
def _renderer() -> Any:
    from markdown_it import MarkdownIt

    return MarkdownIt("commonmark", {"maxNesting": _NESTED}).enable(["table", "strikethrough"])
