"""What stands above a plain text's story: header fields, title, byline, date, dateline."""

from __future__ import annotations

import re

from searchkit.analysis.language import normalise_language
from searchkit.ingest.addresses import absolute
from searchkit.ingest.captions import AGENCY
from searchkit.ingest.dates import ReadDate, date_prefix, parse_date, read_dates
from searchkit.ingest.findings import FieldName, Findings
from searchkit.ingest.paragraphs import is_list_item
from searchkit.ingest.source_names import known_names

_OPENING_LINES = 16
_LONGEST_TITLE, _LONGEST_BYLINE, _PROSE = 200, 120, 100
_LONGEST_DATELINE = 150
_LEFT_OF_DATE = 12
"""A line with no more letters behind its date is no title."""

_CAPITAL = r"[^\W\d_a-zà-öø-ÿ]"
_NAME = rf"{_CAPITAL}[\w.'’-]*"
_PERSON = (
    rf"{_NAME}(?:\s(?:(?:de|del|da|van|der|den|von|zu|la|le|bin|al|ter)\s){{0,2}}{_NAME}){{1,4}}"
)
_PERSONS = rf"{_PERSON}(?:\s?(?:,|&|\sand|\sund|\set|\sy|\se|\sen|\soch|\sog)\s{_PERSON}){{0,5}}"
_BYLINE = re.compile(
    r"(?i:(?:written|reported|story|words|text)\sby|by|von|par|por|di|door|av|af|author|autor|"
    rf"autorin|auteur|text)\s?:?\s(?P<names>{_PERSONS}|{AGENCY})(?P<rest>(?:\s?[,|/•·(–—-]\s?|\sfor\s).*)?"
)
_JOINT = re.compile(r"\s?(?:,|&|\b(?:and|und|et|y|e|en|och|og)\b)\s")

_FIELDS: dict[str, FieldName] = {
    **dict.fromkeys("title headline titel titre título titolo".split(), "title"),
    **dict.fromkeys("source publisher publication quelle fuente fonte bron".split(), "source"),
    **dict.fromkeys("author authors byline autor auteur autore".split(), "author"),
    **dict.fromkeys("url link permalink".split(), "url"),
    **dict.fromkeys("language lang sprache langue idioma".split(), "language"),
}
_FIELD = re.compile(r"(?P<label>[^\W\d_]{3,12})\s?[:=]\s?(?P<value>\S.*)")

_SENTENCE_END = re.compile(r"[.。:;,][\"'”’»)\]]*$")
_ABBREVIATED = re.compile(r"\b(?:[^\W\d_]\.){2,}$|\b(?:Inc|Jr|Sr|Co|Corp|Ltd|St)\.$")

_DAY = (
    r"(?:[^\W\d_]{3,9}\.?\s\d{1,2}(?:,\s?\d{4})?|"
    r"\d{1,2}\.?\s(?:de\s)?[^\W\d_]{3,10}\.?(?:\s(?:de\s)?\d{4})?)"
)
_UPPER = rf"{_CAPITAL}(?:\.?['’ /-]?{_CAPITAL})+\.?"
_PLACE = rf"{_NAME}(?:[ /]{_NAME}){{0,3}}"
_AGENCY = (
    rf"(?:\((?P<agency>{AGENCY}|{_CAPITAL}{{2,6}}|[^\W\d_]{{3,20}})\)|/(?P<wire>[^\W_]{{2,20}})/)"
)
_DASH = r"(?:[.:]?\s?[-–—]{1,2}\s?)"
_STORY = r"(?=[\"'“‘«„\d]|" + _CAPITAL + ")"
_DATELINES = (
    # WASHINGTON (AP) — ; KYIV, Ukraine, Jan. 23, 2022 (Reuters) - ; MOSCOW, May 3. /TASS/.
    re.compile(
        rf"(?P<place>(?:{_UPPER}|{_PLACE})(?:,\s(?!{_DAY}){_PLACE}){{0,2}})"
        rf"(?:,?\s(?P<day>{_DAY}))?\.?\s?{_AGENCY}(?:{_DASH}|\.\s|\s)"
    ),
    # WASHINGTON - ; KYIV, Ukraine, Jan. 23, 2022 —
    re.compile(
        rf"(?P<place>{_UPPER}(?:,\s(?!{_DAY}){_PLACE}){{0,2}})(?:,?\s(?P<day>{_DAY}))?"
        rf"(?:\s[-–—]{{1,2}}\s|\s?[—–]\s?|\s?--\s?){_STORY}"
    ),
    # Kyiv, Ukraine –
    re.compile(rf"(?P<place>{_PLACE},\s{_PLACE})\s[–—-]{{1,2}}\s{_STORY}"),
)
_AGENCY_ONLY = re.compile(rf"\((?P<agency>{AGENCY}|{_CAPITAL}{{2,6}})\)\s?[-–—]{{0,2}}\s?{_STORY}")
_KICKERS = frozenset(
    "analysis breaking column commentary correction corrected editorial exclusive explainer factbox"
    " feature insight interview live opinion photos podcast poll profile quiz refile review satire"
    " timeline update updated video watch wrapup".split()
)
_RELEASE = (
    r"(?:press|news|media)\s(?:releases?|statement|advisory)|for\simmediate\srelease"
    r"|pressemitteilung|medienmitteilung|communiqué(?:\sde\spresse)?|comunicado\sde\sprensa"
    r"|comunicato\sstampa|persbericht"
)
_RELEASED = re.compile(rf"(?=[A-Z])(?:(?i:{_RELEASE})\W*)+")
_MARKED = re.compile(r"(?:FOR IMMEDIATE RELEASE|For Immediate Release)\W*")
_FARTHEST_MARK = 400
_STORY_OPENER = re.compile(
    r"\s(?:the|an?|th(?:is|ese|ere|ey)|today|yesterday|tonight|s?he|it|we|der|die|das|eine?"
    r"|les?|une?|el|l[ao]s|contacts?|statement|for\simmediate|press|news|media)\s",
    re.IGNORECASE,
)
"""What begins a sentence or a release and would not stand behind the date of a story's event."""
_WHEN = re.compile(r"(?i)(?:on|am|den|le|el|em|il|op|dne)\s")
"""In front of a date in a sentence: the day of what it tells."""


def read_opening(lines: list[str], findings: Findings, language: str | None) -> list[str]:
    """Note what stands above the story; returns the lines without it."""
    kept: list[str] = []
    for number, line in enumerate(lines[:_OPENING_LINES]):
        if not line:
            kept.append("")
            continue
        if _note(line, findings, language):
            continue
        rest = _after_header_date(line, findings, language)
        if rest is not None:
            line = rest
        elif not any(kept) and not findings.best("title") and _is_title(lines, number, language):
            findings.add("title", line, "heading")
            continue
        kept.append(line)
        if _is_prose(line):
            story = read_dateline(line, findings, language)
            return [*kept[:-1], story, *lines[number + 1 :]]
    return kept + lines[_OPENING_LINES:]


def _note(line: str, findings: Findings, language: str | None) -> bool:
    """Note a line that is only a field, a byline, an address or a date."""
    if is_list_item(line):
        return False
    return (
        _note_field(line, findings)
        or _note_byline(line, findings, language)
        or _note_dates(line[_label_end(line) :], findings, language)
    )


def _label_end(line: str) -> int:
    """Where "Press Release:" in front of a line ends, 0 without it."""
    label = _RELEASED.match(line)
    return label.end() if label else 0


def _note_field(line: str, findings: Findings) -> bool:
    """ "Source: Reuters", or an address on a line of its own."""
    match = _FIELD.fullmatch(line)
    field = _FIELDS.get(match["label"].lower()) if match else None
    if match is None or field is None:
        if " " in line or not absolute(line):
            return False
        findings.add("url", line, "header")
        return True
    value: str | None = match["value"].strip().strip("\"'")
    if field == "url":
        value = absolute(value)
    elif field == "language":
        value = normalise_language(value or "")
    elif field != "title" and (len(value or "") > 100 or (value or "").endswith(".")):
        value = None
    findings.add(field, value, "header")
    return value is not None


def _note_byline(line: str, findings: Findings, language: str | None) -> bool:
    match = _BYLINE.fullmatch(line) if len(line) <= _LONGEST_BYLINE else None
    if match is None:
        return False
    names = _JOINT.split(match["names"])
    persons = [name for name in names if not known_names().agency(name)]
    for name in names:
        if name not in persons:
            _note_agency(name, findings, "byline")
    findings.add("author", ", ".join(persons), "byline")
    for found in read_dates((match["rest"] or "").lstrip(" ,|/•·(–—-"), language):
        _note_date(found, findings, "byline")
    return True


def _note_dates(line: str, findings: Findings, language: str | None) -> bool:
    if len(line) > _LONGEST_BYLINE or _SENTENCE_END.search(line):
        return False
    dates = read_dates(line, language)
    for found in dates:
        own = found.labelled and re.match(r"(?i)date\W", line)
        _note_date(found, findings, "header" if own else "byline")
    return bool(dates)


def _note_date(found: ReadDate, findings: Findings, basis: str) -> None:
    findings.add(found.kind, found.value, basis)


def _is_title(lines: list[str], number: int, language: str | None) -> bool:
    """Whether a line heads the story: no sentence, and set apart from what follows."""
    line = lines[number]
    if len(line) > _LONGEST_TITLE or is_list_item(line) or not _is_heading(line):
        return False
    dated = date_prefix(line, language)
    if dated and len(line) - dated[1] < _LEFT_OF_DATE:
        return False
    following = lines[number + 1 :]
    if not any(following):
        return False
    scratch = Findings()
    if not following[0] or _note(following[0], scratch, language):
        return True
    return len(following[0]) > 1.5 * len(line) and _SENTENCE_END.search(following[0]) is not None


def _is_heading(line: str) -> bool:
    if _SENTENCE_END.search(line) and not _ABBREVIATED.search(line):
        return False
    words = [word.strip("!?:-–—").lower() for word in line.split()]
    if line[-1] in "-–—" or (len(words) == 1 and words[0] in _KICKERS):
        return False
    return not line[0].islower() and any(char.isalpha() for char in line)


def _is_prose(line: str) -> bool:
    return len(line) >= _PROSE or _SENTENCE_END.search(line) is not None


def _after_header_date(line: str, findings: Findings, language: str | None) -> str | None:
    """The line without the date glued to its front: "date 2022-01-23 WASHINGTON - ..."."""
    start = _label_end(line)
    prefix = date_prefix(line[start:], language)
    if prefix is None:
        _note_marked(line, findings, language)
        return None
    found, end = prefix
    behind = line[start + end :]
    rest = behind.lstrip(" |:–—-.,")
    if not rest or not re.match(_STORY, rest):
        return None
    labelled = found.labelled or (start > 0 and not _WHEN.match(line, start))
    if not labelled and not _is_glued(line, behind) and not _dateline(rest):
        return None
    _note_date(found, findings, "header")
    return rest


def _is_glued(line: str, behind: str) -> bool:
    """Whether the date in front of a line belongs to the page, by what stands behind it.

    "January 6, 2021 was a day ...", "January 6, 2021 hearings begin" are stories, and so is what
    was announced "On March 3, 2022 The ...".
    """
    if line[:8].count("-") == 2 or behind[0].isupper() or behind.lstrip().startswith("|"):
        return True
    if not _STORY_OPENER.match(behind) or not behind[1].isupper():
        return False
    return _is_prose(line) and not _WHEN.match(line, _label_end(line))


def _note_marked(line: str, findings: Findings, language: str | None) -> None:
    """Note the date behind "FOR IMMEDIATE RELEASE" in a text that has lost its line ends."""
    mark = _MARKED.search(line, 0, _FARTHEST_MARK)
    prefix = date_prefix(line[mark.end() :], language) if mark else None
    if mark and prefix and not _WHEN.match(line, mark.end()):
        _note_date(prefix[0], findings, "header")


def read_dateline(line: str, findings: Findings, language: str | None) -> str:
    """Note the place, date and agency in front of a story's first line; returns the rest of it.

    An agency is no source: papers print its stories.
    """
    match = _dateline(line)
    if match is None:
        return line
    found = match.groupdict()
    findings.add("dateline", found.get("place"), "header")
    if found.get("day"):
        findings.add("published", parse_date(found["day"], language), "header")
    _note_agency(found.get("agency") or found.get("wire"), findings, "header")
    return line[match.end() :].lstrip()


def _note_agency(name: str | None, findings: Findings, basis: str) -> None:
    """Note who is credited with the story; a name that is no known agency's may be a paper's."""
    agency = known_names().agency(name)
    findings.add("agency", agency, basis)
    findings.add("source", None if agency else name, "weak")


def _dateline(line: str) -> re.Match[str] | None:
    """The place, day and agency in front of a story."""
    head = line[:_LONGEST_DATELINE]
    for pattern in _DATELINES:
        match = pattern.match(head)
        if match and _is_place(match["place"]) and line[match.end() :].strip():
            return match
    return _AGENCY_ONLY.match(head)


def _is_place(text: str) -> bool:
    letters = sum(char.isalpha() for char in text)
    return letters >= 3 and text.split()[0].strip(",").lower() not in _KICKERS
