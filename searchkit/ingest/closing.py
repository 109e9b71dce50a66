"""What stands below a plain text's story: where it came from, rights, who reported and edited."""

from __future__ import annotations

import re

from searchkit.ingest.dates import date_prefix, read_date
from searchkit.ingest.findings import Findings
from searchkit.ingest.furniture import is_rights_notice, is_sign_off, without_sign_off

_CLOSING_LINES = 8
_LONGEST = 300

_CAPITAL = r"[^\W_a-zà-öø-ÿ]"
_WORD = rf"{_CAPITAL}[\w.&'’+!-]*"
_NAME = re.compile(
    rf"{_WORD}(?:\s(?:(?:of|the|and|for|de|del|du|la|le|der|die|das|y|&)\s)*{_WORD}){{0,7}}"
)
_LEADS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        r"(?:read|see|view)\s(?:the\s|this\s)?(?:original|full|whole|complete)\s"
        r"(?:article|story|post|report|piece|version)\s(?:here\s)?(?:on|at|in|from|by|via)\s",
        r"this\s(?:article|story|post|report|piece|interview|column|essay|commentary)\s.{0,120}?"
        r"(?:(?:first|originally|previously)\s(?:published|appeared|posted|ran)|"
        r"(?:published|appeared|posted|ran)\s(?:first|originally)|(?:republished|reprinted))\s"
        r"(?:with\spermission\s)?(?=(?:on|in|by|at|from)\s)",
        r"the\spost\s.{1,200}\s(?:appeared\sfirst|first\sappeared)\s(?=on\s)",
        r"(?:first|originally)\s(?:published|posted|appeared)\s(?=(?:on|in|by|at)\s)",
        r"(?:dieser|der)\s(?:artikel|text|beitrag)\s.{0,60}?(?:zuerst|zunächst|ursprünglich)\s"
        r"(?=(?:auf|bei|in|im|von|am)\s)",
        r"(?:lesen\ssie\s)?(?:den\s)?original(?:artikel|text)\s(?=(?:auf|bei|in)\s)",
        r"cet\sarticle\s.{0,60}?(?:publié|paru)\s(?:.{0,30}\s)?(?=(?:sur|dans|par)\s)",
        r"lire\sl[’']article\s(?:original|complet)\s(?=sur\s)",
        r"(?:este|el)\s(?:artículo|texto)\s.{0,60}?originalmente\s(?:.{0,20}\s)?(?=(?:en|por)\s)",
        r"(?:lea|leer)\sel\sartículo\s(?:original|completo)\s(?=en\s)",
        r"(?:quest[’']|questo\s)articolo\s.{0,60}?(?:originariamente|originalmente|prima\svolta)\s"
        r"(?:.{0,20}\s)?(?=(?:su|da|in|sul|sulla)\s)",
        r"(?:leggi|leggere)\sl[’']articolo\s(?:originale|completo)\s(?=su\s)",
        r"(?:este|o)\sartigo\s.{0,60}?originalmente\s(?:.{0,20}\s)?(?=(?:em|no|na|por|pelo|pela)\s)",
        r"(?:leia|ler)\so\sartigo\s(?:original|completo)\s(?=(?:em|no|na)\s)",
        r"dit\sartikel\s.{0,60}?(?:eerder|oorspronkelijk|eerst)\s(?:.{0,20}\s)?(?=(?:op|in|door|bij)\s)",
    )
)
# Further up, and in brackets, such a line credits a fact or a picture.
_LAST_LINE = re.compile(r"(?:source|quelle|fuente|fonte|bron)\s?:\s?", re.IGNORECASE)
_NETWORKS = frozenset(
    "facebook instagram reddit telegram tiktok twitter wikipedia x youtube".split()
)
_PREPOSITIONS = re.compile(
    r"[\s,]*(?:(?:on|in|by|at|from|via|auf|bei|im|von|am|der|dem|sur|dans|par|le|en|por|el|su|da|"
    r"sul|sulla|il|em|no|na|pelo|pela|op|door|bij)\s+)?"
)
_RIGHTS_NAME = re.compile(r"(?:copyright|©|\(c\)|\d{4}|[-–,\s])+", re.IGNORECASE)


def read_closing(lines: list[str], findings: Findings, language: str | None) -> list[str]:
    """Note what stands below the story; returns the lines without it."""
    kept = list(lines)
    places = [place for place, line in enumerate(lines) if line][-_CLOSING_LINES:]
    # A text of one line has no closing: whatever that line is, it is the text.
    for place in places[1:] if len(places) == sum(map(bool, lines)) else places:
        line = lines[place]
        last = place == places[-1]
        if _note(line, findings, language) or (last and _note_source(line, findings)):
            kept[place] = ""
        else:
            kept[place] = without_sign_off(line)
    return kept


def _note(line: str, findings: Findings, language: str | None) -> bool:
    """Note a line that is no part of the story; False for one that may be."""
    if is_sign_off(line):
        return True
    if is_rights_notice(line):
        _note_rights(line, findings)
        return True
    dated = read_date(line, language)
    if dated and dated.labelled:
        findings.add(dated.kind, dated.value, "footer")
        return True
    return _note_origin(line, findings, language)


def _note_origin(line: str, findings: Findings, language: str | None) -> bool:
    if len(line) > _LONGEST:
        return False
    for pattern in _LEADS:
        match = pattern.match(line.lstrip("([—–-* "))
        if match and _note_tail(line.lstrip("([—–-* ")[match.end() :], findings, language):
            return True
    return False


def _note_source(line: str, findings: Findings) -> bool:
    """ "Source: Reuters" at the very end."""
    match = _LAST_LINE.match(line)
    name = _NAME.fullmatch(line[match.end() :].rstrip(" .")) if match else None
    if name is None or name[0].lower() in _NETWORKS:
        return False
    findings.add("source", name[0], "footer")
    return True


def _note_tail(tail: str, findings: Findings, language: str | None) -> bool:
    """Note the name and the day in "by Reuters on January 3, 2022", in either order."""
    noted = False
    for _ in range(2):
        match = _PREPOSITIONS.match(tail)
        tail = tail[match.end() :] if match else tail
        dated, name = date_prefix(tail, language), _NAME.match(tail)
        if dated:
            findings.add("published", dated[0].value, "footer")
            tail = tail[dated[1] :]
        elif name:
            findings.add("source", name[0].rstrip(".!"), "footer")
            tail = tail[name.end() :]
        else:
            break
        noted = True
    return noted


def _note_rights(line: str, findings: Findings) -> None:
    lead = _RIGHTS_NAME.match(line)
    name = _NAME.match(line[lead.end() :]) if lead else None
    if name:
        findings.add("source", name[0].split(". ")[0].rstrip("."), "weak")
