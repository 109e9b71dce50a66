"""Plain text that was once a page, as an article: what is the story, what only stood near it?"""

from __future__ import annotations

import re

from searchkit.analysis.language import guess_language
from searchkit.ingest import furniture
from searchkit.ingest.captions import is_caption, is_repeated_caption
from searchkit.ingest.closing import read_closing
from searchkit.ingest.dates import find_dates
from searchkit.ingest.findings import Findings
from searchkit.ingest.lede import title_from
from searchkit.ingest.opening import read_opening
from searchkit.ingest.paragraphs import collapsed, paragraphs, without_bullet
from searchkit.model import Article, Rejected

# Captions and headlines are said twice above a story; within it a refrain is the story's own.
_PROSE = re.compile(r".{80,}[.!?][\"'”’»)]*")


def read_text(text: str, *, path: str) -> Article | Rejected:
    """The article in a plain text; Rejected when there is no text.

    Title, source, author, date and dateline come from the lines around the story, with their
    bases. A date or a name in a caption or an advertisement stays a weak candidate.
    """
    lines = paragraphs(text)
    if not lines:
        return Rejected(path, "no text")
    findings = Findings()
    language = guess_language("\n".join(lines))
    findings.add("language", language, "words")
    story = _without_furniture(lines, findings)
    story = read_opening(collapsed(story), findings, language)
    story = read_closing(collapsed(story), findings, language)
    body = "\n".join(collapsed([without_bullet(line) for line in story]))
    # A text of nothing but captions and invitations is still what somebody kept.
    body = body or "\n".join(lines)
    if not findings.best("title"):
        findings.add("title", title_from(body), "first sentence")
    return findings.article(body=body, path=path)


def _without_furniture(lines: list[str], findings: Findings) -> list[str]:
    """The lines with captions and advertisements blanked, their dates and names noted as weak."""
    kept = list(lines)
    previous: int | None = None
    above = True
    for place, line in enumerate(lines):
        if not line:
            continue
        if furniture.is_advertisement(line):
            findings.add("source", furniture.channel_name(line), "weak")
            kept[place] = ""
        elif furniture.is_contact(line):
            kept[place] = ""
        elif is_caption(line):
            _note_caption(line, findings)
            kept[place] = ""
        if above and previous is not None:
            kept[previous] = _unless_repeated(kept[previous], line, findings)
        above = above and _PROSE.fullmatch(kept[place]) is None
        previous = place
    return kept


def _unless_repeated(line: str, following: str, findings: Findings) -> str:
    """`line`, or "" when the next line says it again, as captions and headlines of pages do."""
    if not line or not following.startswith(line):
        return line
    if line == following or is_repeated_caption(line, following):
        _note_caption(line, findings)
        return ""
    return line


def _note_caption(line: str, findings: Findings) -> None:
    for day in find_dates(line):
        findings.add("published", day, "weak")
