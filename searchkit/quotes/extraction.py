"""A text to its quotations: what is quoted is joined with who says it."""

from __future__ import annotations

from collections.abc import Iterator

from searchkit.quotes.attribution import leading, reporter, speaker_before, speaker_behind
from searchkit.quotes.dialogue import spoken
from searchkit.quotes.marks import Quoted, quoted_spans
from searchkit.quotes.people import People
from searchkit.quotes.quotation import Basis, Quotation
from searchkit.quotes.reported import reported
from searchkit.quotes.speakers import Mention
from searchkit.values import Value

_SENTENCE_ENDS = (". ", "? ", "! ", ".\n")
_WHOLE_SENTENCE = 6
"""Code points at least of a quotation that can stand without anything that says whose it is."""


class _Voice(Value):
    """Who speaks, where that is said, and how it is known."""

    speaker: str
    mention: Mention
    basis: Basis


def quotations(text: str) -> tuple[Quotation, ...]:
    """What people are quoted as saying in a text, in its order.

    Nothing is given for what is quoted of nobody in particular: titles, odd expressions, words
    whose speaker cannot be told.
    """
    return tuple(sorted(voices(text), key=lambda quotation: (quotation.start, quotation.end)))


def voices(text: str) -> Iterator[Quotation]:
    """The same, direct speech first, each found when it is asked for."""
    quoted = quoted_spans(text)
    extractor = _Extractor(text, quoted)
    yield from extractor.direct()
    yield from extractor.spoken()
    yield from reported(text, quoted, extractor.people)


class _Extractor:
    def __init__(self, text: str, quoted: list[Quoted]) -> None:
        self.text, self.quoted = text, quoted
        self.people = People(text, quoted)
        self._break = "\n\n" if "\n\n" in text else "\n"
        self._latest: _Voice | None = None
        self._latest_number = -1
        """Which quotation was the last whose speaker is known."""

    def direct(self) -> Iterator[Quotation]:
        """What stands in quotation marks and has a speaker."""
        for number, quoted in enumerate(self.quoted):
            voice = self._voice(number, quoted)
            if voice is not None:
                self._latest, self._latest_number = voice, number
                yield self._quotation(quoted.start, quoted.end, voice)

    def spoken(self) -> Iterator[Quotation]:
        """What is said behind dashes."""
        for pieces, mention in spoken(self.text):
            voice = self._named(mention)
            if voice is not None:
                for number, (start, end) in enumerate(pieces):
                    basis: Basis = "continued" if number else voice.basis
                    yield self._quotation(start, end, _Voice(voice.speaker, mention, basis))

    def _quotation(self, start: int, end: int, voice: _Voice) -> Quotation:
        while self.text[start].isspace():
            start += 1
        while self.text[end - 1].isspace():
            end -= 1
        return Quotation(
            voice.speaker,
            self.text[start:end],
            start,
            end,
            voice.mention.start,
            voice.mention.end,
            "direct",
            voice.basis,
        )

    def _voice(self, number: int, quoted: Quoted) -> _Voice | None:
        paragraph = self._paragraph_start(quoted.outer_start)
        previous = self.quoted[number - 1].outer_end if number else 0
        start = max(previous, paragraph)
        if self._goes_on(number, start, quoted):
            return self._continued()
        lead = speaker_before(self.text, start, quoted)
        behind = speaker_behind(self.text, quoted, self._limit(number, quoted))
        before = lead.mention if lead is not None else None
        expects_more = self.text[quoted.start : quoted.end].rstrip().endswith(",")
        if lead is not None and lead.adjacent and not (behind is not None and expects_more):
            mentions = (before, behind)
        else:
            mentions = (behind, before)
        for mention in mentions:
            if mention is not None and (voice := self._named(mention)):
                return voice
        return self._unattributed(number, quoted, start, paragraph)

    def _goes_on(self, number: int, start: int, quoted: Quoted) -> bool:
        """Whether the sentence that named the last speaker goes on: `“…,” said Doe, “…`."""
        if self._latest is None or self._latest_number != number - 1:
            return False
        between = self.text[start : quoted.outer_start]
        named = start <= self._latest.mention.start < quoted.outer_start
        return named and not _has_sentence_end(between)

    def _named(self, mention: Mention) -> _Voice | None:
        latest = self._latest.speaker if self._latest else None
        resolved = self.people.resolve(mention, latest)
        return None if resolved is None else _Voice(resolved[0], mention, resolved[1])

    def _continued(self) -> _Voice | None:
        latest = self._latest
        return latest and _Voice(latest.speaker, latest.mention, "continued")

    def _unattributed(
        self, number: int, quoted: Quoted, start: int, paragraph: int
    ) -> _Voice | None:
        """Who goes on speaking, if whole sentences are quoted and nothing says who speaks."""
        opening = self.text[quoted.start : quoted.end].lstrip()
        if len(opening) < _WHOLE_SENTENCE or opening[0].islower():
            return None
        between = self.text[start : quoted.outer_start]
        if self._latest_number == number - 1 and start > paragraph:
            if not between.rstrip().endswith((".", "?", "!", ":")) and between.strip():
                return None
            follows = between.count(". ") + between.count("? ") + between.count("! ") <= 2
            return self._continued() if follows else None
        if between.strip():
            mention = reporter(self.text, start, quoted.outer_start)
            return self._told(mention)
        return self._from_paragraph_before(number, paragraph)

    def _told(self, mention: Mention | None) -> _Voice | None:
        if mention is None or mention.kind == "description":
            return None
        voice = self._named(mention)
        return voice and _Voice(voice.speaker, voice.mention, "continued")

    def _from_paragraph_before(self, number: int, paragraph: int) -> _Voice | None:
        end = self._trimmed(paragraph)
        if end <= 0:
            return None
        first = self._paragraph_start(end - 1)
        previous = self.quoted[number - 1].outer_end if number else 0
        if previous > first:
            known = self._latest_number == number - 1
            return self._continued() if known else None
        if self.text[end - 1] in ":,":
            lead = leading(self.text, first, end)
            return self._named(lead.mention) if lead is not None else None
        return self._told(reporter(self.text, first, end))

    def _trimmed(self, end: int) -> int:
        while end > 0 and self.text[end - 1].isspace():
            end -= 1
        return end

    def _paragraph_start(self, at: int) -> int:
        found = self.text.rfind(self._break, 0, at)
        return 0 if found < 0 else found + len(self._break)

    def _limit(self, number: int, quoted: Quoted) -> int:
        """Where the words that follow a quotation end."""
        limit = len(self.text)
        if number + 1 < len(self.quoted):
            limit = self.quoted[number + 1].outer_start
        found = self.text.find(self._break, quoted.outer_end, limit)
        return limit if found < 0 else found


def _has_sentence_end(between: str) -> bool:
    return any(end in between for end in _SENTENCE_ENDS)
