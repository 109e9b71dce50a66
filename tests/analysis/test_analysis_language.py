"""Languages by function words and scripts."""

import pytest

from searchkit.analysis.language import guess_language, normalise_language

SAMPLES = {
    "en": "The harbour master said on Tuesday that the ferries would not leave before the wind had "
    "turned, and that those who had bought tickets could have their money back.",
    "de": "Der Hafenmeister sagte am Dienstag, dass die Fähren nicht auslaufen würden, bevor der "
    "Wind sich gedreht habe, und dass alle ihr Geld zurück bekommen könnten.",
    "fr": "Le capitaine du port a dit mardi que les ferries ne partiraient pas avant que le vent "
    "ait tourné, et que ceux qui avaient des billets seraient remboursés par la compagnie.",
    "es": "El capitán del puerto dijo el martes que los transbordadores no saldrían hasta que el "
    "viento cambiara y que quienes habían comprado un billete podrían recuperar su dinero.",
    "it": "Il comandante del porto ha detto martedì che i traghetti non sarebbero partiti prima "
    "del cambio del vento e che chi aveva comprato un biglietto avrebbe avuto il rimborso.",
    "pt": "O capitão do porto disse na terça-feira que as balsas não partiriam antes de o vento "
    "mudar e que quem já tinha comprado um bilhete poderia também receber o dinheiro de volta.",
    "nl": "De havenmeester zei dinsdag dat de veerboten niet zouden vertrekken voordat de wind was "
    "gedraaid en dat wie een kaartje had gekocht zijn geld terug kon krijgen van het bedrijf.",
    "sv": "Hamnkaptenen sade på tisdagen att färjorna inte skulle gå förrän vinden hade vänt och "
    "att de som hade köpt en biljett kunde få pengarna tillbaka från rederiet.",
    "ru": "Капитан порта сказал во вторник, что паромы не выйдут, пока ветер не переменится, и что "
    "те, кто уже купил билеты, могут получить деньги обратно, если они этого хотят.",
    "el": "Ο λιμενάρχης είπε την Τρίτη ότι τα πλοία δεν θα φύγουν πριν αλλάξει ο άνεμος.",
    "ja": "港長は火曜日、風向きが変わるまで船は出ないと述べ、切符を買った人には払い戻すと話した。",
    "zh": "港口負責人星期二說，渡輪在風向改變之前不會開航，已"
    "經買票的旅客可以退款，公司會負責所有費用並安排住宿。",
    "ko": "항만장은 화요일 바람이 바뀌기 전에는 여객선이 출항하지 "
    "않을 것이며 표를 산 사람은 환불받을 수 있다고 말했다.",
    "ar": "قال مدير الميناء يوم الثلاثاء إن العبارات لن تغادر قبل أن تتغير الرياح.",
    "th": "นายท่ากล่าวเมื่อวันอังคารว่าเรือข้ามฟากจะไม่ออกจนกว่าลมจะเปลี่ยนทิศ",
}


@pytest.mark.parametrize("language", SAMPLES)
def test_a_sentence_or_two_tell_the_language(language: str) -> None:
    assert guess_language(SAMPLES[language]) == language


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Biden admin planning exit from Ukraine over invasion",
        "Der Hafen bleibt zu",
        "1 2 3 4 5 6 7 8 9 " * 20,
        "lorem ipsum dolor sit amet consectetur adipiscing elit sed eiusmod tempor " * 4,
    ],
)
def test_a_title_or_no_language_decides_nothing(text: str) -> None:
    assert guess_language(text) is None


def test_two_languages_in_equal_parts_leave_it_open() -> None:
    assert guess_language("the of and that for with der die und nicht auch mit " * 4) is None


@pytest.mark.parametrize("language", SAMPLES)
def test_a_long_text_is_in_the_language_it_begins_in(language: str) -> None:
    assert guess_language(" ".join([SAMPLES[language]] * 50)) == language


def test_a_long_text_that_begins_with_names_is_read_on() -> None:
    names = "Ann Archer, Bob Baker, Cy Cooper, Dora Draper, " * 60
    assert guess_language(names[:1_200] + SAMPLES["en"] * 6) == "en"
    assert guess_language(names) is None


def test_words_of_western_europe_are_read_as_those_of_any_text() -> None:
    for language in ("en", "de", "fr", "es", "it", "pt", "nl", "sv"):
        shouted = SAMPLES[language].upper().replace(" ", "\u201d\u2014")
        assert guess_language(shouted) == guess_language(shouted + " \u200b") == language


def test_names_quoted_in_another_script_do_not_decide() -> None:
    assert guess_language(SAMPLES["en"] + " He wrote it as 東京.") == "en"


@pytest.mark.parametrize(
    ("tag", "code"),
    [
        ("en-US", "en"), ("de_AT.UTF-8", "de"), ("eng", "en"), ("German", "de"), ("nb", "no"),
        ("ZH-hans", "zh"), ("klingon", None), ("", None), ("xx", None), ("12", None),
    ],
)  # fmt: skip
def test_tags_become_two_letters(tag: str, code: str | None) -> None:
    assert normalise_language(tag) == code
