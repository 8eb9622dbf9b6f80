"""What is kept of a model's answer about what is to be remembered: nothing without a line that says so, nothing
that was only said again from memory, and of whom it tells told for sure. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from troupe.memory.line_terms import line_terms
from troupe.memory.memory_subjects import KnownNames, of_themselves
from troupe.minds.consolidating.consolidated_answer import Consolidated, WrittenEpisode, WrittenFact
from troupe.minds.gate.output_gate import NO_GUARD, Guard, clipped, fit_to_tell
from troupe.worlds.memories.kept_memory import MemoryKind, NewMemory
from troupe.worlds.transcript import Event, PersonAuthor, SystemAuthor

MOST_EPISODES, MOST_FACTS = 3, 10
LONGEST_EPISODE, LONGEST_FACT, LONGEST_WORD = 500, 220, 60
"""Characters: what is kept is paid for whenever it comes back."""


@dataclass(frozen=True, slots=True)
class CheckedMemory:
    """A memory, and the person whose line it rests on: to them it is nothing they have heard."""

    memory: NewMemory
    said_by_person: str | None = None
    about_person: str = ""


def checked(
    answer: Consolidated, lines: Sequence[Event], names: KnownNames, guard: Guard = NO_GUARD
) -> tuple[CheckedMemory, ...]:
    """What stands of the answer to these lines."""
    by_number = {event.heard: event for event in lines if event.heard is not None and event.text}
    episodes = [_episode(episode, by_number, guard) for episode in answer.episodes[:MOST_EPISODES]]
    facts = [_fact(fact, by_number, names, guard) for fact in answer.facts[: 2 * MOST_FACTS]]
    kept = [fact for fact in facts if fact is not None][:MOST_FACTS]
    return (*(CheckedMemory(episode) for episode in episodes if episode is not None), *kept)


def of_person(memories: Iterable[CheckedMemory], person_id: str, name: str) -> tuple[NewMemory, ...]:
    """What one person keeps: not what they said of others themselves, which may have come back to them before, and
    would be remembered of a memory."""
    return tuple(item.memory for item in memories if item.said_by_person != person_id or item.about_person == name)


def _episode(episode: WrittenEpisode, lines: Mapping[int, Event], guard: Guard) -> NewMemory | None:
    text = _clean(episode.text, LONGEST_EPISODE, guard)
    cited = tuple(lines[number].id for number in dict.fromkeys(episode.lines) if number in lines)
    if not text or not cited:
        return None
    return NewMemory(kind=MemoryKind.EPISODE, text=text, sources=cited)


def _fact(fact: WrittenFact, lines: Mapping[int, Event], names: KnownNames, guard: Guard) -> CheckedMemory | None:
    line = lines.get(fact.line)
    text, topic = _clean(fact.fact, LONGEST_FACT, guard), _clean(fact.topic, LONGEST_WORD, guard)
    if line is None or not text or isinstance(line.author, SystemAuthor):
        return None
    speaker = line.author.name
    about = _clean(fact.about, LONGEST_WORD, guard)
    if not about or about.casefold() in ("i", "me"):
        about = speaker
    own = names.same(about, speaker)
    if set(line_terms(text)).isdisjoint({*line_terms(line.text)} - {*line_terms(about)}):
        return None  # no word of it stands in the line
    member = names.member_called(about)
    members = names.members_in(f"{about} {topic} {text}")
    if member is not None:
        members.add(member.id)
    by_person = isinstance(line.author, PersonAuthor)
    if not by_person and (own or (of_themselves(line.text) and not names.somebody(about))):
        members.add(line.author.id)  # "my sister is called Rita" tells of whoever says it
        member = member or (names.member_by_id(line.author.id) if own else None)
    memory = NewMemory(
        kind=MemoryKind.FACT,
        text=text,
        topic=topic,
        replaces=_clean(fact.instead_of, LONGEST_WORD, guard),
        about=speaker if own else about,
        about_member=None if member is None else member.id,
        members=tuple(sorted(members)),
        said_by=speaker,
        hearsay=not own and (fact.hearsay or names.somebody(about)),
        sources=(line.id,),
    )
    return CheckedMemory(memory, line.author.id if by_person else None, speaker if own else about)


def _clean(text: str, longest: int, guard: Guard) -> str:
    return clipped(" ".join(fit_to_tell(text, guard).split()), longest)
