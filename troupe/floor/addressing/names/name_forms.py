"""The forms in which a word stands for a name: as it is, with an ending that calls, with a topic particle, or
inflected."""

from enum import StrEnum

from troupe.core.word_tokens import Token

_KOREAN_CALLS = frozenset(["야", "아", "이야", "씨", "님", "씨야", "님아", "쌤"])
_KOREAN_TOPICS = frozenset(["는", "은", "이는", "씨는", "님은"])
_SLAVIC = frozenset(["а", "у", "ы", "и", "е", "о", "ой", "ей", "ою", "ом", "ем", "ю", "я", "ов", "ам"])


class NameForm(StrEnum):
    """The form of a name in the text: PLAIN; CALLING, with a vocative ending; TOPIC, with a topic particle;
    OBLIQUE, possessive or inflected, which never calls."""

    PLAIN = "plain"
    CALLING = "calling"
    TOPIC = "topic"
    OBLIQUE = "oblique"


def form_of(token: Token, name: str) -> NameForm | None:
    """How a word stands for a name's last part; None if it does not."""
    word = token.text
    if word == name:
        return NameForm.OBLIQUE if token.suffix else NameForm.PLAIN
    if word in _called_in_latin(name):
        return NameForm.CALLING
    if not word.startswith(name[:-1]) and not word.endswith(name):
        return None
    rest = word[len(name) :] if word.startswith(name) else None
    if rest is not None and "가" <= name[-1] <= "힣":
        return (
            NameForm.CALLING
            if rest in _KOREAN_CALLS
            else NameForm.TOPIC
            if rest in _KOREAN_TOPICS
            else NameForm.OBLIQUE
        )
    if rest == "s" and len(name) > 2:
        return NameForm.OBLIQUE
    if "\u0400" <= name[0] <= "\u04ff" and len(name) > 2:
        return _slavic(word, name)
    if "\u0370" <= name[0] <= "\u03ff" and name[-1] in "σς" and len(name) > 3 and word == name[:-1]:
        return NameForm.CALLING
    if word.endswith(name) and "\u0590" <= name[0] <= "\u06ff" and len(word) == len(name) + 1:
        return NameForm.PLAIN if word[0] in "وו" else NameForm.OBLIQUE
    return None


def _called_in_latin(name: str) -> tuple[str, ...]:
    """Vocatives of West Slavic names that no other word looks like: Kasia, Kasiu; Tomek, Tomku; Petr, Petře."""
    if name.endswith(("ia", "ja")) and len(name) > 3:
        return (name[:-1] + "u",)
    if name.endswith("ek") and len(name) > 3:
        return (name[:-2] + "ku",)
    return (name + "e",) if name.endswith("tr") else ()


def _slavic(word: str, name: str) -> NameForm | None:
    stem = name[:-1] if name[-1] in "аяйоеь" else name
    if (word == stem and stem != name) or (name[-1] == "а" and word == stem + "о"):
        return NameForm.CALLING
    return NameForm.OBLIQUE if word.startswith(stem) and word[len(stem) :] in _SLAVIC else None
