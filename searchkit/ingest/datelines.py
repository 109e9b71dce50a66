"""Lines that say when an article was published: "Berlin, 3 May 2022", "This entry was posted on".

A line near the headline may be nothing but dates; a line that is marked as a date's, or stands
above the text, may hold one among other words; anywhere around the text a sentence may tell.
"""

from __future__ import annotations

import re
from typing import Literal

from searchkit.ingest.dates import ReadDate, read_dates
from searchkit.ingest.datewords import fold

LONGEST = 200
_SENTENCE = 600
"""Code points: such a sentence may go on with all the categories and keywords of a post."""

_PARTS = re.compile(r"\s+/{1,2}\s+|\s+(?:in|by|von|durch|par)\s+")
# Two <time> elements side by side have no space between them.
_GLUED = re.compile(
    r"(?<=[./-]\d{4})(?=\d{1,2}[./-]\d{1,2}[./-]\d{4})|(?<=\d{4})(?=[A-Z][^\W\d_]{2,})"
)
_SHAPE = re.compile(
    r"(?<![\d/.-])(?:\d{4}[-/.]\s?\d{1,2}[-/.]\s?\d{1,2}|\d{1,2}([-/.])\s?\d{1,2}\1\s?\d{2,4}"
    r"|\d{1,2}(?:\.|st|nd|rd|th|er|º)?[\s-]*(?:of\s|de\s)?[^\W\d_]{3,13}\.?[\s-]*,?\s*(?:de\s|del\s)?\d{4}"
    r"|[^\W\d_]{3,13}\.?\s+\d{1,2}(?:st|nd|rd|th)?,?\s+\d{4}|\d{4}\.?\s[^\W\d_]{3,13}\s\d{1,2}"
    r"|\d{4}\s*[年년]\s*\d{1,2}\s*[月월]\s*\d{1,2}\s*[日일])(?![\d/-])"
)
_CHANGING = re.compile(
    r"\$date:|\b(?:updated?|modified|edited|changed|revised|geandert|aktualisier\w*|bearbeitet|uberarbeitet"
    r"|mise?s? a jour|modifie\w*|revise\w*|actualiz\w*|modific\w*|aggiorna\w*|atualiza\w*"
    r"|bijgewerkt|gewijzigd|aktualiz\w*|zaktualiz\w*|guncelle\w*|обновлен\w*|изменен\w*|оновлен\w*"
    r"|uppdater\w*|opdater\w*|oppdater\w*|paivitetty|muokattu|frissit\w*|modosit\w*|ενημερω\w*)\b"
)
_PUBLISHING = re.compile(
    r"\b(?:posted|published|written|created|submitted|uploaded|added|veroffentlicht|erschienen"
    r"|geschrieben|gespeichert|verfasst|erstellt|eingestellt|gepostet|publiziert|publie\w*|poste|ecrit|paru"
    r"|mis en ligne|publicad\w|escrit\w|pubblicat\w|scritt\w|inserit\w|gepubliceerd|geplaatst"
    r"|geschreven|opublikowan\w|dodan\w|napisan\w|zverejnen\w|publikovan\w|vydan\w|yayinlan\w*"
    r"|опубликован\w*|размещен\w*|опубликован\w*|publicerad\w*|publicerat|inlagd|publiceret"
    r"|publisert|lagt ut|julkaistu|kozzetev\w*|megjelent|δημοσιευ\w*)\b"
)
_OTHERS = re.compile(
    r"\b(?:registriert|registered|joined|member since|mitglied seit|dabei seit|geboren|born|died"
    r"|gestorben|nee? le|nacid[oa]|nat[oa] il|valid|gultig|expires|deadline|frist|bewerbungs\w*"
    r"|termin|beginn|event|veranstaltung|until|bis zum|seit dem|since)\b"
)
"""Words beside the date of something else: a member's joining, a birth, an event."""


def line_dates(line: str, *, loose: bool, language: str | None) -> list[ReadDate]:
    """The dates of a line of dates; `loose`: also the first among other words of a short line."""
    line = _GLUED.sub(" ", line)
    found = [date for part in _PARTS.split(line) for date in read_dates(part, language)]
    if found or not loose or len(line) > 120:
        return found
    return _among_words(line, most=2, language=language)


def sentence_dates(line: str, language: str | None) -> list[ReadDate]:
    """The date in a sentence that says when something was posted, or changed last."""
    if len(line) > _SENTENCE:
        return []
    line = line[:LONGEST]
    return [found for found in _among_words(line, most=1, language=language) if found.labelled]


def any_dates(line: str, language: str | None) -> list[ReadDate]:
    """The dates anywhere in a line of at most LONGEST, but not those of a copyright."""
    if len(line) > LONGEST or "©" in line:
        return []
    shapes = _SHAPE.finditer(line)
    return [found for shape in shapes for found in read_dates(shape.group(), language)]


def _among_words(line: str, *, most: int, language: str | None) -> list[ReadDate]:
    """The first date in a line of at most `most`; words such as "posted" are its label."""
    shapes = list(_SHAPE.finditer(line))
    if not 0 < len(shapes) <= most:
        return []
    words = fold(line)
    if _OTHERS.search(words):
        return []
    changed, posted = _CHANGING.search(words), _PUBLISHING.search(words)
    kind: Literal["modified", "published"] = "modified" if changed and not posted else "published"
    return [
        ReadDate(found.value, kind, bool(changed or posted))
        for found in read_dates(shapes[0].group(), language)
    ]
