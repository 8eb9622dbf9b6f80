"""The words by which a guide names its kind of study, its language and itself."""

import re

from troupe.people.documents.slug import plain_letters
from troupe.research.guides.guide import StudyKind

_KINDS = (
    (
        StudyKind.INTERVIEWS,
        r"(?:in-?depth |tiefen|individual )?interviews?|1:1.*|one[- ]on[- ]one.*|idis?|entrevistas?(?: .*)?|"
        r"entretiens?(?: .*)?|intervist[ae](?: .*)?|diepte-?interviews?",
    ),
    (StudyKind.DYADS, r"dyads?|pairs?|paired interviews?|paare?|duos?|paarinterviews?|parejas|coppie|pares"),
    (
        StudyKind.REVIEW,
        r"(?:concept|document|product|ad|message)?\s*(?:review|test|testing)|konzepttest|reviews?|concepttest|"
        r"test de concept|test de concepto|concept test",
    ),
    (StudyKind.BRAINSTORM, r"brainstorm(?:ing)?|ideation|lluvia de ideas|remue-meninges|workshop"),
    (StudyKind.DEBATE, r"debate|debatte|debat|dibattito"),
    (StudyKind.POLL, r"(?:opinion )?(?:poll|survey)|umfrage|encuesta|sondage|sondaggio|enquete|sondagem"),
    (
        StudyKind.DISCUSSION,
        r"(?:group )?discussion|focus ?groups?|mini ?groups?|gruppendiskussion|fokusgruppe|"
        r"grupo (?:focal|de discusion|de foco)|groupe de discussion|grupos? focais|focusgroep|"
        r"gruppo di discussione",
    ),
)
_LANGUAGES = {
    "english": "en",
    "german": "de",
    "deutsch": "de",
    "spanish": "es",
    "espanol": "es",
    "castellano": "es",
    "french": "fr",
    "francais": "fr",
    "italian": "it",
    "italiano": "it",
    "portuguese": "pt",
    "portugues": "pt",
    "dutch": "nl",
    "nederlands": "nl",
}
_GUIDE = re.compile(
    r"guides?\b|leitfaden|guion|guia\b|traccia|scaletta|roteiro|leidraad|script|discussion|diskussion|interview|"
    r"entrevista|entretien|intervista|focus ?group"
)


def kind_of(text: str) -> StudyKind | None:
    """The kind of study that a text names."""
    plain = " ".join(plain_letters(text).split()).strip(" .")
    if plain in set(StudyKind):
        return StudyKind(plain)
    return next((kind for kind, words in _KINDS if re.fullmatch(words, plain)), None)


def language_code(text: str) -> str:
    """The code of the language that a text names; empty where it names none."""
    plain = plain_letters(text).strip(" .")
    if plain in _LANGUAGES:
        return _LANGUAGES[plain]
    return plain if re.fullmatch(r"[a-z]{2,3}(?:-[a-z0-9]{2,8})?", plain) else ""


def names_guide(text: str) -> bool:
    """A line such as `Discussion guide`, which says what the text is and not what it is about."""
    return _GUIDE.search(plain_letters(text)) is not None
