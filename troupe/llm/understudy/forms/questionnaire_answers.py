"""The understudy answers a questionnaire as a person: by facts, tastes and beliefs, else by leaning."""

import random
import re
from operator import ge, gt, le, lt

from troupe.core.word_tokens import fold
from troupe.llm.understudy.hearing.word_stems import mood_of, stem, stems
from troupe.llm.understudy.voice.persona_material import material
from troupe.llm.understudy.voice.temper import level
from troupe.people.persona.persona import Persona
from troupe.people.persona.questionnaire import Interview, Question


def _any(*words: str) -> re.Pattern[str]:
    return re.compile("|".join(words), re.IGNORECASE)


_NUMBER = re.compile(r"\d{1,3}")
_AGED = _any(
    r"\b(?:how old|your age|age group|years old|aged?|older|younger|born)\b",
    r"\bare you (?:over|under|at least|above|below) \d",
)
_BOUNDS = (
    (_any(r"\b(?:at most|up to|or (?:younger|less|under|below)|no (?:older|more) than)\b|≤|<="), le),
    (_any(r"\b(?:at least|or (?:older|more|over|above)|no (?:younger|less) than)\b|\+|≥|>="), ge),
    (_any(r"\b(?:under|younger than|less than|below|before)\b|<"), lt),
    (_any(r"\b(?:over|older than|more than|above|past)\b|>"), gt),
)
"""What bounds an age on one side; those that count the bound itself come first ("30 or under")."""
_OF_PEOPLE = {
    r"\b(?:children|kids|a parent|a mother|a father)\b": _any(r"\byour (?:daughter|son|child|children|kids)\b"),
    r"\b(?:married|a spouse|a husband|a wife|a partner)\b": _any(r"\byour (?:husband|wife|spouse|partner)\b"),
    r"\b(?:brothers?|sisters?|siblings?)\b": _any(r"\b(?:brother|sister|sibling)\b"),
    r"\b(?:pets?|a dog|a cat)\b": _any(r"\byour (?:\w+ )?(?:dog|cat|parrot|pet)\b"),
}
_GONE = _any(r"\b(?:dead|late|former|divorced|were married)\b")
_RETIRED = _any(r"\b(?:retired|pensioner)\b")
_JOBLESS = _any(r"\b(?:retired|unemployed|between jobs|out of work)\b")
_WORKING = _any(r"\b(?:are|do) you\b.*\b(?:employed|have a job|in work|working)\b")
_PLACED = _any(r"\b(?:live|living|reside|from|based|speak|languages?|country|city)\b")
_PROPER = re.compile(r"(?<![.?!] )(?<!^)\b[A-ZÀ-Þ][\w'’-]+")
_AGAINST = _any(
    r"\b(?:distrust|mistrust|dislike|hate|avoid|against|oppose|refuse|reject|afraid|fear|worr\w+|annoy\w*|bother\w*|"
    r"tired of|stop|quit|give up|without)\b"
)
_NEGATIVE = _any(
    r"\b(?:no|not|never|nobody|nothing|without|can't|don't|trouble|overrated|enemy|lies?|distrust\w*|fears?|tired|"
    r"less|against|confession|curse)\b"
)
_NO = _any(
    r"^(?:no|never|not|none|nothing|rarely|seldom|disagree|strongly disagree|very un\w+|un\w+|dis\w+|low)\b"
)
_YES = _any(r"^(?:yes|always|daily|every day|often|agree|strongly agree|very|a lot|definitely|completely|high)\b")
_WEIGHTS = {"interest": 1.0, "like": 1.2, "dislike": -1.5, "goal": 0.6, "aim": 0.6, "habit": 0.5, "belief": 1.0}
"""How much what a person can tell counts for, or below 0 against, what it is about."""


def answered(interview: Interview, seed: int) -> dict[str, str]:
    """One choice for each question, by key."""
    return {question.key: _answer(interview.persona, question, seed) for question in interview.questions}


def _answer(persona: Persona, question: Question, seed: int) -> str:
    rng = random.Random(f"{seed}:{persona.name}:{question.text}")  # noqa: S311 - to be repeated, not secret
    for answer in (_by_age(persona, question), _by_fact(persona, question), _by_words(persona, question)):
        if answer is not None:
            return answer
    scale = _scale(question.choices)
    if scale is None:
        return rng.choice(question.choices)
    return scale[round((leaning(persona, question.text, rng) + 1) / 2 * (len(scale) - 1))]


def _by_age(persona: Persona, question: Question) -> str | None:
    """The answer to a question about age: the band that holds it, or yes or no to a bound."""
    age = persona.age
    if age is None or not _AGED.search(f"{question.text} {' '.join(question.choices)}"):
        return None
    if any(_NUMBER.search(choice) for choice in question.choices):
        return next((choice for choice in question.choices if _in_band(age, choice)), None)
    return _yes_or_no(question, yes=_in_band(age, question.text)) if _NUMBER.search(question.text) else None


def _in_band(age: int, words: str) -> bool:
    """Whether the words hold this age: "over" and "under 30" leave 30 out, "at least" and "at most" do not."""
    numbers = [int(number) for number in _NUMBER.findall(words)]
    if len(numbers) > 1:
        return numbers[0] <= age <= numbers[1]
    holds = next((holds for bound, holds in _BOUNDS if numbers and bound.search(words)), None)
    return holds(age, numbers[0]) if holds is not None else numbers == [age]


def _by_fact(persona: Persona, question: Question) -> str | None:
    """A question about people, work, place or language that the persona settles."""
    text, title = question.text, persona.occupation.title
    for word, kin in _OF_PEOPLE.items():
        if re.search(rf"\b(?:have|are you|do you live with)\b.*(?:{word})", text, re.IGNORECASE):
            lines = [relation.description for relation in persona.relationships]
            return _yes_or_no(question, yes=any(kin.search(line) and not _GONE.search(line) for line in lines))
    if re.search(r"\bare you\b.*\bretired\b", text, re.IGNORECASE):
        return _yes_or_no(question, yes=_RETIRED.search(title) is not None)
    if _WORKING.search(text):
        return _yes_or_no(question, yes=bool(title) and not _JOBLESS.search(title))
    names = _PROPER.findall(text)
    if names and _PLACED.search(text):
        home = (persona.residence, persona.country_of_residence, persona.nationality)
        known = persona.languages if re.search(r"\bspeak|language", text, re.IGNORECASE) else home
        return _yes_or_no(question, yes=any(fold(name) in fold(" ".join(known)) for name in names))
    return None


def _by_words(persona: Persona, question: Question) -> str | None:
    """The choice that the persona's own words speak for, if one does and it is no scale."""
    if _scale(question.choices) is not None:
        return None
    exact = {fold(text) for text in (persona.gender, persona.nationality, persona.country_of_residence) if text}
    scores = [(5.0 * (fold(c) in exact) + _stance(persona, stems(c)), c) for c in question.choices]
    best = max(score for score, _ in scores)
    leaders = [choice for score, choice in scores if score == best]
    return leaders[0] if len(leaders) == 1 else None


def _stance(persona: Persona, about: frozenset[str]) -> float:
    """How much the persona speaks for (or, below 0, against) what these words are about; a line that speaks
    against its own subject is turned round."""
    score = 0.0
    for item in material(persona).items:
        if about & item.about and (weight := _WEIGHTS.get(item.kind)):
            score += -abs(weight) if _NEGATIVE.search(item.text) or mood_of(item.text) < 0 else weight
    return score


def leaning(persona: Persona, asked: str, rng: random.Random) -> float:
    """How the person stands to what is asked, −1 against to 1 for: by their words, else by manner and chance."""
    common = {stem(word) for word in ("question", "agree", "trust", "use", "often")}
    if score := _stance(persona, stems(_AGAINST.sub(" ", asked)) - common):
        return (-1 if _AGAINST.search(asked) else 1) * max(-1.0, min(1.0, score / 1.5))
    by_manner = 0.2 * level(persona, "openness") + 0.15 * level(persona, "agreeableness")
    return max(-1.0, min(1.0, by_manner + rng.uniform(-0.9, 0.9)))


def _scale(choices: tuple[str, ...]) -> tuple[str, ...] | None:
    """The choices from no to yes, if they are a scale."""
    first, last = choices[0].strip(), choices[-1].strip()
    if _NO.match(first) and not _NO.match(last):
        return choices
    if (_NO.match(last) and not _NO.match(first)) or (_YES.match(first) and len(choices) == 2):
        return choices[::-1]
    return tuple(sorted(choices, key=int)) if all(choice.strip().isdigit() for choice in choices) else None


def _yes_or_no(question: Question, *, yes: bool) -> str | None:
    """The choice that says so, if the choices are yes and no."""
    scale = _scale(question.choices)
    if scale is None or not (_NO.match(scale[0]) and _YES.match(scale[-1])):
        return None
    return scale[-1] if yes else scale[0]
