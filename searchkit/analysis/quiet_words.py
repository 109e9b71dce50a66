"""Which words of a long query only hold it together? They must match, but say nothing of a story.

In a question such as "what was written about the war in the north" the words of grammar would
outweigh the rest: each is rare enough in some articles to lift them.
"""

from __future__ import annotations

from functools import cache, lru_cache

from searchkit.analysis.language import function_words, guess_language

# Beside the commonest function words of each language: words of questions, and the rarer forms.
_MORE = {
    "en": """what which who whom whose when where why how whether does did doing done do having
        had am being been were isn aren wasn t s m d ll re ve i me my mine myself us our ours
        ourselves your yours yourself him himself her hers herself it itself them theirs themselves
        these those such some any each both either neither nor every other others another same own
        shall should might must may could would can will cannot then than so very too also just
        only even still ever never again once here there up down out off over under above below
        through during between among within without upon toward towards against before after since
        until while because although though if unless as like per via etc""",
    "de": """was wer wen wem wessen wo wohin woher wann warum wieso weshalb wie welche welcher
        welches welchen welchem ob dass daß denn wenn weil während ohne gegen zwischen unter neben
        kann können konnte könnte muss müssen soll sollen sollte will wollen wollte darf dürfen
        hatte hatten hätte waren wäre worden werde würde würden bin bist mir mich dir dich uns
        euch ihm ihn ihnen ihr ihre ihrer ihren sein seiner seinen mein dein unser dieser diese
        dieses diesen diesem jener jede jeder jedes alle aller allen einige etwas nichts sehr hier
        dort da dann doch schon noch nur etwa""",
    "fr": """que quoi qui quel quelle quels quelles quand comment pourquoi où combien lequel
        laquelle est-ce était étaient sont serait seront avoir avait avaient aura fut furent dont
        donc car si très moins sans sous chez vers contre pendant depuis avant mes mon ma tes ton
        ta nos notre vos votre leurs eux moi toi lui celle celui ceux celles cela ça même peut
        peuvent doit doivent""",
    "es": """qué quién quiénes cuál cuáles cuándo cómo dónde cuánto cuántos cuánta cuántas por
        qué porque si hubo había habían fueron eran estaba estaban será serán sería tiene tienen
        puede pueden debe deben mis tu tus nuestro nuestra ese esa eso esos esas estos estas
        aquel aquella unos unas otro otra otros otras muchos contra durante antes después donde""",
    "it": """cosa chi quale quali quando come perché dove quanto quanti quante se era erano
        fu furono sarà saranno aveva avevano ha hanno può possono deve devono mio tuo nostro
        vostro questa questi queste quello quella quelli quelle altri altre contro durante prima
        senza sotto verso""",
    "pt": """qual quais quem quando como porque por onde quanto quantos quantas se era eram
        estava estavam será serão tinha tinham pode podem deve devem meu minha nosso nossa esse
        essa esses essas este esta estes estas aquele aquela outro outra outros outras contra
        durante antes depois sob""",
    "nl": """wat wie waar wanneer waarom hoe welke welk of als omdat terwijl zonder tegen tussen
        kan kunnen kon konden moet moeten zou zouden zal zullen mag mogen had hadden waren ben
        bent mij jij jou hem haar ons onze hun jullie dit dat deze die elke ieder alle sommige
        iets niets zeer hier daar toen nu""",
}  # fmt: skip


@lru_cache(maxsize=256)
def quiet_words(words: tuple[str, ...]) -> frozenset[str]:
    """Those of a query's words (in lower case) that only hold it together; none where all do.

    The language is guessed from the words; where that fails, every word counts.
    """
    lower = [word.lower() for word in words]
    language = guess_language(" ".join(lower), minimum=1)
    if language is None:
        return frozenset()
    quiet = quiet_words_of(language).intersection(lower)
    return quiet if len(quiet) < len(set(lower)) else frozenset()


@cache
def quiet_words_of(language: str) -> frozenset[str]:
    """All that are known of a language, by its ISO 639-1 code; none of other languages."""
    return function_words(language) | frozenset(_MORE.get(language, "").split())
