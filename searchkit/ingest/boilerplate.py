"""What on a page is not its article, by the names of elements: their classes and ids."""

from __future__ import annotations

import re
from functools import lru_cache

_FOREIGN_PARTS = (
    r"comment(?!ar[yi])|disqus|respond|related|recirc|recommend|newsletter|cookie"
    r"|consent|gdpr"
    r"|sponsor|advert|promo(?!t)|outbrain|taboola|popular|trending|most-?read|most-?viewed"
    r"|read-?more|read-?next|up-?next|more-?stories|more-?news|also-?read|see-?also|subscri"
    r"|teaser|popup|caption|slideshow|carousel|keep-?reading|next-?post|prev-?post|post-?nav"
    r"|infobox|copyright|paginat|navigation|navbar|paidbox|affiliate|disclosure"
    r"|no-?print|print-?(?:none|hidden)|nocontent|opt-?out"
)
_ABOUT_PARTS = (
    r"breadcrumb|sidebar|footer|share(?!d|holder)|sharing|social|byline|toolbar|modal|overlay|lightbox"
    r"|login|signin"
    r"|sign-?up|signup|register|author-?(?:bio|info|box|card|about|desc)|about-?(?:the-?)?author"
    r"|tag-?(?:list|cloud)|tagged|post-?tags|entry-?tags|article-?tags|post-?meta|entry-?meta"
    r"|article-?meta|metadata|feedback|donat|masthead|disclaimer|photo-?credit|image-?credit"
    r"|img-?credit|follow-?us|dateline|inline-?story|link-?list|jump-?link|timestamp|pub-?date"
    r"|publish-?date|post-?date|entry-?date|read(?:ing)?-?time|table-?of-?contents|toc-(?:title|list|cont)"
    r"|(?:image|img|photo|picture|bild|foto)-?(?:desc|legend|line|wrap|author|source|quelle)"
    r"|bildunterschrift|bildnachweis|legende|pie-?(?:de-?)?foto|didascalia|onderschrift|saboxplugin"
    r"|contact-?box|kontaktbox|author-?(?:position|role|job|image|avatar|container)"
)
_JUNK_PARTS = re.compile(f"{_FOREIGN_PARTS}|{_ABOUT_PARTS}")
_FOREIGN = re.compile(_FOREIGN_PARTS)
_JUNK_WORDS = frozenset(
    "ad ads adv advertisement banner nav menu tags meta credit credits bio rating ratings"
    " vote poll pager legal skip widget widgets tools utility utilities syndication correction"
    " hashtags topics keywords btn button icon".split()
)
_NOT_JUNK = re.compile(
    r"live-?(?:\w+-)?comments?|elementor-widget|(?:no|has|with|without|hide|enable|enabled)-(?:sidebar|comments?|ads?)"
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
