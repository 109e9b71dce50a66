"""Which phrases of two and three words stand in which of some texts, and how are they written?

A phrase lies within a sentence, and neither begins nor ends with a word of grammar. Phrases whose
words have the same stems are one.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from searchkit.analysis.folding import fold
from searchkit.analysis.language import guess_language, normalise_language
from searchkit.analysis.quiet_words import quiet_words_of
from searchkit.analysis.stemming import stems
from searchkit.lazy_regex import lazy_pattern
from searchkit.model import Article

Key = tuple[str, ...]
"""The stems of a phrase's words."""

Word = tuple[str, str, bool]
"""As it is written, its stem, and whether it is one of grammar."""

_BREAK = lazy_pattern(r"""(?<!\b[^\W\d_])\.(?=\W)|[,;:!?…]+(?=\W)|["“”„«»()\[\]{}<>|/—–\n]+""")
"""Where a phrase cannot go on; a point behind a single letter is an initial's."""
_WORD = lazy_pattern(r"[^\W_]+(?:['’.&-][^\W_]+)*")
_LONGEST = 3
_DEFAULT_LANGUAGE = "en"


class Texts:
    """Articles cut into words, ready to be asked for phrases again and again."""

    def __init__(self, articles: Iterable[Article]) -> None:
        self._words: dict[str, dict[str, Word]] = {}
        """What is known of the words of each language."""
        self._texts = [self._read(article) for article in articles]

    def __len__(self) -> int:
        return len(self._texts)

    def counts(self) -> Counter[Key]:
        """In how many texts each phrase stands."""
        counts: Counter[Key] = Counter()
        for runs in self._texts:
            counts.update({key for run in runs for key, _ in _phrases(run)})
        return counts

    def spellings(self, wanted: Iterable[Key]) -> dict[Key, str]:
        """How phrases are written most often; of equals, the first by code points."""
        found: dict[Key, Counter[str]] = {key: Counter() for key in wanted}
        for runs in self._texts:
            for run in runs:
                for key, text in _phrases(run):
                    if key in found:
                        found[key][text] += 1
        return {
            key: min(texts, key=lambda text: (-texts[text], text))
            for key, texts in found.items()
            if texts
        }

    def _read(self, article: Article) -> list[list[Word]]:
        """The words between two breaks, wherever there are several."""
        text = f"{article.title}\n{article.body}"
        language = normalise_language(article.language or "") or guess_language(text)
        known = self._words.setdefault(language or _DEFAULT_LANGUAGE, {})
        runs = [run for run in map(_WORD.findall, _BREAK.split(text)) if len(run) > 1]
        new = {word for run in runs for word in run if word not in known}
        known.update(_words(sorted(new), language or _DEFAULT_LANGUAGE))
        return [[known[word] for word in run] for run in runs]


def _words(words: Sequence[str], language: str) -> Iterator[tuple[str, Word]]:
    """Different words of a language, by what is written."""
    quiet = quiet_words_of(language)
    for word, stem in zip(words, stems(map(fold, words), language), strict=True):
        yield word, (word, stem, len(word) < 2 or word.lower() in quiet)


def _phrases(run: list[Word]) -> Iterator[tuple[Key, str]]:
    for start, (first, stem, is_quiet) in enumerate(run):
        if is_quiet:
            continue
        key: Key = (stem,)
        text = first
        for word, stem, is_quiet in run[start + 1 : start + _LONGEST]:
            key, text = (*key, stem), f"{text} {word}"
            if not is_quiet and not (first.isdigit() and word.isdigit()):
                yield key, text
