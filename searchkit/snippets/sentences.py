"""Where do sentences end? Rules with fixed parameters, looked at only near what is shown."""

from __future__ import annotations

import re
from collections.abc import Iterator

from searchkit.lazy_regex import lazy_pattern
from searchkit.snippets.abbreviations import Abbreviations, abbreviations, holds

_STOPS = ".!?…‽؟۔।॥።"
_BRACKETS = "\"'”’»›)]}」』）】》〉"
_CLOSERS = _BRACKETS + "“‘«‹"  # „German“ and »German«
_OPENERS = "\"'“”‘„‚«»‹›([{¿¡「『（【《〈"
_BULLETS = "•‣◦▪●–-*·"
_LINE_ENDS = "\n\r\v\f\x85\u2028\u2029"
_UNFINISHED = (",", ";", "(", "[", "&", "–", "—", " -")
LOOK = 40
"""Code points on either side of a gap that decide whether a sentence ends there."""

_WIDE = "。！？｡"
"""Stops of Chinese and Japanese, which no space follows."""
_HAS_WIDE = lazy_pattern(rf"[{_WIDE}]")
_WIDE_GAP = lazy_pattern(
    rf"\s+|(?<=[{_WIDE}])[{re.escape(_BRACKETS)}]*(?![{_WIDE}{re.escape(_BRACKETS)}])\s*"
)
_BEFORE_GAP = lazy_pattern(
    rf"[{re.escape(_STOPS + _CLOSERS)}{_LINE_ENDS}](?:\s+|(?<=[{_LINE_ENDS}]))"
)
_LAST_WORD = lazy_pattern(r"[^\W_](?:[^\W_]|[.'’])*\Z")
_FIRST_WORD = lazy_pattern(r"([^\W\d_]+)(\.?)")
_LETTERS_WITH_DOTS = lazy_pattern(r"(?:[^\W\d_]{1,3}\.)+[^\W\d_]{1,3}")
_LIST_ITEM = lazy_pattern(rf"(?:[{re.escape(_BULLETS)}]|\(?\d{{1,2}}[.)]|[a-z]\))\s")


def breaks(
    text: str, low: int, high: int, language: str | None, *, last_first: bool = False
) -> Iterator[tuple[int, int]]:
    """Where a sentence ends and where the next one starts, both within `[low, high)`.

    Ends stand behind the closing quotes and brackets, starts before the opening ones. The text's
    own start and end are not among them. Each is looked at when it is asked for, the last ones
    first if so wanted.
    """
    rules = abbreviations(language)
    high = min(high, len(text))
    begin = max(0, low - 1)
    if text.isascii() or not _HAS_WIDE.search(text, begin, high):
        gap_of, matches = _gap_behind, list(_BEFORE_GAP.finditer(text, begin, high))
    else:
        gap_of, matches = _wide_gap, list(_WIDE_GAP.finditer(text, low, high))
    if last_first:
        matches.reverse()
    for match in matches:
        stop, start = match.span()
        if gap_of is _gap_behind and not text[stop].isspace():
            end, is_sure = stop + 1, False
        else:
            end, start, is_sure = gap_of(match, low)
        if end < low or start >= high or (end == low > 0 and text[low - 1].isspace()):
            continue
        if is_sure or (0 < end < start and ends_sentence(text, end, start, rules)):
            yield end, start


def _gap_behind(match: re.Match[str], low: int) -> tuple[int, int, bool]:
    """The spaces around a line's end; others that no stop, quote or bracket precedes end nothing.

    Gives (where they start, where they stop, whether a sentence surely ends there).
    """
    text = match.string
    end, start = match.span()
    while end > low and text[end - 1].isspace():
        end -= 1
    return end, start, False


def _wide_gap(match: re.Match[str], low: int) -> tuple[int, int, bool]:
    """Any spaces; and the place behind a wide stop, where a sentence surely ends."""
    gap = match[0]
    return match.start() + len(gap.rstrip()), match.end(), not gap.isspace()


def ends_sentence(text: str, end: int, start: int, rules: Abbreviations) -> bool:
    """Whether a sentence ends where these spaces start, and the next one begins behind them."""
    if start == end + 1 and text[end] == " " and end > 1:
        if text[start].islower():
            return False
        if _ends_plainly(text, end, start, rules):
            return True
    return _ends_sentence(text, end, start, rules)


def _ends_plainly(text: str, end: int, start: int, rules: Abbreviations) -> bool:
    """Whether a word that is no abbreviation, a stop, a space and a capital stand here.

    A quote may stand behind the stop, and one before the capital. Most sentences end so.
    """
    stop = text[end - 1]
    if stop in _CLOSERS:
        end -= 1
        stop = text[end - 1]
    capital = text[start]
    if capital in _OPENERS:
        capital = text[start + 1 : start + 2]
    if not "A" <= capital <= "Z" or stop not in ".!?":
        return False
    word = text[text.rfind(" ", max(0, end - LOOK), end) + 1 : end - 1]
    return stop != "." or (
        1 < len(word) < LOOK - 1 and word.isalpha() and not holds(rules.before_words, word)
    )


def _ends_sentence(text: str, end: int, start: int, rules: Abbreviations) -> bool:
    gap = text[end:start]
    before = text[max(0, end - LOOK) : end]
    after = text[start : start + LOOK]
    lines = 0 if gap == " " else _count_lines(gap)
    if lines > 1 or (lines and _LIST_ITEM.match(after)):
        return True
    if after[0] in _BRACKETS and not after[1:2].strip():
        return False  # « Quotes with spaces. »
    head = before.rstrip(_CLOSERS)
    if head[-1:].isspace():
        head = before.rstrip(_BRACKETS).rstrip()
    words = head.rstrip(_STOPS)
    stop = head[len(words) :]
    following = after.lstrip(_OPENERS)
    if following[:1].islower() or (not stop and before.endswith(_UNFINISHED)):
        return False
    if not stop:
        return bool(lines)
    return stop != "." or _is_full_stop(words, following, bool(lines), rules)


def _count_lines(gap: str) -> int:
    """Lines that end in a gap; a paragraph separator ends two."""
    if not gap.strip(" \n"):
        return gap.count("\n")
    lines = sum(character in _LINE_ENDS for character in gap.replace("\r\n", "\n"))
    return lines + gap.count("\u2029")


def _is_full_stop(words: str, following: str, lines: bool, rules: Abbreviations) -> bool:
    """Whether the stop between these words and what follows is more than an abbreviation's."""
    match = _LAST_WORD.search(words, words.rfind(" ") + 1)
    word = match[0] if match else ""
    if word.isdigit():
        return not _is_ordinal(words, word, following, rules)
    if holds(rules.before_names, word):
        return False
    if following[:1].isdigit() and holds(rules.before_numbers, word):
        return False
    if lines or not _may_go_on(word, rules):
        return True
    return _starts_sentence(following, rules)


def _is_ordinal(words: str, number: str, following: str, rules: Abbreviations) -> bool:
    """A list's number at the start of its line; or "am 3. Mai", where that is how to write it."""
    if len(number) > 2:
        return False
    line = words[: -len(number)]
    if not line.strip(" \t") or line.rstrip(" \t")[-1] in _LINE_ENDS:
        return True
    return rules.ordinals and not _starts_sentence(following, rules)


def _may_go_on(word: str, rules: Abbreviations) -> bool:
    initial = len(word) == 1 and word.isalpha()
    return initial or bool(_LETTERS_WITH_DOTS.fullmatch(word)) or holds(rules.anywhere, word)


def _starts_sentence(following: str, rules: Abbreviations) -> bool:
    match = _FIRST_WORD.match(following)
    if match is None or (match[2] and len(match[1]) == 1):
        return False  # "J. A. Smith": an initial more, not the article.
    return match[1].lower() in rules.starters
