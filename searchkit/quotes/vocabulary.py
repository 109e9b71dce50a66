"""The closed classes of words that tell who speaks: verbs of speech, pronouns, titles and so on.

In English, German, French and Spanish, the languages of most archives that are not English alone.
All are lower case; what can be two things in two languages is in both sets.
"""

from __future__ import annotations


def _words(*texts: str) -> frozenset[str]:
    return frozenset(word for text in texts for word in text.split())


REPORTING = _words(
    "said says say told tells added adds stated states warned warns announced announces",
    "testified argued argues insisted insists claimed claims noted notes explained explains",
    "declared declares wrote writes tweeted tweets acknowledged conceded concedes admitted",
    "admits confirmed confirms stressed stresses emphasized emphasised observed remarked",
    "recalled recalls replied concluded found finds write concludes suggested suggests",
    "predicted predicts promised promises vowed maintained maintains asserted sagte sagt",
    "erklärte erklärt betonte betont teilte meinte meint schrieb schreibt warnte warnt déclaré",
    "affirmé affirme expliqué explique ajouté ajoute estimé estime indiqué indique précisé dijo",
    "dice afirmó afirma aseguró asegura explicó explica añadió declaró señaló advirtió",
)
"""Verbs whose object may be reported without quotation marks."""

EMBEDDING = REPORTING | _words(
    "accused accuses promis",
    "called calls described describes dubbed denounced asked asks urged labeled labelled",
    "praised commented continued agreed reiterated testified cautioned responded responds",
    "answered quoted nannte nennt forderte fragte versprach kritisierte begründete bezeichnete",
    "salué salue qualifié calificó pidió preguntó agregó reconoció reconoce",
)
"""Verbs that give a phrase in quotation marks to their subject, further on in the sentence."""

QUOTING = EMBEDDING | _words(
    "asked asks answered answers continued continues called calls commented described joked",
    "jokes quipped shouted whispered cried exclaimed responded responds reiterated repeated",
    "shot posted urged urges demanded agreed agrees praised applauded denounced complained boasted",
    "muttered murmured screamed yelled mused lamented proclaimed pledged cautioned summed",
    "recounted remembers remembered pointed hinted charged countered retorted quoted dubbed",
    "labelled labeled likened proposed laughed sighed shrugged smiled fragte fragt antwortete",
    "fügte kündigte forderte nannte nennt berichtete berichtet räumte riet kommentierte",
    "bekräftigte kritisierte lobte versicherte betonte erzählte erzählt rief gab dit déclare",
    "raconte confie assure observe résume répète répond répondu plaisante glisse lance souligne",
    "souligné rappelle rappelé regrette reconnaît prévient poursuit conclut insiste juge salue",
    "salué commente renchérit soupire lâche martèle écrit demande demandé tempère resume",
    "admitió admite subrayó subraya recordó recuerda respondió responde contó cuenta comentó",
    "insistió reconoció lamentó agregó indicó manifestó preguntó sostuvo sostiene escribió",
    "apuntó concluyó concluye señala advierte añade declara zanja dicho gesagt bromeó bromea",
)
"""Verbs that give what stands in quotation marks to their subject."""

SAYING = _words("said says sagte erklärte")
"""Verbs that report without `that`."""
FREQUENT = _words(
    "according said says told added adds warned warns announced announces stated testified",
    "argued argues wrote claimed insisted insists promised explained explains confirmed",
    "acknowledged admitted predicted declared tweeted vowed sagte erklärte betonte déclaré",
    "affirmé affirme expliqué estime assuré dijo afirmó aseguró explicó declaró",
)
"""Those verbs that are looked for where nothing is in quotation marks."""


PRONOUNS = _words("he she it they er sie es il elle él ella")
FEMININE, MASCULINE = _words("she elle ella sie"), _words("he il él er")
NEUTER = _words("it they es")

AUXILIARIES = _words(
    "has have had also later then once recently repeatedly publicly himself herself itself",
    "today yesterday often always still again just now who first already simply would could",
    "will does did a ai avait ont ha han había hat hatte haben auch zudem dann später noch me",
    "nous se",
)
PASSIVES = _words("was were is are been be being get got gets")
SPEAKING_PASSIVES = _words("quoted")
"""What may follow a form of `be` with its subject speaking: `was quoted`, not `was told`."""

DETERMINERS = _words(
    "the a an his her its their our my this that these those one two three another some several",
    "many few no every each both der die das ein eine einer ihr ihre sein seine le la les un",
    "une son sa ses leur l' el los las una su sus uno dos",
)
PREPOSITIONS = _words(
    "of for at from in on with by to into near about under over after before during since",
    "between against through among outside inside de du des d' del von vom der für aus bei im",
    "am zu zum à au aux en dans chez pour sur para por con entre desde mit",
)
LINKS = _words(
    "of for at from with de d' du des del von vom für aus à au di der",
)
"""Prepositions that join a description to what follows: `a spokesman for the bank`."""

WEEKDAYS = _words(
    "monday tuesday wednesday thursday friday saturday sunday montag dienstag mittwoch",
    "donnerstag freitag samstag sonntag lundi mardi mercredi jeudi vendredi samedi dimanche",
    "lunes martes miércoles jueves viernes sábado domingo hier ayer gestern heute hoy",
)
NOT_NAMES = (
    PRONOUNS
    | DETERMINERS
    | PREPOSITIONS
    | _words(
        "sometimes always",
        "i you we and but or so if when while as although though because however meanwhile then",
        "there here what why how where which who whom whose not yes no only even also still yet",
        "first now today yesterday tomorrow once asked according monday tuesday wednesday",
        "thursday friday saturday sunday january february july august september october",
        "november december let do don't please it's that's i'm he's she's we're they're we've",
        "und aber oder wenn als auch noch nur dann da wie was wer wir ich man am montag",
        "dienstag mittwoch donnerstag freitag samstag sonntag et mais ou si quand comme on nous",
        "vous je ce cette ces lundi mardi mercredi jeudi vendredi samedi dimanche y pero o",
        "cuando como que nos lunes martes miércoles jueves viernes sábado domingo según selon",
        "laut most all more earlier later both last next since thanks thank such instead",
        "perhaps maybe well rather despite until just finally again speaking citing",
        "additionally furthermore moreover therefore",
    )
)
"""What is no part of a name though it has a capital letter at the beginning of a sentence."""

PARTICLES = _words(
    "de la del von van der den bin ibn al el di da du le dos ten ter y zu af st",
)
ROLES = _words(
    "minister mayor senator president governor judge leader coach captain striker goalkeeper",
    "keeper secretary chancellor ambassador consul lawyer director chairman chairwoman chief",
    "spokesman spokeswoman congressman congresswoman representative candidate author teacher",
    "doctor engineer sergeant officer manager player midfielder defender actor actress singer",
    "writer scientist professor economist analyst founder owner queen king pope bishop prince",
    "princess attorney republican democrat lawmaker premier commissioner general colonel",
    "physicist virologist nurse councillor prosecutor",
    "referee architect clerk constable pastor photographer harbourmaster",
)
"""Nouns that stand for somebody who was named: `the mayor`."""
TITLES = ROLES | _words(
    "fire transport health education superintendent representatives",
    "mr mrs ms miss dr prof professor sir lady lord dame sen senator sens senators rep reps",
    "representative congressman congresswoman gov governor lt col gen general capt captain maj",
    "major sgt sergeant adm admiral hon president vice prime minister foreign chancellor",
    "secretary judge justice mayor ambassador sister brother father rev reverend bishop",
    "archbishop pope king queen prince princess chairman chairwoman chief officer director",
    "attorney commissioner deputy acting former then speaker leader u.s us herr frau ministerin",
    "präsident präsidentin kanzler bürgermeister bürgermeisterin mme mlle madame monsieur señor",
    "señora doña sr sra coach trainer spokesman spokeswoman united states treasury state",
    "defense defence interior finance majority minority executive under assistant colonel",
    "lieutenant private corporal inspector",
)
HONORIFICS = _words(
    "mr mrs ms miss dr herr frau mme sir sen rep gov lord lady sr sra prof",
)
"""Titles that begin a name, whatever capital letters stand before them."""
ABBREVIATED = _words(
    "mr mrs ms dr prof sen sens rep reps gov lt col gen capt maj sgt adm hon rev st jr sr m mme",
    "sra u.s no atty cmdr pres",
)
"""What has a full stop that ends no sentence."""
RANKS = HONORIFICS | _words(
    "senator leader speaker president minister secretary chairman chairwoman",
    "representative congressman congresswoman governor mayor spokesman spokeswoman",
    "director trainer",
)
"""Titles before which other words belong to the title too: `Senate Majority Leader`."""
ORGANISATIONS = _words(
    "ministry university union association committee council company department agency bank",
    "board office institute assembly party government administration commission league club",
    "line police house senate congress court federation group inc corp ltd co front center",
    "centre bureau fund authority service times press news journal post gazette courier list",
    "alliance school hospital foundation network ministerium ministère ministerio act street",
    "county airport river valley republic",
)
HEADS = ORGANISATIONS | TITLES
"""Words after which `of` goes on with a name: `the Bank of Velmora`."""
FOLLOWING = _words("following statement remarks comments reaction comment")
