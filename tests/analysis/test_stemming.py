"""Snowball's stems: its own C code against NLTK's Python."""

from __future__ import annotations

import sys
import threading

import pytest

from searchkit.analysis import stemming
from searchkit.analysis.folding import fold
from searchkit.analysis.stemming import ALGORITHMS, stem, stemmer, stemmer_name

# Verbs, nouns and adjectives with the endings of their languages, folded as the index folds.
ROOTS = {
    "en": "walk hop agree evacuat negotiat embass compan militar govern happ relat nation quick",
    "es": "habl com viv pregunt camin trabaj gobiern ciudad naci rapid event polit economic",
    "it": "parl viv cammin lavor govern citt nazion rapid event politic economic guard",
    "pt": "fal com viv pergunt caminh trabalh govern cidad naca rapid event politic econom",
    "ru": "говор работ правительств город народ быстр событи политик экономик смотр",
    "fr": "parl finiss vend marche travaill gouvern vill nation rapid evenement politiqu",
    "sv": "tal skriv vandr arbet regering stad nation snabb handels politik ekonom",
    "de": "sprech schreib wander arbeit regier stadt nation schnell ereignis politik wirtschaft",
}
ENDINGS = {
    "en": " s es ed ing y ies ily ion ions ive ment ments ness ful ly er ers al ally ization",
    "es": "o a os as ar er ir ando iendo ado ido aron ieron mente cion ciones idad able",
    "it": "o a i e are ere ire ando endo ato ito arono mente zione zioni ita abile",
    "pt": "o a os as ar er ir ando endo ado ido aram eram mente cao coes idade avel",
    "ru": "а ы у ом ах ами ить ать ил ала ение ения ость ный ная ного",
    "fr": "e es ent er ez ons ais ait ant ee ees ement ation ations ite eur euse",
    "sv": "a ar ade at en et er erna s het heter ning ningar lig liga",
    "de": "e en er es t te ten ung ungen heit heiten lich liche isch ische",
}
WORDS = {
    language: [
        fold(root + ending) for root in ROOTS[language].split() for ending in ends.split(" ")
    ]
    for language, ends in ENDINGS.items()
}


@pytest.mark.parametrize("language", sorted(WORDS))
def test_both_implementations_agree_on_nearly_every_word(language):
    """Snowball has mended its rules since NLTK took them over: a few words differ."""
    pytest.importorskip("Stemmer")
    theirs = stemming._nltk_snowball(ALGORITHMS[language])
    words = WORDS[language]
    differing = [word for word in words if stem(word, language) != theirs(word)]
    assert len(differing) <= 0.05 * len(words), differing


@pytest.mark.parametrize(
    ("language", "forms"),
    [
        ("en", "evacuate evacuated evacuation evacuating evacuates"),
        ("en", "running runs run"),
        ("de", "botschaft botschaften"),
        ("fr", "negociation negociations"),
        ("es", "embajada embajadas"),
        ("ru", "город города городах"),
    ],
)
def test_forms_of_one_word_have_one_stem(language, forms):
    assert len({stem(form, language) for form in forms.split()}) == 1


@pytest.mark.parametrize("form", ["covid19", "10000", "u.s.", "at&t", "don't", "#runs", "3.5"])
def test_forms_with_signs_or_digits_are_their_own_stems(form):
    assert stem(form, "en") == form


@pytest.mark.parametrize("language", ["zz", "", "ja"])
def test_words_of_other_languages_are_their_own_stems(language):
    assert stem("running", language) == "running"


@pytest.mark.parametrize("language", sorted(ALGORITHMS))
def test_every_algorithm_takes_any_form(language):
    for form in ["", "a", "ß", "東京", "हिन्दी", "x" * 100, "говорили", "running"]:
        assert isinstance(stem(form, language), str)


def test_threads_do_not_disturb_each_other_s_stems():
    words = WORDS["en"]
    wanted = [stem(word, "en") for word in words]
    stem_word = stemming._snowball("english")
    wrong = []

    def work():
        for _ in range(20):
            if [stem_word(word) for word in words] != wanted:
                wrong.append(True)

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not wrong


def test_without_pystemmer_nltk_stems_and_the_name_says_so(monkeypatch):
    monkeypatch.setitem(sys.modules, "Stemmer", None)
    for function in (stemmer, stemmer_name):
        function.cache_clear()
    try:
        assert stemmer_name().startswith("nltk-")
        assert stem("evacuations", "en") == "evacu"
        assert stem("καλημερα", "el") == "καλημερα"
    finally:
        for function in (stemmer, stemmer_name):
            function.cache_clear()
