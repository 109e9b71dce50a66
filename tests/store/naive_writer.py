"""A second opinion on the format: writes segments in plain loops, from `layout`'s words alone."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import zstandard

from searchkit.store import layout
from searchkit.store.container import ContainerWriter
from searchkit.store.packing import pack

TITLE_WEIGHT = 3


@dataclass(frozen=True)
class Word:
    position: int
    span: int
    form: str
    stem: str


@dataclass
class NaiveText:
    """Words by whitespace; a hyphen makes two words and a whole that covers both.

    A stem is a form without its final letters "s".
    """

    text: str
    words: list[Word] = field(default_factory=list)
    starts: list[int] = field(default_factory=list)

    def __post_init__(self) -> None:
        offset = 0
        for chunk in self.text.split(" "):
            parts, begin = [part for part in chunk.split("-") if part], len(self.starts)
            place = offset
            for part in parts:
                place = self.text.index(part, place)
                self.words.append(Word(len(self.starts), 1, part, naive_stem(part)))
                self.starts.append(place)
                place += len(part)
            if len(parts) > 1:
                whole = "-".join(parts)
                self.words.append(Word(begin, len(parts), whole, naive_stem(whole)))
            offset += len(chunk) + 1

    @property
    def length(self) -> int:
        return len(self.starts)


@lru_cache(4096)
def naive_text(text: str) -> NaiveText:
    return NaiveText(text)


@dataclass
class NaiveArticle:
    id: str
    title: str = ""
    body: str = ""
    author: str = ""
    url: str = ""
    source: str = ""
    language: str = ""
    stem_language: str = "en"
    unsure: bool = False
    seconds: float = 0.0
    day: int = 0
    precision: int = 0

    @property
    def stored(self) -> bytes:
        fields = {"id": self.id, "title": self.title}
        return (json.dumps(fields) + "\n" + self.body).encode()

    @property
    def sketch(self) -> list[int]:
        """Numbers like those of a sketch: as many as the title's words, at most two."""
        return [len(self.body), len(self.title)][: len(self.title.split())]

    def words(self, name: str) -> list[Word]:
        """Of one indexed field: position, span, form, term."""
        if name != "text":
            words = naive_text(getattr(self, name)).words
            return [Word(word.position, word.span, word.form, word.form) for word in words]
        title, body = naive_text(self.title), naive_text(self.body)
        after = [
            Word(word.position + title.length, word.span, word.form, word.stem)
            for word in body.words
        ]
        return title.words + after

    def length(self, name: str) -> int:
        return naive_text(getattr(self, name)).length


@dataclass
class NaiveList:
    """docnum -> occurrences, sorted by position and span."""

    term: str
    postings: dict[int, list[Word]]

    @property
    def words(self) -> list[Word]:
        return [word for words in self.postings.values() for word in words]

    @property
    def forms(self) -> list[str]:
        """By code: the commonest first."""
        counts: dict[str, int] = defaultdict(int)
        for word in self.words:
            counts[word.form] += 1
        return sorted(counts, key=lambda form: (-counts[form], form))


def naive_stem(form: str) -> str:
    return form.rstrip("s") or form


def naive_lists(articles: Sequence[NaiveArticle], name: str) -> list[NaiveList]:
    """The lists of a field, as they are numbered."""
    terms: dict[str, dict[int, list[Word]]] = defaultdict(lambda: defaultdict(list))
    for docnum, article in enumerate(articles):
        for word in sorted(article.words(name), key=lambda word: (word.position, word.span)):
            terms[word.stem][docnum].append(word)
    lists = [NaiveList(term, dict(postings)) for term, postings in terms.items()]
    return sorted(lists, key=lambda listed: (-len(listed.postings), listed.term))


def weighted(words: Sequence[Word], title_length: int) -> int:
    """Occurrences, those in the title by weight."""
    return sum(TITLE_WEIGHT if word.position < title_length else 1 for word in words)


def write_naive(
    path: Path, articles: Sequence[NaiveArticle], pairs_from: int | None = None, run: int = 3
) -> tuple[int, int]:
    """Write a segment; `run` articles are compressed together."""
    names = {
        fact: sorted({getattr(article, one) for article in articles})
        for fact, one in (
            ("sources", "source"),
            ("languages", "language"),
            ("stem_languages", "stem_language"),
        )
    }
    with ContainerWriter(path, "segment") as file:
        _write_columns(file, articles, names)
        _write_stored(file, articles, run)
        for name in ("text", "author", "url"):
            _write_field(file, articles, name)
        _write_impacts(file, articles)
        _write_pairs(file, articles, pairs_from)
        facts = {"documents": len(articles), "analyzer": "naive-1", "pairs_from": pairs_from}
        return file.finish(facts | names)


def _write_columns(
    file: ContainerWriter, articles: Sequence[NaiveArticle], names: dict[str, list[str]]
) -> None:
    for name in ("title", "body", "author", "url"):
        _add_narrow(file, f"{name}_lengths", [article.length(name) for article in articles])
    _add(file, "seconds", "<f8", [article.seconds for article in articles])
    _add(file, "days", "<i4", [article.day for article in articles])
    _add(file, "precisions", "|u1", [article.precision for article in articles])
    for fact, one in (
        ("sources", "source"),
        ("languages", "language"),
        ("stem_languages", "stem_language"),
    ):
        _add_narrow(file, fact, [names[fact].index(getattr(a, one)) for a in articles])
    _add(file, "unsure", "|u1", [int(article.unsure) for article in articles])
    _add(file, "sketches.sizes", "|u1", [len(article.sketch) for article in articles])
    _add(file, "sketches.values", "<u4", [n for article in articles for n in article.sketch])
    _add(file, "sketches.marks", "|u1", [])
    newest = sorted(
        range(len(articles)),
        key=lambda n: (articles[n].precision == 0, -articles[n].seconds, articles[n].id),
    )
    _add_narrow(file, "recency", [newest.index(docnum) for docnum in range(len(articles))])
    _add_strings(file, "ids", [article.id for article in articles])
    _add_narrow(file, "ids.order", sorted(range(len(articles)), key=lambda n: articles[n].id))


def _write_stored(file: ContainerWriter, articles: Sequence[NaiveArticle], run: int) -> None:
    """Frames without a dictionary, and with one of two, by turns."""
    texts = [article.stored for article in articles]
    dictionaries = [b'{"id": "id-0', b'", "title": "the cat of cats", "body": "the cats of ']
    firsts = range(0, len(texts), run)
    numbers = [first // run % 3 for first in firsts]
    frames = [
        _compressor(dictionaries, number).compress(b"".join(texts[first : first + run]))
        for number, first in zip(numbers, firsts, strict=True)
    ]
    _add(file, "stored.frames", "|u1", list(b"".join(frames)))
    _add_narrow(file, "stored.frame_lengths", [len(frame) for frame in frames])
    _add_narrow(file, "stored.frame_articles", [len(texts[n : n + run]) for n in firsts])
    _add(file, "stored.frame_dictionaries", "|u1", numbers)
    _add(file, "stored.dictionaries", "|u1", list(zstandard.compress(b"".join(dictionaries))))
    _add(file, "stored.dictionary_ends", "<u8", np.cumsum([len(one) for one in dictionaries]))
    _add_narrow(file, "stored.lengths", [len(text) for text in texts])
    starts = [naive_token_starts(article) for article in articles]
    _add(file, "starts.bytes", "|u1", list(b"".join(starts)))
    _add_narrow(file, "starts.lengths", [len(of_article) for of_article in starts])


def _compressor(dictionaries: Sequence[bytes], number: int) -> zstandard.ZstdCompressor:
    if not number:
        return zstandard.ZstdCompressor()
    raw = zstandard.DICT_TYPE_RAWCONTENT
    data = zstandard.ZstdCompressionDict(dictionaries[number - 1], dict_type=raw)
    return zstandard.ZstdCompressor(dict_data=data)


def naive_token_starts(article: NaiveArticle) -> bytes:
    """Where the words of title, newline and body begin against what is expected."""
    text = f"{article.title}\n{article.body}"
    body = [start + len(article.title) + 1 for start in naive_text(article.body).starts]
    return naive_surprises(text, naive_text(article.title).starts + body)


def naive_surprises(text: str, starts: Sequence[int]) -> bytes:
    steps, before = b"", 0
    for place in range(len(text)):
        behind = place > 0 and _is_of_word(text[place - 1])
        expected = _is_unspaced(text[place]) or (_is_of_word(text[place]) and not behind)
        if expected != (place in starts):
            steps += b"\xff" * ((place - before) // 255) + bytes([(place - before) % 255])
            before = place
    return steps


@cache
def _is_of_word(character: str) -> bool:
    return any(first <= ord(character) <= last for first, last in layout.WORD_CHARACTERS)


@cache
def _is_unspaced(character: str) -> bool:
    return any(first <= ord(character) <= last for first, last in layout.UNSPACED)


def _write_field(file: ContainerWriter, articles: Sequence[NaiveArticle], name: str) -> None:
    lists = naive_lists(articles, name)
    titles = [article.length("title") if name == "text" else 0 for article in articles]
    _add_packed(file, f"{name}.df", [len(listed.postings) for listed in lists])
    _add_packed(file, f"{name}.cf", [len(listed.words) for listed in lists])
    packed: dict[str, list[int]] = defaultdict(list)
    for listed in lists:
        codes, before = listed.forms, -1
        for docnum, words in listed.postings.items():
            packed["docs"].append(docnum - before - 1)
            packed["freqs"].append(weighted(words, titles[docnum]) - 1)
            packed["titles"].append(sum(word.position < titles[docnum] for word in words))
            before, last = docnum, 0
            for word in words:
                packed["positions"].append(word.position - last)
                packed["spans"].append(word.span - 1)
                packed["codes"].append(codes.index(word.form))
                last = word.position
    for part in ("docs", "freqs", "titles", "positions", "spans", "codes"):
        if part != "titles" or name == "text":
            _add_packed(file, f"{name}.{part}", packed[part])
    if name == "text":
        stems = sorted((listed.term, number) for number, listed in enumerate(lists))
        _add_strings(file, "text.stems", [stem for stem, _ in stems])
        _add_packed(file, "text.stems.lists", [number for _, number in stems])
    _write_forms(file, name, lists)


def _write_forms(file: ContainerWriter, name: str, lists: Sequence[NaiveList]) -> None:
    entries = []
    for number, listed in enumerate(lists):
        for code, form in enumerate(listed.forms):
            cf = sum(word.form == form for word in listed.words)
            held = [w for w in listed.postings.values() if any(word.form == form for word in w)]
            entries.append((form, number, code, cf, len(held)))
    entries.sort()
    _add_strings(file, f"{name}.forms", [entry[0] for entry in entries])
    for part, values in zip(("lists", "codes", "cf", "df"), range(1, 5), strict=True):
        _add_packed(file, f"{name}.forms.{part}", [entry[values] for entry in entries])


def _write_impacts(file: ContainerWriter, articles: Sequence[NaiveArticle]) -> None:
    counts, freqs, lengths = [], [], []
    for listed in naive_lists(articles, "text"):
        if len(listed.postings) < 256:
            continue
        postings = []
        for docnum, words in listed.postings.items():
            title = articles[docnum].length("title")
            length = TITLE_WEIGHT * title + articles[docnum].length("body")
            postings.append((weighted(words, title), length))
        for first in range(0, len(postings), 128):
            pairs = set(postings[first : first + 128])
            best = sorted(
                (freq, length)
                for freq, length in pairs
                if not any(f >= freq and n <= length and (f, n) != (freq, length) for f, n in pairs)
            )
            counts.append(len(best))
            freqs += [freq for freq, _ in best]
            lengths += [length for _, length in best]
    _add(file, "text.impact_counts", "|u1", counts)
    _add_packed(file, "text.impact_freqs", [freq - 1 for freq in freqs])
    _add_packed(file, "text.impact_lengths", lengths)


def naive_pairs(
    articles: Sequence[NaiveArticle], pairs_from: int | None
) -> dict[tuple[int, int], dict[int, list[int]]]:
    """(first list, second list) -> docnum -> positions of the first word."""
    lists = naive_lists(articles, "text")
    numbers = {listed.term: number for number, listed in enumerate(lists)}
    pairs: dict[tuple[int, int], dict[int, list[int]]] = defaultdict(lambda: defaultdict(list))
    for docnum, article in enumerate(articles):
        title = article.length("title")
        single = [word for word in article.words("text") if word.span == 1]
        for first in single:
            for second in single:
                beside = second.position == first.position + 1
                if not beside or (first.position < title) != (second.position < title):
                    continue
                both = numbers[first.stem], numbers[second.stem]
                if pairs_from is not None and all(
                    len(lists[number].words) >= pairs_from for number in both
                ):
                    pairs[both][docnum].append(first.position)
    return {both: dict(pairs[both]) for both in sorted(pairs)}


def _write_pairs(
    file: ContainerWriter, articles: Sequence[NaiveArticle], pairs_from: int | None
) -> None:
    pairs = naive_pairs(articles, pairs_from)
    packed: dict[str, list[int]] = defaultdict(list)
    for postings in pairs.values():
        before = -1
        for docnum, positions in postings.items():
            packed["docs"].append(docnum - before - 1)
            packed["counts"].append(len(positions) - 1)
            before, last = docnum, 0
            for position in sorted(positions):
                packed["positions"].append(position - last)
                last = position
    _add_narrow(file, "pairs.firsts", [first for first, _ in pairs])
    _add_narrow(file, "pairs.seconds", [second for _, second in pairs])
    _add_packed(file, "pairs.df", [len(postings) for postings in pairs.values()])
    occurrences = [sum(map(len, postings.values())) for postings in pairs.values()]
    _add_packed(file, "pairs.cf", occurrences)
    for part in ("docs", "counts", "positions"):
        _add_packed(file, f"pairs.{part}", packed[part])


def _add(file: ContainerWriter, name: str, dtype: str, values: Any) -> None:
    file.add(name, np.array(values, dtype))


def _add_narrow(file: ContainerWriter, name: str, values: Sequence[int]) -> None:
    largest = max(values, default=0)
    _add(file, name, "|u1" if largest < 256 else "<u2" if largest < 65_536 else "<u4", values)


def _add_strings(file: ContainerWriter, name: str, texts: Sequence[str]) -> None:
    blobs = [text.encode() for text in texts]
    _add(file, f"{name}.bytes", "|u1", list(b"".join(blobs)))
    _add_narrow(file, f"{name}.lengths", [len(blob) for blob in blobs])


def _add_packed(file: ContainerWriter, name: str, numbers: Sequence[int]) -> None:
    patched = name.partition(".")[2] not in ("docs", "freqs", "counts") and "impact" not in name
    for part, array in pack(np.array(numbers, "<u4"), patched=patched)._asdict().items():
        file.add(f"{name}.{part}", array)
