"""Which lines of a text are not the story? Captions, credits, advertisements, pointers elsewhere.

Every rule looks at a whole line and asks for a mark that prose does not have: a credit behind the
last full stop, an imperative with a channel's name. Prose that mentions a photograph stays.
"""

from __future__ import annotations

import re

_LONGEST_CAPTION = 700
_LONGEST_LINE = 250
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
    r"credits?|foto(?:s)?|bild(?:er|nachweis|quelle)?|cr[ée]dits?(?:\sphotos?)?|archivbild|symbolbild)"
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
)  # fmt: skip
_CREDIT_LINES = (
    re.compile(rf"\(?(?i:{_PHOTO_WORD})\s?[:/|]\s?[^.!?]{{2,120}}\)?\.?"),
    re.compile(
        rf"(?i:photos?|images?|pictures?|photograph)\s(?i:by|courtesy(?:\sof)?)\s{_NAMES}"
        rf"(?:\s?[/,|]\s?{_NAMES})?\.?"
    ),
    re.compile(rf"(?!(?:By|Von|Par|Por|Di|Door|Av|Af)\s){_CREDIT}"),
)
_FILE_PHOTO = re.compile(r"FILE(?:\sPHOTO)?\s?[:–—-]")
_PARTIES = re.compile(r"\([A-ZÄÖÜ0-9]{2,6}/[A-ZÄÖÜ0-9]{2,6}\)$")

_MEDIUM = (
    r"(?:newsletters?|telegram|whatsapp|signal|channel|facebook|twitter|instagram|youtube|tiktok|"
    r"linkedin|threads|bluesky|mastodon|podcast|app|alerts?|notifications?|inbox|mailing\slist|"
    r"google\snews|updates|kanal|canal|chaîne|canale|kanaal|nieuwsbrief|boletín|infolettre|"
    r"morning\sbriefing|e-?mails?|subscription|membership|premium)"
)
_INVITATION = (
    r"(?:(?:please\s|you\scan\s(?:also\s)?)?(?:"
    r"(?:join|follow|like|find)\s(?:us|our|[@#]\w+|[\w .'’-]{1,40}\son)|"
    r"(?:join|follow)\sthe(?=\s[^:;,.]{0,60}\b(?:channel|group|newsletter|page|podcast)\b)|"
    r"subscribe(?:\s(?:to|now|here|today|for|via)|[!.]?$)|sign\sup\s(?:for|to|here|now|today|with)|"
    r"register\s(?:for|here|now)|download\s(?:our|the)|get\s(?:our|the\slatest|all\sthe|more|breaking|\w+\snews)|"
    r"support\s(?:our|independent)|stay\s(?:up\sto\sdate|informed|tuned)|click\shere|tap\shere|"
    r"receive\s(?:our|the)|don[’']t\smiss|never\smiss|want\s(?:more|the\slatest)|"
    r"abonnieren\ssie|folgen\ssie|melden\ssie\ssich|jetzt\s(?:abonnieren|anmelden)|"
    r"abonnez-vous|inscrivez-vous|suivez(?:-nous|\s\w+)|rejoignez|recevez|"
    r"suscr[íi]b[ea]te|suscr[íi]base|s[íi]guenos|[úu]nete|inscreva-se|siga-nos|assine|"
    r"iscriviti|seguici|abbonati|meld\su\saan|volg\sons|abonneer))"
)
_ADVERTISEMENT = re.compile(rf"^\W*{_INVITATION}(?=\W|$)[^:]*?\b{_MEDIUM}\b", re.IGNORECASE)
# Words that somebody in the story says.
_SPEECH = re.compile(r"[\"“”«»„]|\b(?:said|says|told|added|argued|warned|sagte|dijo|disse)\b")
_SHORT_INVITATION = re.compile(
    r"^\W*(?:subscribe(?:\s(?:now|here|today))?|sign\sup(?:\s(?:now|here|today))?|follow\sus(?:\son\s.*)?|"
    r"(?:click|tap)\shere\s(?:to|for)\s.*|donate(?:\snow)?|support\sour\s(?:journalism|work).*|"
    r"abonnieren|jetzt\sabonnieren|s'abonner)\W*$",
    re.IGNORECASE,
)
_POINTER = re.compile(
    r"^\W*(?:read\s?(?:more|also|next|on)?|also\sread|more\son\sthis(?:\sstory)?|related(?:\s\w+)?|"
    r"see\s?also|see\smore|watch(?:\snow)?|listen(?:\snow)?|don[’']t\smiss|recommended(?:\s\w+)?|"
    r"must\sread|trending|more\sfrom\s[\w .]{1,40}|lesen\ssie\s(?:auch|mehr|dazu)|mehr\szum\sthema|"
    r"lire\s(?:aussi|également)|à\slire(?:\saussi)?|lea\s(?:también|más)|le\spuede\sinteresar|"
    r"leggi\s(?:anche)|leia\s(?:também|mais)|lees\s(?:ook|meer))\s*[:>»|→]\s*\S",
    re.IGNORECASE,
)
_CONTROLS = re.compile(
    r"\W*(?:(?:story\scontinues\sbelow(?:\sthis)?\s)?advertise?ment|advertisement\s?[-–—]\s?scroll.*|"
    r"article\scontinues\s(?:below|after).*|sponsored(?:\scontent)?|anzeige|werbung|publicité|"
    r"publicidad|pubblicità|advertentie|share(?:\s(?:this|on)(?:\s\w+){0,3})?|tweet|print|e?-?mail|"
    r"facebook|twitter|whatsapp|telegram|linkedin|copy\slink|link\scopied|comments?(?:\s\(?\d+\)?)?|"
    r"\d+\scomments?|\d+\sshares?|leave\sa\scomment|(?:\d+\s)?min(?:ute)?s?\sread|"
    r"(?:reading\stime\W*)?\d+\smin(?:ute)?s?(?:\sread)?|skip\sto\s(?:main\s)?content|"
    r"loading|load\smore|show\smore|see\smore|read\smore|continue\sreading|back\sto\stop|"
    r"teilen|drucken|kommentare|partager|imprimer|compartir|condividi|stampa|delen)\W*",
    re.IGNORECASE,
)
_RIGHTS = re.compile(
    r"^(?:copyright\s(?:©|\(c\)|\d{4})|©|\(c\)\s(?:copyright\s)?\d{4}).*$|"
    r"^.{0,160}\ball\srights\sreserved\b.*$|"
    r"^(?:alle\srechte\svorbehalten|tous\sdroits\sréservés|todos\slos\sderechos\sreservados)\W*$|"
    r"^this\smaterial\smay\snot\sbe\spublished,\sbroadcast",
    re.IGNORECASE,
)
_WORK = r"(?:(?:additional\s)?(?:reporting|writing|editing)(?:\sand\s\w+)?|compiled|edited|written)"
_SIGN_OFF = re.compile(
    rf"^[(\[]{_WORK}\sby\s[^()\[\]]{{2,300}}[)\]]\W*$|"
    rf"^(?:editing|additional\sreporting)\sby\s[^.]{{2,200}}\.?$|"
    rf"^{_WORK}\sby\s[^.;]{{2,200}};\s*{_WORK}\sby\s[^.]{{2,200}}\.?$|"
    r"^our\sstandards:\sthe\sthomson\sreuters\strust\sprinciples\W*$",
    re.IGNORECASE,
)
_TAIL_SIGN_OFF = re.compile(rf"\s*\({_WORK}\sby\s[^()]{{2,300}}\)\s*$", re.IGNORECASE)
_CHANNEL_NAME = re.compile(
    rf"((?:{_PROPER}\s){{1,5}})(?i:telegram|whatsapp|youtube|facebook|newsletter|app|channel|podcast)\b"
)
_NO_NAMES = frozenset("join follow subscribe our the telegram whatsapp youtube facebook".split())


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


def is_advertisement(line: str) -> bool:
    """Whether the line invites to a channel, points elsewhere or is a page's button."""
    if len(line) > _LONGEST_LINE:
        return False
    if _CONTROLS.fullmatch(line) or _SHORT_INVITATION.match(line) or _POINTER.match(line):
        return True
    return _ADVERTISEMENT.match(line) is not None and not _SPEECH.search(line)


def is_rights_notice(line: str) -> bool:
    """Whether the line is a copyright notice; its year is no date."""
    return len(line) <= 2 * _LONGEST_LINE and _RIGHTS.match(line) is not None


def is_sign_off(line: str) -> bool:
    """Whether the line names an agency's reporters and editors, as agencies end their stories."""
    return len(line) <= 2 * _LONGEST_LINE and _SIGN_OFF.match(line) is not None


def without_sign_off(line: str) -> str:
    """The line without "(Reporting by …; editing by …)" at its end."""
    return _TAIL_SIGN_OFF.sub("", line)


def channel_name(line: str) -> str | None:
    """The name in front of "Telegram channel", "newsletter" and so on in an advertisement."""
    match = _CHANNEL_NAME.search(line)
    if match is None:
        return None
    words = [word for word in match[1].split() if word.lower() not in _NO_NAMES]
    return " ".join(words) or None
