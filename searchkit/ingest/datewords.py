"""The words that dates are written with: months, weekdays, labels, zones, in twenty languages.

Names stand here as they are written; readers compare them folded (`fold`). A month's name that
means two months in two languages stands under the one that more papers write.
"""

from __future__ import annotations

import unicodedata

_MONTH_NAMES = (
    "january jan januar jänner janvier janv enero ene gennaio gen janeiro januari ocak oca ledna"
    " leden led stycznia styczeń sty januára január január tammikuuta tammikuu tammi januar"
    " января январь янв січня січень січ ianuarie ian януари ιανουαρίου ιανουάριος ιαν",
    "february feb februar feber février fevr févr febrero febbraio fevereiro fev februari şubat şub"
    " února únor úno lutego luty lut februára február helmikuuta helmikuu helmi februar"
    " февраля февраль фев февр лютого лютий лют februarie февруари φεβρουαρίου φεβρουάριος φεβ",
    "march mar marz märz maerz mrz mars marzo março marco maart mrt mart března březen bře"
    " marca marec marzec március márc maaliskuuta maaliskuu maalis marts"
    " марта март мар березня березень бер martie μαρτίου μάρτιος μαρ",
    "april apr avril avr abril abr aprile nisan nis dubna duben dub kwietnia kwiecień kwi apríla"
    " április ápr huhtikuuta huhtikuu huhti"
    " апреля апрель апр квітня квітень квіт aprilie април απριλίου απρίλιος απρ",
    "may mai mayo maggio mag maio mei mayıs května květen kvě maja máj mája május toukokuuta"
    " toukokuu touko maj"
    " мая май травня травень трав μαΐου μάιος μαι",
    "june jun juni juin junio giugno giu junho haziran haz června červen čvn czerwca czerwiec cze"
    " júna jún június jún kesäkuuta kesäkuu kesä"
    " июня июнь июн червня червень черв iunie iun юни ιουνίου ιούνιος ιουν",
    "july jul juli juillet juil julio luglio lug julho temmuz tem července červenec čvc lipca"
    " lipiec lip júla júl július júl heinäkuuta heinäkuu heinä"
    " июля июль июл липня липень лип iulie iul юли ιουλίου ιούλιος ιουλ",
    "august aug août aout agosto ago augustus augusti ağustos ağu srpna srpen srp sierpnia"
    " sierpień sie augusta augusztus elokuuta elokuu elo"
    " августа август авг серпня серпень серп αυγούστου αύγουστος αυγ",
    "september sept sep septembre septiembre setiembre settembre set setembro eylül eyl září zář"
    " września wrzesień wrz septembra szeptember szept syyskuuta syyskuu syys"
    " сентября сентябрь сен сент вересня вересень вер septembrie септември σεπτεμβρίου"
    " σεπτέμβριος σεπ σεπτ",
    "october oct oktober okt octobre octubre ottobre ott outubro out ekim eki října říjen říj"
    " października październik paź októbra október lokakuuta lokakuu loka"
    " октября октябрь окт жовтня жовтень жовт octombrie октомври οκτωβρίου οκτώβριος οκτ",
    "november nov novembre noviembre novembro kasım kas listopadu listopad listopada lis novembra"
    " marraskuuta marraskuu marras"
    " ноября ноябрь ноя нояб листопада листопад noiembrie noi ноември νοεμβρίου νοέμβριος νοε",
    "december dec dezember dez décembre diciembre dic dicembre dezembro aralık ara prosince"
    " prosinec pro grudnia grudzień gru decembra joulukuuta joulukuu joulu desember des"
    " декабря декабрь дек грудня грудень груд decembrie декември δεκεμβρίου δεκέμβριος δεκ",
)
_WEEKDAY_NAMES = (
    "monday tuesday wednesday thursday friday saturday sunday mon tues tue weds wed thurs thur"
    " thu fri sat sun montag dienstag mittwoch donnerstag freitag samstag sonnabend sonntag mo"
    " di mi do fr sa so lundi mar mardi mercredi jeudi vendredi samedi dimanche lun mer jeu ven"
    " sam dim lunes martes miércoles jueves viernes sábado domingo mié jue vie sáb dom lunedì"
    " martedì mercoledì giovedì venerdì domenica gio segunda-feira terça-feira quarta-feira"
    " quinta-feira sexta-feira segunda terça quarta quinta sexta maandag dinsdag woensdag"
    " donderdag vrijdag zaterdag zondag pazartesi salı çarşamba perşembe cuma cumartesi pazar"
    " poniedziałek wtorek środa czwartek piątek sobota niedziela pondělí úterý středa čtvrtek"
    " pátek neděle mandag tirsdag onsdag torsdag fredag lørdag søndag lördag söndag måndag tisdag"
    " maanantai tiistai keskiviikko torstai perjantai lauantai sunnuntai hétfő kedd szerda"
    " csütörtök péntek szombat vasárnap понедельник вторник среда четверг пятница суббота"
    " воскресенье понеділок вівторок середа четвер п'ятниця субота неділя δευτέρα τρίτη τετάρτη"
    " πέμπτη παρασκευή σάββατο κυριακή luni marți miercuri joi vineri sâmbătă duminică"
)

_PUBLISHED = (
    "first published on|first published|originally published on|originally published|"
    "date published|publication date|published date|published at|published on|published|"
    "date of publication|posted on|posted at|posted|publish date|pubdate|date|issued|created on|"
    "created|written on|uploaded on|added on|submitted on|this entry was posted on|release date|"
    "veröffentlicht am|veröffentlicht|erschienen am|erschienen|erstellt am|erstellt|vom|datum|"
    "publiziert am|publiziert|eingestellt am|geschrieben am|verfasst am|online seit|"
    "veröffentlichungsdatum|erscheinungsdatum|meldung vom|artikel vom|pressemitteilung vom|"
    "publié le|publié|paru le|mis en ligne le|mis en ligne|posté le|posté|écrit le|"
    "publicado el|publicado em|publicado|publicada el|publicación|fecha|fecha de publicación|"
    "pubblicato il|pubblicato|data|data di pubblicazione|gepubliceerd op|gepubliceerd|"
    "geplaatst op|opublikowano|data publikacji|dodano|utworzono|zveřejněno|publikováno|vydáno|"
    "vložil|datum vydání|yayınlanma tarihi|yayın tarihi|yayınlanma|yayınlandı|giriş tarihi|tarih|"
    "опубликовано|дата публикации|дата|опубліковано|публикувано|publicerad|publicerat|"
    "publiceret|offentliggjort|udgivet|publisert|julkaistu|megjelent|közzétéve|"
    "publikálva|δημοσίευση|δημοσιεύθηκε|ημερομηνία|publicat pe|publicat"
)
_MODIFIED = (
    "last updated on|last updated at|last updated|last update|updated on|updated at|updated|"
    "last modified on|last modified|last edited on|last edited|modified on|modified|"
    "last reviewed on|last reviewed|last change|last changed|changed|"
    "zuletzt aktualisiert am|zuletzt aktualisiert|zuletzt geändert am|zuletzt geändert|"
    "zuletzt bearbeitet am|zuletzt bearbeitet|letzte aktualisierung am|letzte aktualisierung|"
    "letzte änderung am|letzte änderung|letztes update|aktualisiert am|aktualisiert|update|"
    "geändert am|stand|mis à jour le|mise à jour le|mis à jour|mise à jour|dernière mise à jour|"
    "dernière modification|modifié le|actualizado el|actualizado|última actualización|"
    "modificado el|aggiornato il|aggiornato|aggiornamento|ultimo aggiornamento|ultima modifica|"
    "modificato il|atualizado em|atualizado|última atualização|laatst bijgewerkt op|"
    "laatst bijgewerkt|bijgewerkt op|bijgewerkt|laatste update|laatst gewijzigd op|gewijzigd op|"
    "aktualizacja|zaktualizowano|ostatnia aktualizacja|aktualizováno|poslední aktualizace|"
    "güncelleme tarihi|güncellenme|güncelleme|son güncelleme|обновлено|дата обновления|оновлено|"
    "uppdaterad|uppdaterat|senast uppdaterad|opdateret|sidst opdateret|oppdatert|sist oppdatert|"
    "päivitetty|muokattu|frissítve|módosítva|ενημερώθηκε|ενημέρωση|τελευταία ενημέρωση|actualizat"
)


def fold(text: str) -> str:
    """Lower case without accents, character by character where that keeps the length."""
    return text.lower() if text.isascii() else "".join(map(_fold_character, text))


def _fold_character(char: str) -> str:
    if char < "\x80":
        return char.lower()
    if char.isspace():
        return " "
    if char in "−‐‑":
        return "-"
    if "가" <= char <= "힣":  # Syllables, which decompose into letters.
        return char
    base = unicodedata.normalize("NFKD", char)
    return base[0].lower() if len(base) > 1 or base.isascii() else char.lower()


MONTHS = {
    fold(name): number
    for number, names in enumerate(_MONTH_NAMES, start=1)
    for name in names.split()
}
"""The number of the month, from 1, by its folded name or abbreviation."""

WEEKDAYS = tuple(sorted({fold(name) for name in _WEEKDAY_NAMES.split()}, key=len, reverse=True))
PUBLISHED, MODIFIED = (
    tuple(sorted(set(fold(labels).split("|")), key=len, reverse=True))
    for labels in (_PUBLISHED, _MODIFIED)
)
"""What stands in front of the date of publication, and of a later change; longer ones first."""

# The offsets that RFC 822 fixes, and the European ones that mean one thing only. "ET" depends
# on the season, "IST" on the country: those stay unknown.
ZONES = {
    "z": 0, "gmt": 0, "utc": 0, "ut": 0, "wet": 0,
    "est": -300, "edt": -240, "cst": -360, "cdt": -300, "mst": -420, "mdt": -360,
    "pst": -480, "pdt": -420, "cet": 60, "mez": 60, "cest": 120, "mesz": 120, "eet": 120,
    "eest": 180, "msk": 180, "мск": 180,
}  # fmt: skip
"""Minutes east of UTC."""

_DAY_FIRST = frozenset(
    "bg ca cs da de el es et fi fr gl hr hy id is it lt lv mk nl no nb nn pl pt ro ru sk sl sq sr"
    " tr uk vi".split()
)
_DAY_FIRST_REGIONS = frozenset("au eu gb ie in ke mt ng nz pk sg uk za".split())


def is_day_first(language: str | None) -> bool:
    """Is 01/02/2022 the first of February in this language ("fr") or region of it ("en-GB")?"""
    code, _, region = (language or "").lower().replace("_", "-").partition("-")
    return code in _DAY_FIRST or (code == "en" and region.rpartition("-")[2] in _DAY_FIRST_REGIONS)
