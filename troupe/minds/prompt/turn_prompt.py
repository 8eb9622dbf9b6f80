"""The prompt of a turn: what never changes first, what always changes last, so that prefix caches hold.

One system message (rules, then the persona) and one user message (the append-only history, then the present).
"""

from functools import lru_cache

from troupe.llm.port.llm import Message
from troupe.llm.port.prompt_fit import PromptFit
from troupe.minds.prompt.crowd_names import is_crowd
from troupe.minds.prompt.field_recall import MOST as RECALLED
from troupe.minds.prompt.field_recall import recalled_facts
from troupe.minds.prompt.history_fit import SHORT_HISTORY, fitted
from troupe.minds.prompt.history_lines import history_text, number_of, time_in_words
from troupe.minds.prompt.lore_recall import spoken_lore
from troupe.minds.prompt.persona_words import folded
from troupe.minds.prompt.portrait import portrait
from troupe.minds.prompt.prompt_size import tokens
from troupe.minds.prompt.recalled_lines import MOST_OF_MEMORIES, recalled_lines
from troupe.minds.prompt.short_portrait import short_portrait
from troupe.minds.prompt.told_relations import told_relations
from troupe.minds.prompt.turn_prompt_files import prompt_template, prompt_text
from troupe.people.persona.card_macros import OTHER, told_of
from troupe.people.persona.persona import Persona
from troupe.worlds.mind_state import MindState
from troupe.worlds.scene import RecalledMemory, Scene
from troupe.worlds.text.shown_lines import length
from troupe.worlds.text.shown_text import one_line, plain_name, shown_name
from troupe.worlds.transcript import Event, HumanAuthor, SystemAuthor

_NAMED = 12
"""Names told as present; in a crowd the rest is counted."""
_PRESENT = 800
"""Characters about the present, at most about."""
_FRAME = 60
"""Tokens that the endpoint's own template and the headings add, at most about."""
_LONGEST_ASKED = 400
"""Characters of a line that is told once more at the end of a prompt."""
MEMORY = "- "
"""The beginning of a line about the present that tells of what comes back; nothing else there begins so."""
_AROUND = 40
"""Characters told beside a memory: its day, and who said it."""
_CHARACTERS_A_TOKEN = 4
_PORTRAITS = 512
ANY_PROMPT = PromptFit()
"""No bounds, where no model is known: a whole portrait, and all that is remembered."""


def turn_messages(scene: Scene, fit: PromptFit = ANY_PROMPT, answer: int = 0) -> tuple[Message, ...]:
    """The prompt for this person in this scene, as it fits the model beside so many tokens of an answer."""
    system = _system(scene.person.persona, "form_short.md" if fit.short else "form.md", fit.short)
    return (Message("system", system), Message("user", _witnessed(scene, fit, system, answer)))


def plain_messages(scene: Scene, fit: PromptFit = ANY_PROMPT, answer: int = 0) -> tuple[Message, ...]:
    """The messages for a model that cannot write JSON: it is asked for plain words, and for nothing else."""
    system = _system(scene.person.persona, "", fit.short)
    witnessed = _witnessed(scene, fit, system, answer)
    return (Message("system", system), Message("user", f"{witnessed}\n\n{prompt_text('plain.md')}"))


def alone_messages(scene: Scene, *, plain: bool = False) -> tuple[Message, ...]:
    """What was said to this person and nothing else of the talk, so that there is nothing in it to repeat: for a
    small model that fell out of its part. Asked once more in the whole talk, it said somebody's line again."""
    trigger = scene.trigger
    text = prompt_template("asked_alone.md").render(
        time=time_in_words(scene.now),
        lore=_lore(scene),
        facts=_facts(scene),
        memories=recalled_lines(scene),
        asker=shown_name(trigger.author, scene) if trigger is not None else "",
        asked=one_line(trigger.text) if trigger is not None else "",
        name=folded(scene.person.name),
    )
    user = f"{text.strip()}\n\n{prompt_text('plain.md')}" if plain else text.strip()
    return (Message("system", _system(scene.person.persona, "", short=True)), Message("user", user))


def asked_once_more(scene: Scene, fit: PromptFit) -> str:
    """The line that is answered, told at the end: a small model that read of its number alone answered another
    one, or greeted everybody. Empty where a model is large enough, or the line too long."""
    trigger = scene.trigger
    if not fit.short or not scene.obliged or trigger is None or trigger.facets.occasion:
        return ""
    text = one_line(trigger.text)
    return f"Answer this: {text}" if text and len(text) <= _LONGEST_ASKED else ""


def _witnessed(scene: Scene, fit: PromptFit, system: str, answer: int) -> str:
    now = _now(scene, fit)
    shown = fitted(scene, fit, _system_size(system) + tokens(now) + answer + _FRAME)
    history = history_text(shown) or "(Nothing was said yet.)"
    return f"{_crowd(scene)}# What you witnessed\n{history}\n\n{now}"


@lru_cache(maxsize=_PORTRAITS)
def _system(persona: Persona, form: str, short: bool) -> str:
    """What never changes for a person: kept, since rendering a portrait takes longer than all the rest."""
    files = [prompt_text(name) for name in ("rules.md", form) if name]
    return "\n\n".join((*files, short_portrait(persona) if short else portrait(persona)))


@lru_cache(maxsize=_PORTRAITS)
def _system_size(system: str) -> int:
    return tokens(system)


def prompt_length(scene: Scene, fit: PromptFit = ANY_PROMPT) -> int:
    """Characters of the prompt in this scene, about; a claim asks inside its transaction, so nothing is rendered
    that does not stay the same from turn to turn."""
    system = _system(scene.person.persona, "form_short.md" if fit.short else "form.md", fit.short)
    history = sum(length(event) for event in scene.history)
    recalled = sum(length(event) for event in scene.recalled)
    relations = sum(len(relation.text) for relation in scene.person.relations)
    if fit.short:
        unread = sum(length(event) for event in scene.history if event.id in scene.unread)
        history = min(history, unread + SHORT_HISTORY * _CHARACTERS_A_TOKEN)
    memories = min(sum(map(_length_told, scene.memories)), MOST_OF_MEMORIES)
    return len(system) + history + recalled + memories + relations + _PRESENT


def _length_told(recalled: RecalledMemory) -> int:
    return sum(len(memory.text) + _AROUND for memory in recalled.shown)


def correction(name: str, faults: tuple[str, ...]) -> str:
    """What to tell a model that fell out of its part."""
    return prompt_template("correction.md").render(name=folded(name), faults="; ".join(faults))


def _now(scene: Scene, fit: PromptFit) -> str:
    trigger = scene.trigger
    unread = [event for event in scene.history if event.id in scene.unread]
    text = prompt_template("turn.md").render(
        time=time_in_words(scene.now),
        others=_present(scene),
        relations=told_relations(scene, short=fit.short),
        state=_told_state(scene.person.state),
        lore=_lore(scene),
        memories=recalled_lines(scene),
        facts=_facts(scene) if fit.short else (),
        unread=_numbers(unread),
        waiting=_numbers([event for event in unread if event.id in scene.called and event != trigger]),
        answering=bool(scene.answering),
        obliged=scene.obliged,
        asked=asked_once_more(scene, fit),
        together=scene.together,
        asker=shown_name(trigger.author, scene) if trigger is not None else "",
        line=number_of(trigger),
        beat=_beat(trigger),
    )
    return text.strip()


def _beat(trigger: Event | None) -> str:
    """What lets the person begin unasked; empty if something said is answered."""
    if trigger is None or not trigger.facets.occasion:
        return ""
    return prompt_template("beat.md").render(moment=one_line(trigger.text))


def _told_state(state: MindState) -> MindState:
    return MindState(
        goals=folded(state.goals),
        context=tuple(folded(fact) for fact in state.context),
        attention=folded(state.attention),
        emotions=folded(state.emotions),
    )


def _crowd(scene: Scene) -> str:
    """The names of many people, before the history: there they stand in the prefix that stays the same."""
    if not is_crowd(scene):
        return ""
    return f"# Who is here\n{_named([plain_name(name) for name in scene.others])}.\n\n"


def _present(scene: Scene) -> str:
    """The others, unless they are named above, then the members heard of, as they came to speak."""
    members = (shown_name(event.author, scene) for event in scene.history if isinstance(event.author, HumanAuthor))
    others = () if is_crowd(scene) else (plain_name(name) for name in scene.others)
    return _named(list(dict.fromkeys((*others, *members))))


def _named(names: list[str]) -> str:
    if len(names) <= _NAMED:
        return ", ".join(names)
    return f"{', '.join(names[:_NAMED])} and {len(names) - _NAMED} more"


def _numbers(lines: list[Event]) -> str:
    """The numbers of these lines, such as `#3, #7 to #12`: nothing else is named, or it would be answered once
    more."""
    runs: list[list[int]] = []
    for number in sorted(event.heard for event in lines if event.heard is not None):
        if runs and runs[-1][-1] + 1 == number:
            runs[-1].append(number)
        else:
            runs.append([number])
    return ", ".join(text for run in runs for text in _run(run))


def _run(numbers: list[int]) -> list[str]:
    """A run of numbers, in words where it is longer than its two ends."""
    if len(numbers) > 2:
        return [f"#{numbers[0]} to #{numbers[-1]}"]
    return [f"#{number}" for number in numbers]


def _facts(scene: Scene) -> tuple[str, ...]:
    """What the person is told of themselves, as much as the lore leaves room for."""
    return recalled_facts(scene, RECALLED - sum(map(tokens, _lore(scene))))


def _lore(scene: Scene) -> list[str]:
    """Background that is spoken of, with the name of whom it is told to where it speaks of them."""
    author = scene.trigger.author if scene.trigger is not None else None
    user = OTHER if author is None or isinstance(author, SystemAuthor) else shown_name(author, scene)
    return [one_line(told_of(entry.text, user)) for entry in spoken_lore(scene)]
