"""Opening a world: who comes, what the channel is told, and the rows that make it so."""

import re
from collections.abc import Mapping, Sequence
from uuid import UUID

from troupe.core.errors import BadInput, NotFound
from troupe.core.frozen import Frozen
from troupe.core.ids import Ids
from troupe.llm.openai.endpoint_survey import shown_model
from troupe.people.library.library import find_persona, ref_of
from troupe.people.persona.persona import Persona, PersonaRef
from troupe.ports import NewWorld, Stores
from troupe.worlds.outbox import Offer
from troupe.worlds.world import Mode, Person, World

FIRST = ("gerda-vollmann", "octavio-valdecanas", "rory-macphee", "yetunde-adesokan")
"""Who comes when nobody is named: the Tuesday table, four who know each other."""

MODES: Mapping[Mode, str] = {
    Mode.AMBIENT: "people join in when they have something to say",
    Mode.ROUNDTABLE: "everyone answers, and all answers appear together",
    Mode.MANUAL: "people answer only when addressed by name, by reply or with /ask",
}

NOTICE_LIMIT = 1900

MODEL_SET_AT = (
    "It is set by whoever runs the bot, never in Discord: in the playground with *Use a real model* at the top of "
    "the page, else as `docs/models.md` says."
)
"""Where a language model is plugged in: a key does not belong into a chat."""

FAREWELL = "🎭 The simulated people have left this channel."


class ModelNote(Frozen):
    """The model that plays; `stand_in` if it is the understudy. An empty name is one not known here."""

    name: str
    stand_in: bool

    @property
    def words(self) -> str:
        if self.stand_in:
            return (
                "the **understudy**, an offline stand-in and no language model: its lines are put together from "
                "the people's own descriptions"
            )
        return (
            f"the language model **{shown_model(self.name)}**"
            if self.name
            else "the model that `/world status` names"
        )

    @property
    def plain(self) -> str:
        """The same without Discord's markup."""
        return self.words.replace("**", "").replace("`", "")


def choose_people(library: Mapping[str, Persona], wanted: Sequence[str]) -> list[tuple[Persona, PersonaRef]]:
    """The personas of these names or slugs, in this order; of nobody, those who come first.

    Raises NotFound for an unknown name, with the nearest known ones, and BadInput for one given twice.
    """
    if not library:
        raise NotFound("the library of personas is empty", field="people")
    try:
        people = [_meant(name.strip(), library) for name in wanted if name.strip()]
    except NotFound as error:
        raise NotFound(str(error), field="people") from error
    first = [(slug, library[slug]) for slug in FIRST if slug in library]
    choice = people or first or list(library.items())[: len(FIRST)]
    for at, (slug, persona) in enumerate(choice):
        if slug in (earlier for earlier, _ in choice[:at]):
            raise BadInput(f"{persona.name} is named twice", field="people")
    return [(persona, ref_of(persona, slug)) for slug, persona in choice]


def _meant(name: str, library: Mapping[str, Persona]) -> tuple[str, Persona]:
    try:
        return find_persona(name, library)
    except NotFound:
        return find_persona(bare_name(name), library)


def bare_name(text: str) -> str:
    """A name without what someone does, as it is offered: `Lisa Carter (cook)` is Lisa Carter."""
    return re.sub(r"\s+\([^()]*\)?\s*$", "", text).strip()


def find_person(people: Sequence[Person], word: str) -> Person:
    """The person of this world with this id, or whom this slug, name, nickname or unique first name means.

    Raises NotFound with the nearest names.
    """
    by_id = {person.id: person for person in people}
    if word in by_id:
        return by_id[word]
    by_key: dict[str, Person] = {}
    for person in people:  # two may share a slug: one of the library, and the community's own of that name
        by_key[person.id if person.ref.slug in by_key else person.ref.slug] = person
    slug, _ = find_persona(word.strip(), {slug: person.persona for slug, person in by_key.items()})
    return by_key[slug]


async def open_world(
    stores: Stores,
    ids: Ids,
    *,
    name: str,
    channel_id: str,
    guild_id: str,
    people: Sequence[tuple[Persona, PersonaRef]],
    mode: Mode,
    model: ModelNote,
    pinned: bool = True,
) -> World:
    """Open the world, seat its cast and post the notice with its buttons, pinned if so wished.

    Raises Conflict if the channel has an open world.
    """
    notice = opening_notice([persona for persona, _ in people], mode, model)
    seed = UUID(ids()).int & 0x7FFFFFFF
    new = NewWorld(
        name=name,
        channel_id=channel_id,
        guild_id=guild_id,
        mode=mode,
        seed=seed,
        notice=notice,
        offers=(Offer.MUTE, Offer.WHO, Offer.STOP),
        pinned=pinned,
    )
    return await stores.worlds.open(new, people)


def opening_notice(people: Sequence[Persona], mode: Mode, model: ModelNote) -> str:
    """What the channel is told: that these are simulated people, who, how to talk, how to be left alone, how to
    stop."""
    head = "## 🎭 Simulated people live here now\nThey are not real, and what they say is made up.\n"
    tail = "\n".join(
        (
            "\n💬 **To talk**, just write. To reach someone, begin with their name, reply to them, or use `/ask`.",
            "🔕 **To be left alone**, press *Mute for me*: they neither see you nor speak to you.",
            "⏹️ **To silence everyone**, write “stop”, use `/stop` or press *Stop*.",
            f"-# **{mode.value}**: {MODES[mode]}. Played by {model.words}. What is said here is stored.",
        )
    )
    room = NOTICE_LIMIT - len(head) - len(tail)
    lines: list[str] = []
    for at, persona in enumerate(people):
        line = f"- {introduced(persona)}"
        if sum(len(text) + 1 for text in lines) + len(line) > room - 40:
            lines.append(f"- and {len(people) - at} more")
            break
        lines.append(line)
    return "\n".join((head, *lines, tail))


def introduced(persona: Persona) -> str:
    """One line: name, age, what they do, where they live."""
    facts = [str(persona.age) if persona.age is not None else "", _clip(persona.occupation.title, 60)]
    facts.append(_clip(persona.residence, 40))
    about = ", ".join(part for part in facts if part)
    return f"**{persona.name}**, {about}" if about else f"**{persona.name}**"


def joining(persona: Persona) -> str:
    """What the channel is told when someone comes."""
    return f"🎭 {introduced(persona)}, a simulated person, joins you."


def _clip(text: str, limit: int) -> str:
    text = " ".join(text.split())
    return text if len(text) <= limit else text[: limit - 1].rstrip(" ,;") + "…"
