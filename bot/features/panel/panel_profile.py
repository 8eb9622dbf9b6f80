"""/panel profile: whom a set of people consists of, alone or beside another: chart, tables, figures, warnings."""

import asyncio
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import discord
from discord import app_commands

from bot.features.panel.people_by_word import called
from bot.features.panel.people_sources import offer_sources
from bot.features.shared.answer_cards import CardReply, reply
from bot.features.shared.command_context import House, catalogue_at, spot_of, world_here
from bot.features.shared.deferred_answers import as_many, card, clip
from bot.features.shared.option_choices import MOST, Choices, plain
from bot.features.shared.persona_rights import stores_at
from troupe.core.errors import BadInput, Misconfigured
from troupe.people.editing.persona_field import SHORT
from troupe.people.library.people_by_slug import by_slug
from troupe.people.persona.persona import Persona
from troupe.people.profile.field_distribution import Distribution, Numbers, shares
from troupe.people.profile.profile_report import Profile, comparisons, statistics_of_both
from troupe.people.profile.profile_report import profile as profiled
from troupe.people.profile.set_statistics import SetStatistics
from troupe.people.profile.statistics_words import statistics_line
from troupe.people.profile.usual_fields import USUAL
from troupe.research.reports.charts.chart_drawing import draw_chart
from troupe.research.reports.charts.chart_panels import MOST_PANELS
from troupe.research.reports.charts.chart_words import alt_text, chart_key
from troupe.research.reports.charts.profile_charts import PeopleChart, comparison_chart, profile_chart

Interaction = discord.Interaction[Any]
Command = app_commands.Command[Any, ..., Any]

PICTURE = "profile.png"
SEED = 1
MOST_PEOPLE = 500
LONGEST_ALT = 1024
"""Characters of the description of a picture, by Discord."""
_MOST_ROWS = 7
_MOST_TABLES = 9
"""Fields with a table beside the chart: a message holds no more. The chart has all."""
_FIELDS = (*USUAL, *(name for name in SHORT if name not in USUAL), "nationality", "education", "skills", "beliefs")


@dataclass(frozen=True, slots=True)
class _Set:
    """People and what they are called together."""

    told: str
    people: Mapping[str, Persona]


@dataclass(frozen=True, slots=True)
class _Drawn:
    """The chart, empty where none can be drawn and `why`; `words` tell it to who cannot see it, `key` explains the
    numbers in it."""

    png: bytes = b""
    words: str = ""
    key: tuple[str, ...] = ()
    why: str = ""


def command(house: House) -> Command:
    @app_commands.describe(
        panel="Whom: a saved panel, everyone, the library, germany:50. Left out: the people here",
        field="What about them, such as age, or age, gender, interests. Left out: the usual",
        against="A second set to compare with",
    )
    async def run(
        interaction: Interaction,
        panel: app_commands.Range[str, 1, 100] = "",
        field: app_commands.Range[str, 1, 200] = "",
        against: app_commands.Range[str, 1, 100] = "",
    ) -> None:
        await reply(house, interaction, _shown(house, interaction, panel, field, against))

    async def offer(interaction: Interaction, typed: str) -> Choices:
        return await offer_sources(house, interaction, typed)

    async def offer_fields(_: Interaction, typed: str) -> Choices:
        return some_fields(typed)

    panel_command: Command = app_commands.Command(
        name="profile", description="Whom a set of people consists of, as chart and table", callback=run
    )
    panel_command.autocomplete("panel")(offer)
    panel_command.autocomplete("against")(offer)
    panel_command.autocomplete("field")(offer_fields)
    return panel_command


def some_fields(typed: str) -> Choices:
    """For a list `age, gender, …`: what stands before the last comma stays, the last one is completed."""
    *before, last = [part.strip() for part in typed.split(",")]
    head = "".join(f"{name}, " for name in before if name)
    fitting = [name for name in _FIELDS if plain(last) in name and name not in before]
    whole = [f"{head}{name}" for name in fitting[:MOST] if len(head) + len(name) <= 100]
    return [app_commands.Choice(name=name.replace("_", " "), value=name) for name in whole]


async def _shown(house: House, interaction: Interaction, panel: str, field: str, against: str) -> CardReply:
    fields = tuple(part.strip() for part in field.split(",") if part.strip())
    if len(fields) > MOST_PANELS:
        raise BadInput(f"at most {MOST_PANELS} fields at a time, not {len(fields)}", field="field")
    first = await _meant(house, interaction, panel)
    if against:
        return await asyncio.to_thread(_compared, first, await _meant(house, interaction, against), fields)
    return await asyncio.to_thread(_profiled, first, fields)


async def _meant(house: House, interaction: Interaction, word: str) -> _Set:
    """The people of a word; of none, those who live here."""
    stores = stores_at(house, interaction)
    if word:
        people = await called(word, stores, await catalogue_at(house, stores.tenant), SEED, most=MOST_PEOPLE)
        return _Set(people.told, people.people)
    spot = spot_of(interaction)
    world = await world_here(house, spot)
    here = await stores.casts.of(world.id)
    return _Set(f"#{spot.name}", by_slug([person.persona for person in here]))


def _profiled(of: _Set, fields: Sequence[str]) -> CardReply:
    profile = profiled(of.people, fields)
    if not profile.distributions:
        raise BadInput(f"nobody of them has {', '.join(fields)}", field="field")
    picture = _picture(profile_chart(profile, _title(of)))
    embed = card(
        f"{_title(of)}: {_counted(profile.people)}", as_many([*_figures(profile), *_of_picture(picture)], 1500)
    )
    for distribution in profile.distributions[:_MOST_TABLES]:
        _add(
            embed,
            _heading(distribution),
            [f"{share.share:.0%} · {share.value} ({share.count})" for share in _top(distribution)],
        )
    return _with_picture(embed, picture)


def _compared(first: _Set, second: _Set, fields: Sequence[str]) -> CardReply:
    fields_apart = comparisons(first.people, second.people, fields)
    names = (_title(first), _title(second))
    picture = _picture(comparison_chart(fields_apart, *names, " and ".join(names)))
    text = f"**{names[0]}** ({_counted(len(first.people))}) beside **{names[1]}** ({_counted(len(second.people))})"
    how = "-# Apart: 0% is alike, 100% is nothing in common. In the table, first the one, then the other."
    both = statistics_of_both(first.people, second.people, fields)
    known = {comparison.field.split(".")[-1] for comparison in fields_apart}
    missing = [field for field in fields if field.split(".")[-1] not in known]
    notes = [f"-# Not known of both: {', '.join(missing)}."] if missing else []
    notes += _statistics(*both)
    embed = card("Two sets of people", as_many([text, how, *notes, *_of_picture(picture)], 1500))
    for comparison in fields_apart[:_MOST_TABLES]:
        _add(
            embed,
            f"{_name(comparison.field)}: {comparison.apart:.0%} apart",
            [f"{row.first:.0%} · {row.second:.0%} · {row.value}" for row in comparison.rows[:_MOST_ROWS]],
        )
    return _with_picture(embed, picture)


def _picture(chart: PeopleChart) -> _Drawn:
    """Without matplotlib the tables stand alone, and that is said."""
    try:
        return _Drawn(draw_chart(chart), alt_text(chart, LONGEST_ALT), chart_key(chart))
    except Misconfigured as error:
        return _Drawn(why=str(error))


def _with_picture(embed: discord.Embed, drawn: _Drawn) -> CardReply:
    if not drawn.png:
        return CardReply([embed])
    picture = discord.File(io.BytesIO(drawn.png), PICTURE, description=drawn.words)
    return CardReply([embed.set_image(url=f"attachment://{PICTURE}")], files=[picture])


def _of_picture(drawn: _Drawn) -> list[str]:
    if drawn.why:
        return [f"-# No chart: {drawn.why}"]
    return [f"-# In the chart {', '.join(drawn.key)}."] if drawn.key else []


def _figures(found: Profile) -> list[str]:
    """Coverage, diversity, likeness, and what a careful reader is warned of."""
    lines = [f"Fields filled: **{found.coverage.mean:.0%}** on average; {found.coverage.rich} lack nothing."]
    if found.diversity:
        figures = ", ".join(
            f"{_name(diversity.field).lower()} {diversity.simpson:.2f}" for diversity in found.diversity
        )
        lines.append(f"Diversity (Simpson, 0 all alike to 1): {figures}.")
    about = "" if found.likeness.exact else ", estimated"
    lines.append(f"Biographies are alike by {found.likeness.mean:.1%} on average{about}.")
    lines += _statistics(found.statistics)
    if found.empty:
        lines.append(f"Nobody says anything in: {', '.join(_name(field).lower() for field in found.empty)}.")
    return [*lines, *(f"⚠️ {warning}" for warning in found.warnings)]


def _statistics(first: SetStatistics | None, second: SetStatistics | None = None) -> list[str]:
    """How different, covering, even and entangled the set is, or both sets one beside the other."""
    return [f"The set as a whole: {statistics_line(first, second)}."] if first is not None else []


def _heading(of: Distribution) -> str:
    if isinstance(of, Numbers):
        return f"{_name(of.field)}: mean {of.mean:.3g}, {of.least:g} to {of.most:g}"
    return _name(of.field)


def _top(of: Distribution) -> Sequence[Any]:
    lines = shares(of)
    return [line for line in lines if line.count] if isinstance(of, Numbers) else lines[:_MOST_ROWS]


def _add(embed: discord.Embed, name: str, lines: Sequence[str]) -> None:
    room = 600 if len(embed.fields) < 3 else 300  # all of a message together takes 6000
    embed.add_field(name=clip(name, 256), value=as_many([clip(line, 60) for line in lines], room), inline=True)


def _name(field: str) -> str:
    text = field.split(".")[-1].replace("_", " ")
    return text[:1].upper() + text[1:]


def _title(of: _Set) -> str:
    return of.told[:1].upper() + of.told[1:]


def _counted(people: int) -> str:
    return "1 person" if people == 1 else f"{people} people"
