"""Playing a person for one turn: whether to speak, react, be quiet or stay silent, and what to say."""

import random
import re
from dataclasses import dataclass

from troupe.llm.understudy.hearing.freshness import sentences
from troupe.llm.understudy.hearing.heard_message import hear
from troupe.llm.understudy.hearing.phrase_files import folded, phrases
from troupe.llm.understudy.talk.answering import SOCIAL, answers, fitting_answers
from troupe.llm.understudy.talk.beginning import beginnings
from troupe.llm.understudy.talk.role import PlayedRole
from troupe.worlds.scene import Scene
from troupe.worlds.transcript import PersonAuthor
from troupe.worlds.turn import Hush

_SMALL = frozenset({"laugh", "agreement", "thanks", "farewell"})
_OPEN_ENDED = frozenset({"likes", "dislikes", "beliefs", "goals", "doing", "job", "home", "opinion", "name"})
_CLOSED = frozenset({*SOCIAL, "stand_in", "real_model", "foreign", "joke"})
_EVERYONE = re.compile(
    r"\b(?:all|everyone|everybody|folks|guys|people|you two|we|lets|us|alle|leute|wir|ihr|seid|todos|todas|tous|"
    r"taisez|tutti|state|callaos|callense|vocês|voces|wszyscy|замолчите)\b"
)
_AT_A_LOSS = ("Hm.", "Well.", "Mm.", "So.", "Ah.", "Oh.")
"""For who was addressed and has said everything: the only words that come again."""
_AMONG_THEMSELVES = 30
"""Own lines further back that count as said where no human is spoken to: who talks for days on end would have
nothing left to say."""


@dataclass(frozen=True, slots=True)
class PlayedPart:
    """The acts of the person in this turn; `hush` is whom the message asks to be quiet."""

    speech: str = ""
    emoji: str = ""
    thought: str = ""
    target: str = ""
    attention: str = ""
    hush: Hush = Hush.NONE


def play(
    scene: Scene, seed: int, earlier: tuple[str, ...] = (), taken_back: frozenset[int] = frozenset()
) -> PlayedPart:
    """The turn. `earlier` is what this person said before anything that the scene shows, `taken_back` the marks of
    what they said to the same message; all the same, it is always the same part."""
    message = hear(scene)
    if message is None:
        return PlayedPart()
    if message.human and "quiet" in message.intents:
        everyone = _EVERYONE.search(folded(message.text)) or not scene.obliged
        return PlayedPart(hush=Hush.ALL if everyone else Hush.ME)
    key = f"{seed}:{scene.person.ref.slug}:{message.event.id}:{len(scene.history)}"
    rng = random.Random(key)  # noqa: S311 - variety that can be repeated, not secrecy
    role = PlayedRole(scene, message, rng, earlier if message.human else earlier[-_AMONG_THEMSELVES:], taken_back)
    choice = _floor(role)
    speech = _speech(role) if choice == "speak" else ""
    return PlayedPart(
        speech=speech,
        emoji=rng.choice(_emoji(message.intents)) if choice == "react" else "",
        thought=role.words.thought() if speech and rng.random() < 0.3 else "",
        target=message.who if speech else "",
        attention=message.topic or message.who,
    )


def _floor(role: PlayedRole) -> str:
    """`speak`, `react` or `silent`. Who was addressed speaks; who was only asked leaves what they cannot answer
    to another."""
    message, talk, draw = role.heard, role.persona.talkativeness, role.rng.random()
    if role.scene.obliged or role.scene.together:
        return "speak"
    if message.event.facets.occasion:
        return "speak" if draw < 0.3 + 0.6 * talk else "silent"
    small = bool(message.intents) and message.intents[0] in _SMALL and not message.question
    if message.human and not _answered(role):
        if small and draw > talk:
            return "react"
        fits = any(any(pieces) for pieces in fitting_answers(role))
        return "speak" if fits or not role.scene.others else "silent"
    willing = (0.3 if role.fits else 0.1) + 0.45 * talk + (0.1 if message.question else 0.0)
    if draw < willing * (0.5 if small else 1.0):
        return "speak"
    return "react" if draw > 0.82 else "silent"


def _answered(role: PlayedRole) -> bool:
    """Whether another person has spoken since."""
    history = role.scene.history
    ids = [e.id for e in history]
    after = ids.index(role.heard.event.id) + 1 if role.heard.event.id in ids else len(ids)
    return any(e.facets.spoken and isinstance(e.author, PersonAuthor) for e in history[after:])


def _speech(role: PlayedRole) -> str:
    """Up to three sentences, none of them heard before; empty only if everything has been said."""
    at_beat = role.heard.event.facets.occasion
    for pieces in beginnings(role) if at_beat else answers(role):
        if matter := [piece for piece in pieces if piece]:
            return role.words.spelt(matter if at_beat else _with_hook(role, matter))
    return role.rng.choice(_AT_A_LOSS) if role.scene.obliged else ""


def _with_hook(role: PlayedRole, pieces: list[str]) -> list[str]:
    """Now and then a question back, to a human who did not get one last time."""
    message = role.heard
    if not message.human or sum(len(sentences(piece)) for piece in pieces) > 2:
        return pieces
    question = bool(role.mine) and "?" in role.mine[-1].text
    open_ended = message.topic or _OPEN_ENDED & set(message.intents)
    if question or not open_ended or message.own_fact or _CLOSED & set(message.intents) or "?" in " ".join(pieces):
        return pieces
    chance = 0.08 + 0.25 * role.persona.talkativeness
    return [*pieces, role.words.hook()] if role.rng.random() < chance else pieces


def _emoji(intents: tuple[str, ...]) -> tuple[str, ...]:
    """The reactions to what was said, by its first intent that has some."""
    table = phrases().emoji
    return next((table[intent] for intent in intents if intent in table), table["any"])
