"""Names of authors, as bylines, metadata and author boxes write them; the rest is left out."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from searchkit.ingest.blocks import clean_line

_LONGEST, _LONGEST_NAME = 500, 60
_MOST_WORDS = 6

_URL = re.compile(r"\S*(?:https?:|www\.)\S*|[^\s@]+@[^\s@]+\.[^\s@]+", re.IGNORECASE)
_HOST = re.compile(r"(?:[\w-]+\.)+(?:com|net|org|info|biz|eu|io|co|tv|[a-z]{2})(?:/.*)?")
_HANDLE = re.compile(r"\s*\(?(?<!\w)@\w+\)?")
_EMPTY = frozenset(
    "none null undefined unknown n/a admin administrator wordpressadmin root webmaster user author"
    " editor default anonymous home website site blog wordpress by von par por posted rebloggt"
    " redaktion autor name staff guest gast follow share agenturen agencies".split()
)
_LABEL = (
    r"(?:(?:written|posted|reported|published|created|story|words|text|article)\s+by|by"
    r"|(?:eingestellt|erstellt|geschrieben|verfasst|veröffentlicht|gepostet|publiziert|gespeichert"
    r"|ein\s+(?:artikel|beitrag|text))\s+von|(?:artikel|beitrag|text|bericht|interview)\s+von|von|vom"
    r"|(?:publié|écrit|posté|rédigé|propos\s+recueillis)\s+par|par|(?:publicado|escrito|texto)\s+por"
    r"|por|(?:scritto|pubblicato|a\s+cura)\s+d[ai]|di|(?:geschreven|geplaatst)\s+door|door"
    r"|(?:skrevet|skriven)\s+av|av|af|autor\s*:|kirjoittanut|napisał[a]?|od)"
)
_FIELD = (
    r"(?:authors?|autor(?:in|en|innen|es|a)?|auteurs?|autore|autrice|redaktion|redakteur(?:in)?"
    r"|interview|texte?|bericht|verfasser(?:in)?|written\s+by|by|von|reporter|redactor|автор|tekst"
    r"|yazar|författare|forfatter|szerző)\s*:"
)
_BY = re.compile(rf"^(?:{_FIELD}|{_LABEL}(?=\s))\s*", re.IGNORECASE)
_BYLINE = re.compile(
    rf"^(?:{_FIELD}\s*|{_LABEL}\s+)(?P<names>\S.*)$",
    re.IGNORECASE,
)
_NAME = r"[^\W\d_a-z][\w'’.-]*"
_NAMES = re.compile(
    rf"^{_NAME}(?:\s+(?:(?:de|van|der|den|von|du|la|le|del|da|dos|al|bin|ter|zu)\s+)*{_NAME}){{0,4}}"
)
_JOINED = re.compile(r"\s*[;|/]\s*|\s*,\s*(?:and\s+)?|\s+(?:and|und|et|y|&|e|en|och|og)\s+")
_LINE_PARTS = re.compile(r"\s+[|•·–—-]\s+")
_BYLINE_END = re.compile(
    r"\s*[|•·–—(/]\s*|\s+-\s+|,?\s+(?=\d)"
    r"|\s+(?:am|on|le|el|at|um|à|a\s+las?|alle|kl\.?|in|veröffentlicht|published|under|unter)\s+(?=\d|\w+day|\w+tag|[A-Z])"
)
_AFTER_NAME = re.compile(r"\s*[|•·–—(/]\s*|\s+-\s+|,?\s+(?=\d)|\s+\w+:(?:\s|$)")
# What links beside a name say, and degrees behind it.
_BEHIND = re.compile(
    r"\s*(?:,\s*(?:ph\.?\s?d|m\.?d|m\.?a|mba|esq|rn|rd|jr)\b\.?"
    r"|\b(?:(?:show|view|see|more|all|alle|zeige|zum|mehr|weitere|ver|voir|tous)\b.*"
    r"\b(?:posts?|articles?|stories|from|artikel|beiträge|profil|artículos)\b.*)"
    r"|\b(?:follow|share|email|e-mail|bio|shares)\b.*)$",
    re.IGNORECASE,
)
_TITLES = re.compile(
    r"^(?:(?:edited|bearbeitet|foto|photo|übersetzung|translat\w+)\b.*"
    r"|(?:all|show|view|alle|zeige|mehr)\b.*\b(?:posts?|articles?|artikel|beiträge)\b.*)$",
    re.IGNORECASE,
)


def author_names(text: str | None) -> list[str]:
    """The persons (or desks) in a byline, without "By", addresses and doubles, in their order."""
    line = clean_line(text or "")
    if len(line) > _LONGEST:
        return []
    line = _HANDLE.sub("", _URL.sub(" ", line)).strip(" ~•·|-–—")
    line = _BEHIND.sub("", _BY.sub("", line))
    return distinct(name for part in _JOINED.split(line) if (name := _author(part)))


def byline_names(line: str, *, labelled: bool) -> list[str]:
    """The names in a line such as "By Mara Quill | 3 May"; `labelled`: it is marked as one."""
    matches = map(_BYLINE.match, _LINE_PARTS.split(clean_line(line)))
    match = next((match for match in matches if match), None)
    if match is None:
        return []
    names = _BYLINE_END.split(match["names"])[0]
    if len(names) > 80:
        return []
    kept = [name for name in author_names(names) if labelled or looks_like_names(name)]
    # "By Mara Quill, Drosk" was written by one person, in Drosk.
    return [name for name in kept if name == kept[0] or " " in name]


def leading_name(line: str) -> list[str]:
    """The person that an author's line begins with, as in "Mara Quill Stand: 3. Mai"."""
    name = _AFTER_NAME.split(clean_line(line), maxsplit=1)[0]
    return [name] if 1 < len(name.split()) < 5 and looks_like_names(name) else []


def looks_like_names(text: str) -> bool:
    """Is it a name, in which every word but "van", "de" and the like begins with a capital?"""
    return _NAMES.fullmatch(text) is not None


def join_authors(names: Iterable[str]) -> str | None:
    return ", ".join(distinct(names)) or None


def distinct(names: Iterable[str]) -> list[str]:
    """The names without doubles, and without longer ones that say a name again with more words."""
    kept = list(dict.fromkeys(names))
    return [name for name in kept if not _repeats(name, kept)]


def _repeats(name: str, names: Sequence[str]) -> bool:
    return any(other != name and " " in other and f" {other} " in f" {name} " for other in names)


def _author(text: str) -> str | None:
    name = _BEHIND.sub("", _BY.sub("", text.strip())).strip(" .,:;|-–—\"'“”„*()~")
    if "@" in name or "[at]" in name or _HOST.fullmatch(name) or _TITLES.match(name):
        return None
    if name.casefold() in _EMPTY or not 2 < len(name) <= _LONGEST_NAME:
        return None
    if len(name.split()) > _MOST_WORDS:
        return None
    if any(char.isdigit() for char in name) or not any(char.isalpha() for char in name):
        return None
    return name
