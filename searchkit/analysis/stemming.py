"""Stems: which forms are the same word? Snowball's algorithms, by the article's language.

PyStemmer runs Snowball's own C code; NLTK's Snowball stemmers, 50 times slower, take over where
PyStemmer cannot be installed. Either way the name says which, because their stems may differ and
an index must be searched with the stems it was made with.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import cache, lru_cache

from searchkit.forking import hold_over_forks

Stem = Callable[[str], str]

ALGORITHMS = {
    "ar": "arabic",
    "ca": "catalan",
    "da": "danish",
    "de": "german",
    "el": "greek",
    "en": "english",
    "es": "spanish",
    "fi": "finnish",
    "fr": "french",
    "hu": "hungarian",
    "it": "italian",
    "nl": "dutch",
    "no": "norwegian",
    "nb": "norwegian",
    "pt": "portuguese",
    "ro": "romanian",
    "ru": "russian",
    "sv": "swedish",
    "tr": "turkish",
}
"""ISO 639-1 code to Snowball algorithm; words of other languages are their own stems."""


def stem(form: str, language: str) -> str:
    """The stem of a folded form in a language. Forms with digits or signs in them have no other."""
    if not form.isalpha():
        return form
    return stemmer(language)(form)


def stems(forms: Iterable[str], language: str) -> list[str]:
    """The stem of each form, as `stem` says, without keeping them: callers ask for each once."""
    stem_word = _uncached(language)
    return [stem_word(form) if form.isalpha() else form for form in forms]


@cache
def stemmer(language: str) -> Stem:
    """The stemming function of a language, caching each distinct word it has seen."""
    stem_word = _uncached(language)
    return stem_word if stem_word is _same else lru_cache(maxsize=200_000)(stem_word)


@cache
def stemmer_name() -> str:
    """Which implementation stems, and its version: part of the analyzer's identity."""
    try:
        import Stemmer
    except ImportError:
        import nltk

        return f"nltk-{nltk.__version__}"
    # Stems changed between Snowball releases, which PyStemmer's minor versions follow.
    return "snowball-" + ".".join(Stemmer.version().split(".")[:2])


def _uncached(language: str) -> Stem:
    algorithm = ALGORITHMS.get(language)
    return _same if algorithm is None else _snowball(algorithm)


def _snowball(algorithm: str) -> Stem:
    try:
        import Stemmer
    except ImportError:
        return _nltk_snowball(algorithm)
    if algorithm not in Stemmer.algorithms():
        return _same
    stemmer = Stemmer.Stemmer(algorithm, 0)

    def stem_word(form: str) -> str:
        # A Stemmer keeps state between calls: searching threads must not meet in it.
        with lock:
            return str(stemmer.stemWord(form))

    from threading import Lock

    lock = Lock()
    hold_over_forks(lock)
    return stem_word


def _nltk_snowball(algorithm: str) -> Stem:
    from nltk.stem.snowball import SnowballStemmer

    if algorithm not in SnowballStemmer.languages:
        return _same
    stemmer = SnowballStemmer(algorithm)
    return lambda form: str(stemmer.stem(form))


def _same(form: str) -> str:
    return form
