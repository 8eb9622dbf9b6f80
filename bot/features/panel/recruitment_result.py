"""The end of a recruitment: who is in, who is not and why, the quotas; saved as a panel, or brought here.

The people are attached to the answer as a file, from which its buttons read them: nothing is lost when the process
ends, and nothing has to be thrown away when nobody presses.
"""

import io
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

import discord
from pydantic import ValidationError

from bot.features.panel.panel_bringing import brought
from bot.features.panel.people_by_word import Called
from bot.features.shared.answer_cards import CardReply, reply
from bot.features.shared.command_context import House, spot_of
from bot.features.shared.deferred_answers import CURTAIN, as_many, card
from bot.features.shared.lasting_buttons import Button, button
from bot.features.shared.one_field_form import OneFieldForm
from bot.features.shared.persona_rights import editor_of, require_runner, stores_at
from bot.features.shared.world_opening import introduced
from troupe.core.errors import Conflict
from troupe.core.frozen import Frozen
from troupe.core.usage import Usage
from troupe.people.persona.panel import PanelMember
from troupe.research.recruiting.quota import QuotaRow
from troupe.research.recruiting.screening import Recruited, Rejected, Screened, ScreeningStage

Interaction = discord.Interaction[Any]

SAVE = "panel-keep"
BRING = "panel-bring"
FILE = "panel.json"
LONGEST_NAME = 64

_STAGES: Mapping[ScreeningStage, str] = {
    ScreeningStage.RULES: "by the rules",
    ScreeningStage.NAME: "for a name that is taken",
    ScreeningStage.ANSWERS: "by their answers",
    ScreeningStage.QUOTA: "by the quotas",
    ScreeningStage.FULL: "because the panel was full",
    ScreeningStage.FAILED: "without answers",
}


class Recruitment(Frozen):
    """The attachment of a result, for the buttons and for whoever wants to read it. `answers` and `rejected` are
    by slug."""

    source: str
    seed: int
    members: tuple[PanelMember, ...]
    answers: dict[str, dict[str, str]]
    rejected: tuple[Rejected, ...]
    quotas: tuple[QuotaRow, ...]
    usage: Usage
    model: str
    stand_in: bool


def result(candidates: Called, found: Screened, seed: int) -> CardReply:
    """The answer with its file and its buttons; nobody recruited, no buttons."""
    recruitment = Recruitment(
        source=candidates.told,
        seed=seed,
        members=tuple(candidates.members[person.slug] for person in found.recruited),
        answers={person.slug: person.answers for person in found.recruited if person.answers},
        rejected=found.rejected,
        quotas=found.quotas,
        usage=found.usage,
        model=found.model,
        stand_in=found.stand_in,
    )
    cards = [_recruited_card(candidates, found, seed)]
    if found.quotas:
        cards.append(card("Quotas", _table(found.quotas)))
    if found.rejected:
        cards.append(_rejected_card(candidates, found.rejected))
    if not recruitment.members:
        return CardReply(cards)
    file = discord.File(io.BytesIO(recruitment.model_dump_json(indent=1).encode()), FILE)
    return CardReply(cards, buttons=_buttons(), files=[file])


async def save(house: House, interaction: Interaction, _: str) -> None:
    """Ask for a name, and keep them under it."""
    require_runner(interaction)
    message = interaction.message
    box: discord.ui.TextInput[Any] = discord.ui.TextInput(
        custom_id="name", placeholder="Wave 1", max_length=LONGEST_NAME
    )

    async def written(answered: Interaction, name: str) -> None:
        require_runner(answered)  # the form may have been open for minutes: the right may be gone
        await reply(house, answered, _saved(house, answered, message, name))

    label: discord.ui.Label[Any] = discord.ui.Label(text="What to call the panel", component=box)
    await interaction.response.send_modal(OneFieldForm("Save as panel", label, written, house.ids))


async def bring(house: House, interaction: Interaction, _: str) -> None:
    """Seat them here; where nobody lives yet, that opens a world with them."""
    require_runner(interaction)
    spot = spot_of(interaction)

    async def work() -> CardReply:
        recruitment = await _read(interaction.message)
        return await brought(house, spot, "The panel", recruitment.members)

    await reply(house, interaction, work())


async def _saved(house: House, interaction: Interaction, message: discord.Message | None, name: str) -> CardReply:
    recruitment = await _read(message)
    panel = await stores_at(house, interaction).panels.save(name, recruitment.members, editor_of(interaction))
    names = ", ".join(f"**{member.persona.name}**" for member in panel.members)
    text = f"{names}\n\n`/panel use` brings them into any channel; `/panel profile` shows whom you got."
    return CardReply([card(f"Panel saved: {panel.name}", text)])


async def _read(message: discord.Message | None) -> Recruitment:
    """The recruitment attached to the answer. Raises Conflict where it is not to be had any more."""
    files = (
        []
        if message is None
        else [attachment for attachment in message.attachments if attachment.filename == FILE]
    )
    try:
        return Recruitment.model_validate_json(await files[0].read())
    except (IndexError, ValidationError, discord.NotFound, discord.Forbidden) as error:
        raise Conflict("This result cannot be read any more. Use `/panel recruit` again.") from error


def _recruited_card(candidates: Called, found: Screened, seed: int) -> discord.Embed:
    lines = [_line(person) for person in found.recruited]
    if not lines:
        lines = ["Nobody. What speaks against each of them stands below; a looser rule lets more of them in."]
    text = as_many(lines, 2600)
    notes = [candidates.note, _spent(found)]
    text += "\n" + "".join(f"\n-# {note}" for note in notes if note)
    title = f"{len(found.recruited)} recruited of {len(candidates.members)}"
    embed = card(title, text) if found.recruited else card(title, text, CURTAIN)
    return embed.set_footer(text=f"From {candidates.told} · seed {seed}: the same again, the same people")


def _line(one: Recruited) -> str:
    answers = " · ".join(f"{key}: {answer}" for key, answer in one.answers.items())
    return introduced(one.persona) + (f"\n-# {answers}" if answers else "")


def _spent(found: Screened) -> str:
    if not found.usage.calls:
        return ""
    if found.stand_in:
        return "Answered by the understudy, the offline stand-in, which is no language model."
    price = f", ${found.usage.usd:.4f}" if found.usage.usd is not None else ""
    return f"Answered by {found.model}: {found.usage.calls} calls, {found.usage.tokens:,} tokens{price}."


def _rejected_card(candidates: Called, rejected: Sequence[Rejected]) -> discord.Embed:
    """The rejected counted by stage, then each with the reason; those who came too late are only counted."""
    counts = Counter(person.stage for person in rejected)
    lines = [f"**{counts[stage]}** {reason}" for stage, reason in _STAGES.items() if counts[stage]]
    for person in sorted(rejected, key=lambda person: list(_STAGES).index(person.stage), reverse=True):
        if person.stage is not ScreeningStage.FULL:
            lines.append(f"-# {candidates.members[person.slug].persona.name}: {person.reason}")
    return card(f"Not recruited: {len(rejected)}", as_many(lines, 1500), CURTAIN)


def _table(rows: Sequence[QuotaRow]) -> str:
    """Wanted and recruited, for every value of every quota."""
    lines = [f"{'':24} {'wanted':>6} {'in':>4}"]
    last = ""
    for row in rows:
        if row.by != last:
            lines.append(row.by)
            last = row.by
        mark = "" if row.recruited == row.wanted else "  ← short"
        lines.append(f"  {row.value[:22]:22} {row.wanted:6} {row.recruited:4}{mark}")
    return f"```\n{as_many(lines, 900)}\n```"


def _buttons() -> list[Button]:
    return [
        button(SAVE, "", "Save as panel", emoji="💾", style=discord.ButtonStyle.primary),
        button(BRING, "", "Bring them here", emoji="🎭"),
    ]
