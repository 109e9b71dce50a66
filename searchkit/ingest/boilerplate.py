"""What on a page is not its article, by the names of elements and by the words of short lines."""

from __future__ import annotations

import re
from functools import lru_cache

_FOREIGN_PARTS = (
    r"comment(?!ar[yi])|disqus|respond|related|recirc|recommend|newsletter|cookie"
    r"|consent|gdpr"
    r"|sponsor|advert|promo(?!t)|outbrain|taboola|popular|trending|most-?read|most-?viewed"
    r"|read-?more|read-?next|up-?next|more-?stories|more-?news|also-?read|see-?also|subscri"
    r"|teaser|popup|caption|slideshow|carousel|keep-?reading|next-?post|prev-?post|post-?nav"
    r"|infobox|copyright|paginat|navigation|navbar"
)
_ABOUT_PARTS = (
    r"breadcrumb|sidebar|footer|share(?!d|holder)|sharing|social|byline|toolbar|modal|overlay|lightbox"
    r"|login|signin"
    r"|sign-?up|signup|register|author-?(?:bio|info|box|card|about|desc)|about-?(?:the-?)?author"
    r"|tag-?(?:list|cloud)|tagged|post-?tags|entry-?tags|article-?tags|post-?meta|entry-?meta"
    r"|article-?meta|metadata|feedback|donat|masthead|disclaimer|photo-?credit|image-?credit"
    r"|img-?credit|follow-?us|dateline|inline-?story|link-?list|jump-?link|timestamp|pub-?date"
    r"|publish-?date|post-?date|entry-?date"
)
_JUNK_PARTS = re.compile(f"{_FOREIGN_PARTS}|{_ABOUT_PARTS}")
_FOREIGN = re.compile(_FOREIGN_PARTS)
_JUNK_WORDS = frozenset(
    "ad ads adv advertisement banner nav menu tags meta credit credits bio rating ratings"
    " vote poll pager legal skip widget widgets tools utility utilities syndication correction"
    " hashtags topics keywords btn button icon".split()
)
_NOT_JUNK = re.compile(
    r"elementor-widget|(?:no|has|with|without|hide|enable|enabled)-(?:sidebar|comments?|ads?)"
    r"|sidebar-(?:left|right)-?(?:layout|page)"
)
_BODY = re.compile(
    r"(?:article|story|entry|post|news|blog|content)[-_ ]{0,2}(?:body|content|text|copy|detail)"
    r"|body[-_ ]{0,2}(?:copy|content|text)|(?:main|page)[-_ ]{0,2}(?:content|text)|articlebody"
    r"|richtext|rich-text|\bprose\b|\bhentry\b"
)

_LEAD = re.compile(
    r"teaser|lead(?!er)|intro|excerpt|summary|standfirst|sub-?(?:title|head|line)|deck|\bdek\b"
    r"|description|abstract|vorspann|einleitung|chapo|bajada|entradilla|sommario|ingress"
)


@lru_cache(maxsize=8192)
def is_junk_name(hint: str) -> bool:
    """Does an element's class or id say that it is something beside the article?"""
    if not hint:
        return False
    hint = _NOT_JUNK.sub(" ", hint)
    if _JUNK_PARTS.search(hint):
        return True
    return not _JUNK_WORDS.isdisjoint(re.split(r"[^a-z0-9]+", hint))


@lru_cache(maxsize=8192)
def is_lead_name(hint: str) -> bool:
    """Does a class or id say that an element may be a standfirst, and nothing worse?"""
    rest, count = _LEAD.subn(" ", hint)
    return count > 0 and not is_junk_name(rest)


@lru_cache(maxsize=8192)
def is_foreign_name(hint: str) -> bool:
    """Does a class or id say that an element is about something else: comments, other stories?"""
    return bool(hint) and bool(_FOREIGN.search(_NOT_JUNK.sub(" ", hint)))


@lru_cache(maxsize=8192)
def is_body_name(hint: str) -> bool:
    """Does an element's class, id or itemprop say that it holds the article's text?"""
    return bool(hint) and bool(_BODY.search(hint))


_JUNK_LINE = re.compile(
    r"""^\W*(?:
    adverts?|advertisement|anzeige|werbung|publicité|publicidad|pubblicità|advertentie|reklama?
    |share(?:\ (?:this|on|via|with)\b.{0,40})?|share\ (?:article|story)
    |(?:share|teilen|partager|compartir|condividi|delen)\b.{0,25}:.{0,80}
    |teilen|partager
    |compartir|condividi
    |tweet|facebook|twitter|whatsapp|linkedin|e-?mail|print|drucken|imprimer
    |read\ more|weiterlesen|mehr\ lesen|lire\ la\ suite|leer\ más|continua\ a\ leggere|lees\ meer
    |continue\ reading(?:\ below.{0,40})?|story\ continues\ below.{0,40}
    |article\ continues\ below.{0,40}
    |(?:sign\ up|subscribe|register)\b.{0,120}
    |follow\ (?:us|him|her|me|them)\b.{0,80}
    |follow\ \S+(?:\ \S+){0,3}\ on\ (?:twitter|facebook|instagram)\b.{0,60}
    |like\ us\ on\ .{0,60}|click\ here\b.{0,80}|download\ (?:the|our)\ .{0,60}\bapp\b.{0,60}
    |loading.{0,3}|please\ enable\ javascript.{0,80}|close|back\ to\ top|skip\ to\ .{0,30}|menu
    |search
    |getty(?:\ images)?|reuters|afp|ap\ photo|dpa
    |(?:all\ rights\ reserved|copyright|©|\(c\)).{0,120}
    |filed\ under\b.{0,200}|tags?\s*:.{0,300}|topics?\s*:.{0,200}|keywords?\s*:.{0,300}
    |schlagw[oö]rter?\s*:?.{0,200}
    |view\ comments|(?:\d+|no|leave\ a|post\ a|add\ a|show)\ comments?|comments?(?:\s*\(\d+\))?
    |kommentare?|commentaires?
    |comments\ are\ closed.{0,40}|reply|antworten|report
    )\W*$""",
    re.VERBOSE | re.IGNORECASE,
)
_POINTER = re.compile(
    r"""^\W*(?:
    read\ (?:also|more|next|the\ full)|also\ read|see\ also|see\ more|more\ (?:on|from|about)
    |related(?:\ (?:stories|articles|content|posts|news|coverage|topics|video))?
    |recommended|watch|listen|don't\ miss|you\ (?:may|might)\ (?:also\ )?like|what\ to\ read\ next
    |lesen\ sie\ (?:auch|hier|mehr|dazu)|mehr\ (?:zum\ thema|dazu)|siehe\ auch|passend\ dazu
    |auch\ interessant
    |lire\ aussi|à\ lire|voir\ aussi|lea\ también|leer\ también|vea\ también|leggi\ anche|lees\ ook
    )\s*(?::|-|–|—|\||>|»|$)""",
    re.VERBOSE | re.IGNORECASE,
)
_END = re.compile(
    r"""^\W*(?:
    related\ (?:stories|articles|content|posts|news|coverage|links|reading)
    |more\ (?:from|on|stories|news)\b.{0,60}
    |(?:\d+\ )?(?:comments?|responses?|replies|kommentare?|commentaires?|comentarios)(?:\ .{0,40})?
    |leave\ a\ (?:reply|comment).{0,40}|post\ navigation|share\ this.{0,20}|about\ the\ authors?
    |you\ (?:may|might)\ (?:also\ )?(?:like|be\ interested).{0,30}|recommended(?:\ .{0,30})?
    |most\ (?:read|popular|viewed).{0,30}
    |trending(?:\ .{0,20})?|what\ to\ read\ next|read\ (?:next|also)
    |latest\ (?:news|stories|articles).{0,30}
    |ähnliche\ (?:artikel|beiträge).{0,20}|das\ könnte\ (?:sie|dich)\ auch.{0,30}
    |mehr\ zum\ thema.{0,20}
    |weitere\ (?:artikel|beiträge|meldungen|nachrichten|themen).{0,30}
    |schreibe\ einen\ kommentar.{0,20}
    |articles?\ (?:liés|similaires).{0,20}|sur\ le\ même\ (?:sujet|thème)|noticias\ relacionadas
    |artículos\ relacionados
    |articoli\ correlati|gerelateerde?\ .{0,20}|newsletter
    )\W*$""",
    re.VERBOSE | re.IGNORECASE,
)


def is_junk_line(text: str) -> bool:
    """Is a whole line an advertisement's mark, a share button, a notice, a list of tags?"""
    return len(text) < 320 and bool(_JUNK_LINE.match(text))


def is_pointer(text: str) -> bool:
    """Does a line point to another article ("Read also: ...")?"""
    return len(text) < 250 and bool(_POINTER.match(text))


def ends_article(text: str) -> bool:
    """Is a line the heading of what follows an article: comments, related stories?"""
    return len(text) < 80 and bool(_END.match(text))
