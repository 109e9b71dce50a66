"""Which lines of a text are not the story? Advertisements, buttons, pointers elsewhere, notices.

Every rule looks at a whole line and asks for a mark that prose does not have: an imperative with a
channel's name, nothing but a button's words.
"""

from __future__ import annotations

import re

_LONGEST_LINE = 250

_CAPITAL = r"[^\W\d_a-zà-öø-ÿ]"
_PROPER = rf"{_CAPITAL}[\w.&'’-]*"
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
    r"""^\W*(?:
    read\s(?:also|more|next|on|the\sfull)|also\sread|see\s(?:also|more)
    |more\s(?:on|from|about)(?:\s[\w\ .]{1,40})?
    |related(?:\s\w+)?|recommended(?:\s\w+)?|must\sread|trending|watch(?:\snow)?|listen(?:\snow)?
    |don[’']t\smiss|you\s(?:may|might)\s(?:also\s)?(?:like|want\sto\sread)|what\sto\sread\snext
    |further\s(?:reading|information)|more\sinformation|explore\sfurther|already\sread
    |(?:bitte\s)?(?:lesen\ssie|lies|lest)\s(?:auch|hier|mehr|dazu|hierzu)(?:\s[\w\ ]{1,30})?
    |auch\sinteressant|siehe\sauch
    |mehr\s(?:zum\sthema|dazu|infos?|informationen|themen)(?:\s[\w\ ]{1,30})?|passend\sdazu
    |schon\sgelesen|zum\sweiterlesen
    |weitere?(?:führende)?\s(?:links?|infos?|informationen|themen|artikel|beiträge|meldungen)
     (?:\s[\w\ ]{1,40})?
    |das\s(?:thema\s)?könnte\s(?:sie|dich|euch)\s(?:auch\s)?(?:noch\s)?interessieren|lesetipps?
    |lire\s(?:aussi|également)|à\slire(?:\s(?:aussi|également))?|voir\saussi
    |sur\sle\smême\s(?:sujet|thème)|pour\saller\splus\sloin
    |(?:lea|leer|lee|vea|ver|mira|mire)\s(?:también|más|además)|(?:te|le)\spuede\sinteresar
    |más\sinformación|no\ste\spierdas
    |leggi\s(?:anche|pure)|vedi\sanche|leia\s(?:também|mais)|veja\s(?:também|mais)|saiba\smais
    |lees\s(?:ook|meer)|zie\sook|läs\s(?:också|även|mer)|læs\s(?:også|mere)|les\s(?:også|mer)
    |lue\smyös
    |(?:czytaj|zobacz|przeczytaj)\s(?:też|także|również|więcej)|polecamy|čtěte\s(?:také|též)
    |читайте\sтакже|смотрите\sтакже
    |ayrıca\s(?:bakınız|okuyun)|olvassa\sel
    )\s*[?!]?\s*(?::|-|–|—|\||>|»|→|$)""",
    re.VERBOSE | re.IGNORECASE,
)
_CONTROLS = re.compile(
    r"""\W*(?:
    adverts?|(?:story\scontinues\sbelow(?:\sthis)?\s)?advertise?ment(?:\s?[-–—]\s?scroll.*)?
    |anzeige|werbung|publicité|publicidad
    |pubblicità|advertentie|reklama?|sponsored(?:\scontent)?
    |(?:story|article)\scontinues\s(?:below|after).{0,40}
    |share(?:\s(?:article|story|(?:this|on|via|with)\b.{0,40}))?
    |(?:share|teilen|partager|compartir|condividi|delen|udostępnij|dela|del)\b.{0,25}:.{0,80}
    |teilen|partager|compartir|compartilhar|condividi|delen|udostępnij|stampa|imprimir|drukuj
    |tweet|facebook|twitter|whatsapp|telegram|linkedin|e?-?mail|print|drucken|imprimer|copy\slink
    |link\scopied
    |read\smore|weiterlesen|mehr\slesen|lire\sla\ssuite|leer\smás|continua\sa\sleggere|lees\smeer
    |czytaj\swięcej|ler\smais
    |continue\sreading(?:\sbelow.{0,40})?|(?:show|load|see)\smore|mehr\s(?:an)?zeigen
    |afficher\splus|ver\smás|mostra\saltro
    |(?:zum|nach)\s(?:seitenanfang|oben)|back\sto\stop|skip\sto\s.{0,30}|haut\sde\spage
    |volver\sarriba
    |like\sus\son\s.{0,60}|loading.{0,3}|please\senable\sjavascript.{0,80}|close|menu|search
    |filed\sunder\b.{0,200}
    |(?:tags?|topics?|keywords?|schlagw[oö]rter?|schlagworte?|stichworte?|themen|temas|etiquetas|mots-clés|tagi)\s*:.{0,300}
    |temas|etiquetas|schlagw[oö]rter|schlagworte
    |view\scomments|(?:\d+|no|leave\sa|post\sa|add\sa|show)\scomments?|comments?(?:\s*\(\d+\))?
    |comments\sare\sclosed.{0,40}
    |kommentare?|commentaires?|comentarios?|commenti|reply|antworten|report|\d+\sshares?
    |(?:reading\stime|lesezeit|lesedauer|temps\sde\slecture|tiempo\sde\slectura)\W.{0,20}
    |(?:ca\.\s)?\d+\smin(?:ute)?[ns]?\.?(?:\s(?:read(?:ing\stime)?|lesezeit|de\slecture|de\slectura|di\slettura))?
    |(?:artikel|seite|beitrag|rezept)\s(?:drucken|teilen|speichern|merken|versenden|vorlesen|anhören)
    |listen\sto\s(?:this\s)?article.{0,40}
    |(?:war|ist|fanden\ssie)\s(?:dieser|der|diesen|den)\s(?:artikel|beitrag)\s.{0,30}(?:hilfreich|nützlich)
    |was\sthis\s(?:article|page)\shelpful
    |(?:for\simmediate\srelease\W*)+|(?:press|news|media)\s(?:release|room|statement)s?|newsroom
    |pressemitteilung|presseinformation|communiqué\sde\spresse|comunicado(?:\sde\sprensa)?
    |comunicato\sstampa|nota\sde\sprensa|(?:the\s)?latest(?:\snews)?|topics
    |\(?noch\skeine\sbewertung(?:en)?\)?
    )\W*""",
    re.VERBOSE | re.IGNORECASE,
)
_END = re.compile(
    r"""^\W*(?:
    related\s(?:stories|articles|content|posts|news|coverage|links|reading|topics|items)
    |more\s(?:from|on|stories|news|articles)\b.{0,60}|further\sreading|explore\sfurther
    |(?:\d+\s)?(?:comments?|responses?|replies|kommentare?|commentaires?|comentarios|commenti|reacties|komentarze|kommentarer)(?:\s.{0,40})?
    |leave\sa\s(?:reply|comment).{0,40}|post\snavigation|share\sthis.{0,20}|about\sthe\sauthors?
    |about\sthis\sauthor
    |you\s(?:may|might)\s(?:also\s)?(?:like|be\sinterested).{0,30}|recommended(?:\s.{0,30})?
    |most\s(?:read|popular|viewed).{0,30}
    |trending(?:\s.{0,20})?|what\sto\sread\snext|read\s(?:next|also)
    |latest\s(?:news|stories|articles).{0,30}|newsletter
    |(?:ähnliche|verwandte|weitere|mehr)\s(?:artikel|beiträge|meldungen|nachrichten|themen|inhalte|news|links)\b.{0,40}
    |das\s(?:thema\s)?könnte\s(?:sie|dich|euch)\s.{0,40}|(?:auch\s)?interessant\sfür\ssie
    |mehr\s(?:zum\sthema|aus)\b.{0,40}
    |über\s(?:den|die)\s(?:autor|autorin|autoren)(?:\W.{0,40})?|zur\sperson|(?:presse)?kontakt
    |ansprechpartner(?:in)?|lesen\ssie\sauch.{0,40}
    |weiterführende\s(?:links?|informationen)|zum\sweiterlesen
    |schreibe?n?\s(?:sie\s)?einen?\skommentar.{0,20}|kommentar\s(?:schreiben|verfassen)
    |articles?\s(?:liés|similaires|associés).{0,20}|sur\sle\smême\s(?:sujet|thème)
    |à\slire\saussi.{0,20}|laisser\sun\scommentaire.{0,20}
    |(?:noticias|artículos|notas|contenidos?)\srelacionad[ao]s?|(?:te|le)\spuede\sinteresar.{0,30}
    |lo\smás\s(?:leído|visto).{0,20}|deja\s(?:un|tu)\scomentario.{0,20}
    |(?:notícias|matérias|artigos)\srelacionad[ao]s|veja\stambém|leia\stambém
    |deixe\sum\scomentário.{0,20}
    |articoli\scorrelati|leggi\sanche|potrebbe\sinteressarti.{0,20}|gerelateerde?\s.{0,20}
    |lees\sook|relaterade?\s.{0,20}|relaterte?\s.{0,20}
    |(?:czytaj|zobacz|przeczytaj)\s(?:też|także|również).{0,20}|powiązane\s.{0,20}
    |najczęściej\sczytane|читайте\sтакже|похожие\s.{0,20}|комментарии
    )\W*$""",
    re.VERBOSE | re.IGNORECASE,
)
_APPEAL = re.compile(
    r"""\b(?:
    subscribe|sign\s(?:up|in)\s(?:for|to|here|now|today)|log\sin
    |become\sa\s(?:member|subscriber|supporter|patron)
    |(?:follow|join|support)\s(?:us|our|me|him|her|them|@\w+)
    |follow\s[\w\ .]{2,30}\son\s(?:twitter|facebook|instagram|x)
    |(?:please|consider)\s(?:donat|support|subscrib|shar)\w+|donate\s(?:now|here|today)
    |buy\sus\sa\scoffee
    |download\sthe\s[\w\ ]{0,30}\bapps?|click\shere|submit\s(?:a|your)\s(?:letter|comment|tip|story)
    |(?:e-?mail|contact|write\sto|tell)\s(?:us|the\s(?:author|editor|writer|reporter)s?)
    |letters?@\w|send\sus
    |(?:lass|lasst|lassen\ssie)\s(?:dir|euch|sich)|abonnier\w*
    |jetzt\s(?:\w+\s)?(?:abonnieren|anmelden|bestellen|spenden|bewerben)
    |(?:folge|folgt|folgen\ssie|unterstütze|unterstützt|unterstützen\ssie)\s(?:uns|mir|unsere\w*|\w+\s(?:auf|bei)\b)
    |(?:gefällt|hat)\s(?:dir|euch|ihnen)\s(?:der|dieser|unser|das|dieses)\b
    |kenn(?:st\sdu|t\sihr|en\ssie)\sschon
    |(?:melde|meldet|melden\ssie)\s(?:dich|euch|sich)
    |(?:schreib|schreibt|schreiben\ssie)\s(?:uns|mir)|hier\smit\suns\sin\skontakt
    |abonnez-vous|inscrivez-vous|suivez-nous|soutenez|rejoignez-nous|faites\sun\sdon
    |suscr[íi]b[ea]\w*|s[íi]guenos|seguir\sa\s\w+\sen\s(?:facebook|twitter)|[úu]nete|ap[óo]yanos
    |hazte\s(?:socio|miembro)|(?:escr[íi]benos|escribirnos)
    |nuestro\scanal|inscreva-se|siga-nos|assine|apoie|iscriviti|seguici|abbonati|sostienici
    |zapraszamy|subskrypcj\w+|wesprzyj|zapisz\ssię|abonneer|steun\sons|volg\sons|prenumerera
    |följ\soss|tilaa
    )(?:\b|(?<=@\w))""",
    re.VERBOSE | re.IGNORECASE,
)
_LONGEST_APPEAL = 400
_PHONE = r"\(?\d{3}\)?[\s/.-]{1,3}\d{3}[\s.-]\d{4}"
_GIVEN = rf"{_CAPITAL}[\w.'’-]*"
_CONTACT = re.compile(
    r"(?i:(?:(?:press|media|news)\s)?contacts?)"
    rf"(?:\s?:?|\s?:\s?.{{2,60}}|\b.*(?:{_PHONE}|\S@\S).*)"
    rf"|{_GIVEN}(?:[\s,:/]{{1,3}}(?:and\s)?{_GIVEN}){{0,5}}[\s,:/]{{1,3}}{_PHONE}\W*"
)
_LONGEST_CONTACT = 160
_SOURCE = re.compile(
    r"(?:sources?|quellen?|fuente|fonte|bron|źródło)\s?:\s?.{2,100}", re.IGNORECASE
)
_AGENCY_CODE = re.compile(r"[(\[]?[a-zäöü]{2,4}(?:\s?[/,]\s?[A-Za-zÄÖÜäöü]{2,6}){0,4}[)\]]?\.?")
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


def is_advertisement(line: str) -> bool:
    """Whether the line invites to a channel, points elsewhere or is a page's button."""
    if len(line) > _LONGEST_LINE:
        return False
    if _CONTROLS.fullmatch(line) or _SHORT_INVITATION.match(line) or _POINTER.match(line):
        return True
    return _ADVERTISEMENT.match(line) is not None and not _SPEECH.search(line)


def ends_article(line: str) -> bool:
    """Whether the line is the heading of what follows an article: comments, related stories."""
    return len(line) < 80 and _END.match(line) is not None


def is_appeal(line: str) -> bool:
    """Whether a story's last line asks its readers for something: to subscribe, follow, write."""
    return len(line) <= _LONGEST_APPEAL and bool(_APPEAL.search(line)) and not _SPEECH.search(line)


def is_origin(line: str) -> bool:
    """Whether a story's last line names where it is from: "dpa/rtr", "(kl)", "Source: Reuters"."""
    return bool(_AGENCY_CODE.fullmatch(line) or _SOURCE.fullmatch(line))


def is_contact(line: str) -> bool:
    """Whether the line says whom the press may call: "Contact: Ann Reed, 555-0100", or who."""
    return len(line) <= _LONGEST_CONTACT and _CONTACT.fullmatch(line) is not None


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
