"""The understudy answers a questionnaire as a person: by facts, tastes and beliefs, else by leaning."""

import random
import re
from collections.abc import Callable
from operator import ge, gt, le, lt

from troupe.core.word_tokens import fold
from troupe.llm.understudy.hearing.word_stems import stem, stems
from troupe.llm.understudy.voice.temper import level
from troupe.people.persona.persona import Persona
from troupe.people.persona.questionnaire import Interview, Question

_NUMBER = re.compile(r"\d{1,3}")
_AGED = re.compile(
    r"\b(?:how old|your age|age group|years old|aged?\b|older|younger|born|"
    r"are you (?:over|under|at least|above|below) \d)",
    re.IGNORECASE,
)
_BOUNDS: tuple[tuple[re.Pattern[str], Callable[[int, int], bool]], ...] = (
    (
        re.compile(
            r"\bat most\b|\bup to\b|\bor (?:younger|less|under|below)\b|\bno (?:older|more) than\b|≤|<=", re.I
        ),
        le,
    ),
    (re.compile(r"\bat least\b|\bor (?:older|more|over|above)\b|\bno (?:younger|less) than\b|\+|≥|>=", re.I), ge),
    (re.compile(r"\b(?:under|younger than|less than|below|before)\b|<", re.I), lt),
    (re.compile(r"\b(?:over|older than|more than|above|past)\b|>", re.I), gt),
)
"""What bounds an age on one side; those that count the bound itself come first ("30 or under")."""
_OF_PEOPLE = {
    r"\b(?:children|kids|a parent|a mother|a father)\b": r"\byour (?:daughter|son|child|children|kids)\b",
    r"\b(?:married|a spouse|a husband|a wife|a partner)\b": r"\byour (?:husband|wife|spouse|partner)\b",
    r"\b(?:brothers?|sisters?|siblings?)\b": r"\b(?:brother|sister|sibling)\b",
    r"\b(?:pets?|a dog|a cat)\b": r"\byour (?:\w+ )?(?:dog|cat|parrot|pet)\b",
}
_GONE = re.compile(r"\b(?:dead|late|former|divorced|were married)\b", re.IGNORECASE)
_RETIRED = re.compile(r"\b(?:retired|pensioner)\b", re.IGNORECASE)
_JOBLESS = re.compile(r"\b(?:retired|unemployed|between jobs|out of work)\b", re.IGNORECASE)
_WORKING = re.compile(r"\b(?:employed|have a job|in work|working)\b", re.IGNORECASE)
_PLACED = re.compile(r"\b(?:live|living|reside|from|based|speak|language|languages|country|city)\b", re.IGNORECASE)
_PROPER = re.compile(r"(?<![.?!] )(?<!^)\b[A-ZÀ-Þ][\w'’-]+")
_AGAINST = re.compile(
    r"\b(?:distrust|mistrust|dislike|hate|avoid|against|oppose|refuse|reject|afraid|fear|worr\w+|annoy\w*|bother\w*|"
    r"tired of|stop|quit|give up|without)\b",
    re.IGNORECASE,
)
_NEGATIVE_LINE = re.compile(
    r"\b(?:no|not|never|nobody|nothing|without|cannot|can't|don't|trouble|overrated|enemy|wrong|lie|lies|distrust\w*|"
    r"hates?|fears?|tired|stupid|useless|less|against|confession|curse)\b",
    re.IGNORECASE,
)
_NO = re.compile(
    r"^(?:no|never|not|none|nothing|rarely|seldom|disagree|strongly disagree|very un\w+|un\w+|dis\w+|low)\b", re.I
)
_YES = re.compile(
    r"^(?:yes|always|daily|every day|often|agree|strongly agree|very|a lot|definitely|completely|high)\b",
    re.IGNORECASE,
)


def answered(interview: Interview, seed: int) -> dict[str, str]:
    """One choice for each question, by key."""
    persona = interview.persona
    return {question.key: _answer(persona, question, seed) for question in interview.questions}


def _answer(persona: Persona, question: Question, seed: int) -> str:
    rng = random.Random(f"{seed}:{persona.name}:{question.text}")  # noqa: S311 - to be repeated, not secret
    for answer in (_by_age(persona, question), _by_fact(persona, question), _by_words(persona, question)):
        if answer is not None:
            return answer
    scale = _scale(question.choices)
    if scale is None:
        return rng.choice(question.choices)
    place = (_leaning(persona, question.text, rng) + 1) / 2 * (len(scale) - 1)
    return scale[min(len(scale) - 1, max(0, round(place)))]


def _by_age(persona: Persona, question: Question) -> str | None:
    """A question about age: the band that holds it, or yes or no to a bound."""
    if persona.age is None or not _AGED.search(f"{question.text} {' '.join(question.choices)}"):
        return None
    bands = [(choice, [int(n) for n in _NUMBER.findall(choice)]) for choice in question.choices]
    if any(numbers for _, numbers in bands):
        return next((choice for choice, numbers in bands if _in_band(persona.age, choice, numbers)), None)
    numbers = [int(n) for n in _NUMBER.findall(question.text)]
    if not numbers:
        return None
    return _yes_or_no(question, yes=_in_band(persona.age, question.text, numbers))


def _in_band(age: int, words: str, numbers: list[int]) -> bool:
    """Whether the words hold this age: "over" and "under 30" leave 30 out, "at least" and "at most" do not."""
    if len(numbers) > 1:
        return numbers[0] <= age <= numbers[1]
    for bound, holds in _BOUNDS:
        if numbers and bound.search(words):
            return holds(age, numbers[0])
    return numbers == [age]


def _by_fact(persona: Persona, question: Question) -> str | None:
    """A question about people, work, place or language that the persona settles."""
    text = question.text
    for pattern, kin in _OF_PEOPLE.items():
        if re.search(rf"\b(?:have|are you|do you live with)\b.*(?:{pattern})", text, re.IGNORECASE):
            there = any(
                re.search(kin, relation.description, re.IGNORECASE) and not _GONE.search(relation.description)
                for relation in persona.relationships
            )
            return _yes_or_no(question, yes=there)
    title = persona.occupation.title
    if re.search(r"\bare you\b.*\bretired\b", text, re.IGNORECASE):
        return _yes_or_no(question, yes=_RETIRED.search(title) is not None)
    if re.search(r"\b(?:are|do) you\b", text, re.IGNORECASE) and _WORKING.search(text):
        return _yes_or_no(question, yes=bool(title) and not _JOBLESS.search(title))
    names = _PROPER.findall(text)
    if names and _PLACED.search(text):
        home = fold(" ".join((persona.residence, persona.country_of_residence, persona.nationality)))
        spoken = fold(" ".join(persona.languages))
        where = spoken if re.search(r"\bspeak|language", text, re.IGNORECASE) else home
        return _yes_or_no(question, yes=any(fold(name) in where for name in names))
    return None


def _by_words(persona: Persona, question: Question) -> str | None:
    """The choice that the persona's own words speak for, if one does and it is no scale."""
    if _scale(question.choices) is not None:
        return None
    exact = {fold(text) for text in (persona.gender, persona.nationality, persona.country_of_residence) if text}
    scores = {
        choice: 5.0 * (fold(choice) in exact) + _stance(persona, stems(choice)) for choice in question.choices
    }
    best = max(scores.values())
    leaders = [choice for choice, score in scores.items() if score == best]
    return leaders[0] if len(leaders) == 1 else None


def _stance(persona: Persona, about: frozenset[str]) -> float:
    """How much the persona's lines speak for (or, below 0, against) what these words are about."""
    wishes = persona.preferences
    score = 0.0
    for lines, weight in (
        (wishes.interests, 1.0),
        (wishes.likes, 1.2),
        (wishes.dislikes, -1.5),
        (persona.long_term_goals, 0.6),
        (persona.behaviors.general, 0.5),
    ):
        score += sum(_for(line, weight) for line in lines if about & stems(line))
    return score + sum(_for(line, 1.0) for line in persona.beliefs if about & stems(line))


def _for(line: str, weight: float) -> float:
    """A line's weight, turned round where it speaks against its own subject."""
    return -abs(weight) if _NEGATIVE_LINE.search(line) else weight


def _leaning(persona: Persona, asked: str, rng: random.Random) -> float:
    """How the person stands to what is asked, −1 against to 1 for: by their words, else by manner and chance."""
    about = stems(_AGAINST.sub(" ", asked)) - {
        stem(word) for word in ("question", "agree", "trust", "use", "often")
    }
    score = _stance(persona, about)
    turned = -1 if _AGAINST.search(asked) else 1
    if score:
        return turned * max(-1.0, min(1.0, score / 1.5))
    open_, kind = level(persona, "openness"), level(persona, "agreeableness")
    return max(-1.0, min(1.0, 0.2 * open_ + 0.15 * kind + rng.uniform(-0.9, 0.9)))


def _scale(choices: tuple[str, ...]) -> tuple[str, ...] | None:
    """The choices from no to yes, if they are a scale."""
    first, last = choices[0].strip(), choices[-1].strip()
    if _NO.match(first) and not _NO.match(last):
        return choices
    if _NO.match(last) and not _NO.match(first):
        return tuple(reversed(choices))
    if all(choice.strip().isdigit() for choice in choices):
        return tuple(sorted(choices, key=int))
    if _YES.match(first) and len(choices) == 2:
        return (choices[1], choices[0])
    return None


def _yes_or_no(question: Question, *, yes: bool) -> str | None:
    """The choice that says so, if the choices are yes and no."""
    scale = _scale(question.choices)
    if scale is None or not (_NO.match(scale[0]) and _YES.match(scale[-1])):
        return None
    return scale[-1] if yes else scale[0]
