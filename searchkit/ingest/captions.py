"""Which lines are a picture's caption or credit?

Every rule asks for a mark that prose does not have: a credit behind the last full stop. Prose that
mentions a photograph stays.
"""

from __future__ import annotations

import re

_LONGEST_CAPTION = 700
# A credit stands within so many characters of the line's end.
_CREDIT_REACH = 140

_CAPITAL = r"[^\W\d_a-zà-öø-ÿ]"
_PROPER = rf"{_CAPITAL}[\w.&'’-]*"
_NAMES = rf"{_PROPER}(?:\s(?:(?:of|the|de|du|des|der|del|van|von|for|and|la)\s)?{_PROPER}){{0,5}}"
AGENCY = (
    r"(?:Associated Press|Agence France-Presse|Getty(?: Images)?|Reuters|REUTERS|EPA-EFE|Xinhua|"
    r"Shutterstock|iStock(?:photo)?|Bloomberg|Alamy|Unsplash|Pixabay|Magnum|Corbis|Sipa(?: USA)?|"
    r"Zuma(?: Press)?|[Pp]icture[ -][Aa]lliance|imago(?: images)?|dpa|epd|ddp|apa|ANSA|LaPresse|"
    r"Belga|Keystone|TASS|Handout|(?:AP|AFP|EPA|EFE|PA|UPI|CP|ABC|CBS|CNN|NBC|BBC|NPR|USAF|IANS|ANI|PTI))"
)
"""Names of agencies and picture desks as credits write them."""

_PICTURE = r"(?:Photos?|Images?|Pictures?|Pool(?:\sPhoto)?|Wire|Media|Fotos?|Bilder|Handout)"
# An acronym followed by "Photo" is an agency, known or not: "NPA Photo".
_DESK = rf"(?:{AGENCY}(?:\s{_PICTURE})?|{_CAPITAL}{{2,6}}\s{_PICTURE}|Getty\sImages)"
_CREDITED = rf"(?:{_NAMES}\s?[/|]\s?|(?:[Vv]ia|{_NAMES},?\svia|{_NAMES},)\s)"
_CREDIT = rf"(?:{_CREDITED}?{_DESK}(?:\s?/\s?{_NAMES})?)"

_PHOTO_WORD = (
    r"(?:(?:file\s)?(?:photo(?:graph)?|picture|image|illustration)s?(?:\scredits?)?|"
    r"credits?|foto(?:s|graf(?:ie|ía)?)?|cr[ée]dits?(?:\sphotos?)?|(?:archiv|symbol|titel)foto|"
    r"(?:archiv|symbol|beitrags|titel|aufmacher|teaser|header)?bild(?:er|nachweis|quelle)?)"
)

_CREDIT_ENDS = (
    # "... in Geneva. Getty Images", "... the border.” AP"
    re.compile(rf"[.!?…][\"'”’»)\]]*\s+\(?{_CREDIT}\)?$"),
    # "... Jan. 24, 2022Jane Doe/AP Photo", "... in Kyiv (Jane Doe/The Courier)"
    re.compile(rf"{_NAMES}\s?/\s?{_DESK}$"),
    re.compile(rf"\((?:{_NAMES}\s?(?:/|\svia\s)\s?){{1,3}}(?:{_NAMES}|{_DESK})\)$"),
    re.compile(rf"\((?:{_DESK}|(?i:{_PHOTO_WORD})\s?[:/]\s?[^()]{{2,80}})(?:[/,][^()]{{2,60}})?\)$"),
    re.compile(r"\((?i:photo|image|picture|foto)s?\s(?:by|courtesy|via|von)\s[^()]{2,80}\)$"),
    re.compile(rf"[.!?…)][\"'”’»)\]]*\s+(?i:{_PHOTO_WORD})\s?[:/]\s?[^.!?]{{2,80}}\.?$"),
    re.compile(rf"[.!?…)][\"'”’»)\]]*\s+(?i:photo(?:graph)?|image|picture)\s(?i:by|courtesy(?:\sof)?)"
               rf"\s{_NAMES}(?:\s?[/,|]\s?{_NAMES})?\.?$"),
    re.compile(rf"(?:[.!?…)\"'”’»|–-]\s*|^\W*)(?:©|\(c\))\s?{_NAMES}(?:\s?[/,|]\s?{_NAMES})*\.?$"),
)  # fmt: skip
_CREDIT_LINES = (
    re.compile(
        r"(?i:abbildung|abb\.|figure|fig\.|grafik|infografik|illustration)\s?\d*\s?[:.–-]\s.+"
    ),
    re.compile(rf"\(?(?i:{_PHOTO_WORD})\s?[:/|]\s?[^.!?]{{2,120}}\)?\.?"),
    re.compile(
        rf"(?i:photos?|images?|pictures?|photograph)\s(?i:by|courtesy(?:\sof)?)\s{_NAMES}"
        rf"(?:\s?[/,|]\s?{_NAMES})?\.?"
    ),
    re.compile(rf"(?!(?:By|Von|Par|Por|Di|Door|Av|Af)\s){_CREDIT}"),
)
_FILE_PHOTO = re.compile(r"FILE(?:\sPHOTO)?\s?[:–—-]")
_PARTIES = re.compile(r"\([A-ZÄÖÜ0-9]{2,6}/[A-ZÄÖÜ0-9]{2,6}\)$")


def is_caption(line: str) -> bool:
    """Whether the line is a picture's caption or credit: it ends or begins with a credit."""
    if len(line) > _LONGEST_CAPTION or _PARTIES.search(line):
        return False
    if _FILE_PHOTO.match(line):
        return True
    if len(line) <= _CREDIT_REACH and any(rule.fullmatch(line) for rule in _CREDIT_LINES):
        return True
    tail = line[-_CREDIT_REACH:]
    return any(rule.search(tail) for rule in _CREDIT_ENDS)


def is_repeated_caption(line: str, following: str) -> bool:
    """Whether `following` is `line` again with a credit glued to it, as saved pages have it."""
    extra = following[len(line) :]
    return (
        len(line) >= 20
        and following.startswith(line)
        and 0 < len(extra) <= 80
        and re.fullmatch(rf"\W*{_NAMES}(?:\W+{_NAMES})*\W*", extra) is not None
    )
