"""Which language is a text in? By its script, else by counts of function words; None when unsure.

An article's language chooses its stemmer, so a wrong answer costs hits while None costs little.
"""

from __future__ import annotations

import re
from struct import Struct

from searchkit.lazy_regex import lazy_pattern

MINIMUM_WORDS = 20
"""Fewer words than this decide nothing: a title alone never does."""

_WORDS_READ = 2_000
_CHARACTERS_READ = 20_000
_GLANCES = 700, 1_500, 4_000
"""So many characters are read first, some 120 words and more. A clear answer ends it there."""

# The commonest words that carry grammar, as typed (accents kept: they tell languages apart).
_FUNCTION_WORDS = {
    "en": """the of and to in is that for it was on are as with his they at be this from have or
        by had not but what all were when we there an which their has will would been who more if
        she he him her its said about after than into could our you your i do did can also""",
    "de": """der die und den das von zu mit sich des auf für ist im dem nicht ein eine als auch es
        an werden aus er hat dass sie nach wird bei einer um am sind noch wie einem über einen so
        zum war haben nur oder aber vor zur bis mehr durch man sein wurde sei seine ich wir""",
    "fr": """le la les de des du et à un une en que qui dans pour pas sur est au par plus ce il
        elle ne se avec son sa ses sont aux été a mais ou nous vous ont cette leur fait comme
        être deux même aussi ces après entre y tout on je d l c n s qu""",
    "es": """de la que el en y los se del las un por con no una su para es al lo como más o pero
        sus le ha me si sin sobre este ya entre cuando todo esta ser son dos también fue había era
        muy años hasta desde está mi porque han según donde hay""",
    "it": """di e il la che in un a per è una sono con non si da come le dei del della nel alla più
        anche al i gli lo ha ma delle dal dalla stato essere questo nella tra su o ai se cui
        degli ed loro suo sua dopo ancora hanno due nei l dell all""",
    "pt": """de a o que e do da em um para com não uma os no se na por mais as dos como mas ao ele
        das à seu sua ou quando muito nos já eu também só pelo pela até isso ela entre depois sem
        mesmo aos ser foi são tem há está ainda num numa pelos seus""",
    "nl": """de en van het een in is dat op te zijn met voor niet die er aan om als ook maar bij
        dan nog naar heeft ze hij uit door over werd wordt hebben tot was deze worden we wel geen
        meer kan al onder zo moet ik zich tegen veel na""",
    "sv": """och i att det som en på är av för med den till inte har de ett om var jag men sig från
        vi så kan när efter upp också han hon där då sin nu mot över eller ut ska skulle vid
        ha blev alla bara hade än mycket dem denna detta""",
    "da": """og i at det er en til af på for med den der som ikke de har et var jeg men sig fra vi
        så kan når efter op også han hun hvor da sin nu mod over eller ud skal ville ved have blev
        alle kun havde end meget dem denne dette af blevet siger""",
    "no": """og i at det er en til av på for med den som ikke de har et var jeg men seg fra vi så
        kan når etter opp også han hun hvor da sin nå mot over eller ut skal ville ved ha ble alle
        bare hadde enn mye dem denne dette blitt sier ifølge""",
    "fi": """ja on ei että oli se hän ovat mutta myös kun niin joka mukaan tai kuin sen jo vain
        nyt ole sekä hänen ollut vielä jos olisi siitä mitä kaikki ettei kanssa jälkeen sitä
        voi ne tämä he minä jonka jotka tämän näin ennen koska""",
    "pl": """i w na z się nie do że to jest o jak za od po przez ale dla co są tym był być ze jego
        już tylko może jej oraz ich które który która czy tak przed bardzo pod było także
        gdy więc tego również między by roku""",
    "cs": """a se v na že je to s z do o i za by jsem ale jako k pro byl od po podle který která
        které jeho již jsou nebo také před až už však si tak ještě ze když co být jen bylo byla
        při roku mezi není ve""",
    "tr": """ve bir bu da de için ile olarak çok daha olan gibi kadar sonra ne ise en o ama her
        değil diye göre var mi ki ya veya olduğu olduğunu dedi bunu yeni büyük iki ilk
        tarafından karşı üzerine ancak hem nasıl""",
    "ro": """de și în a la cu pe care o că nu din pentru un este mai se să ce sunt au fost al ca
        dar prin după sau fi lui cel ale le i acest această între fără până când dacă
        foarte fie aceasta către doar despre""",
    "hu": """a az és hogy nem is egy van volt ez meg de azt mint csak már még el ki vagy ha fel
        után által mert lesz között pedig amely amelyek kell lehet sem ezt minden szerint
        nagyon majd így most aki ami ezért""",
    "ru": """и в не на я что он с по это но к из у за от как о для же так его а был бы она то
        они или при мы вы до были все уже быть после также чтобы который где только если
        когда том году было может их""",
    "uk": """і в не на що я з до це та у за як але він для від й про його був або так вона
        вони ми ви після також щоб який де тільки якщо коли року було може їх є бо ще їхній
        під через цього були які""",
    "bg": """и на в да от се за е че с по не са до при като но след това ще или той бе беше
        които който която което според също си ги му тя те може обаче преди към само
        още година между без бяха има""",
}  # fmt: skip

# A word's votes for its languages, 16 bits each: the sum of a text's words is all their counts.
_LANGUAGES = tuple(_FUNCTION_WORDS)
_COUNTS = Struct(f"<{len(_LANGUAGES)}H")
_VOTES: dict[str, int] = {}
for _place, _words in enumerate(_FUNCTION_WORDS.values()):
    for _word in dict.fromkeys(_words.split()):
        _VOTES[_word] = _VOTES.get(_word, 0) + (1 << 16 * _place)

_WORD = lazy_pattern(r"[^\W\d_]+")
# Words of Western European text are read as bytes, ten times as fast: lower case or a space each.
_WESTERN = "cp1252"
_LOWER_LETTERS = b"".join(
    letter.lower().encode(_WESTERN) if _WORD.fullmatch(letter) else b" "
    for letter in (bytes([byte]).decode(_WESTERN, "replace") for byte in range(256))
)
# Of all words, at least this part must be the language's function words, and by this factor
# more than the second language's. Agglutinating languages use fewer.
_LEAST_SHARE = {"fi": 0.08, "tr": 0.08, "hu": 0.12}
_USUAL_SHARE = 0.16
_CLEAR_LEAD = 1.15
_CLEAR_AT_A_GLANCE = 1.3  # times as much of either is needed to read no further

_SCRIPTS = (
    ("ja", lazy_pattern(r"[぀-ヿ]"), 0.1),  # kana among kanji
    ("ko", lazy_pattern(r"[가-힯]"), 0.3),
    ("zh", lazy_pattern(r"[一-鿿]"), 0.3),
    ("th", lazy_pattern(r"[ก-๛]"), 0.3),
    ("he", lazy_pattern(r"[א-ת]"), 0.3),
    ("fa", lazy_pattern(r"[پچژگکی]"), 0.08),  # letters that Arabic lacks
    ("ar", lazy_pattern(r"[ء-ي]"), 0.3),
    ("el", lazy_pattern(r"[Ͱ-Ͽἀ-῿]"), 0.3),
    ("hy", lazy_pattern(r"[Ա-և]"), 0.3),
    ("ka", lazy_pattern(r"[ა-ჿ]"), 0.3),
)
_ANY_SCRIPT = lazy_pattern("|".join(pattern.pattern for _, pattern, _ in _SCRIPTS))

_NAMES = {
    "eng": "en", "english": "en", "deu": "de", "ger": "de", "german": "de", "deutsch": "de",
    "fra": "fr", "fre": "fr", "french": "fr", "français": "fr", "spa": "es", "spanish": "es",
    "español": "es", "ita": "it", "italian": "it", "italiano": "it", "por": "pt",
    "portuguese": "pt", "português": "pt", "nld": "nl", "dut": "nl", "dutch": "nl",
    "nederlands": "nl", "rus": "ru", "russian": "ru", "ukr": "uk", "ukrainian": "uk", "pol": "pl",
    "polish": "pl", "swe": "sv", "swedish": "sv", "dan": "da", "danish": "da", "nor": "no",
    "norwegian": "no", "nb": "no", "nn": "no", "nob": "no", "fin": "fi", "finnish": "fi",
    "ces": "cs", "cze": "cs", "czech": "cs", "tur": "tr", "turkish": "tr", "ron": "ro",
    "rum": "ro", "romanian": "ro", "hun": "hu", "hungarian": "hu", "ell": "el", "gre": "el",
    "greek": "el", "ara": "ar", "arabic": "ar", "zho": "zh", "chi": "zh", "chinese": "zh",
    "jpn": "ja", "japanese": "ja", "kor": "ko", "korean": "ko", "iw": "he", "heb": "he",
}  # fmt: skip


def guess_language(text: str, minimum: int = MINIMUM_WORDS) -> str | None:
    """The ISO 639-1 code of the language of `text`, or None when it is short or undecided.

    Reads at most the first 2,000 words; `minimum` is the least number of words that may decide.
    """
    for characters in _GLANCES:
        if len(text) > characters:
            glance = _guess(text[:characters], minimum, _CLEAR_AT_A_GLANCE)
            if glance:
                return glance
    return _guess(text[:_CHARACTERS_READ], minimum)


def function_words(language: str) -> frozenset[str]:
    """A language's commonest words of grammar; none where there is no list of them."""
    return frozenset(_FUNCTION_WORDS.get(language, "").split())


def normalise_language(tag: str) -> str | None:
    """The ISO 639-1 code in a tag or name such as "en-US", "de_AT", "eng", "German"; else None."""
    name = re.split(r"[-_.;,@ ]", tag.strip().lower(), maxsplit=1)[0]
    code = _NAMES.get(name, name)
    return code if re.fullmatch(r"[a-z]{2}", code) and code != "xx" else None


def _guess(text: str, minimum: int, clearness: float = 1) -> str | None:
    codec = "ascii" if text.isascii() else _WESTERN
    try:
        western = text.encode(codec)
    except UnicodeEncodeError:
        script = _by_script(text, minimum)
        if script:
            return script
        words = _WORD.findall(text.lower())
    else:
        words = western.translate(_LOWER_LETTERS).decode(codec).split()
    if len(words) < minimum:
        return None
    return _by_words(words[:_WORDS_READ], clearness)


def _by_script(text: str, minimum: int) -> str | None:
    if not _ANY_SCRIPT.search(text):
        return None
    letters = sum(map(str.isalpha, text))
    if letters < 2 * minimum:
        return None
    for language, pattern, share in _SCRIPTS:
        if len(pattern.findall(text)) >= share * letters:
            return language
    return None


def _by_words(words: list[str], clearness: float) -> str | None:
    votes = sum(filter(None, map(_VOTES.get, words)))
    counts = _COUNTS.unpack(votes.to_bytes(_COUNTS.size, "little"))
    second, hits = sorted(counts)[-2:]
    best = _LANGUAGES[counts.index(hits)]
    if hits < _LEAST_SHARE.get(best, _USUAL_SHARE) * len(words) * clearness:
        return None
    return best if hits > 0 and hits >= _CLEAR_LEAD * clearness * second else None
