"""The desk of a new playground: backstage a finished report to look at, and a study that waits for *Start*."""

from importlib.resources import files
from typing import TYPE_CHECKING

from bot.features.shared.world_opening import ModelNote
from bot.playground.furnishing.sample_guild import SampleGuild
from troupe.people.library.library import ref_of
from troupe.people.persona.panel import PanelMember
from troupe.research.guides.guide import Guide
from troupe.research.guides.reading.guide_reading import read_guide
from troupe.research.sessions.session_plan import SessionPlan
from troupe.worlds.sessions.study_session import NewSession, SessionPlaces

if TYPE_CHECKING:
    from bot.app.app import App

GUIDE = "street_supper.guide.yaml"
PEOPLE = ("yetunde-adesokan", "imogen-thackray-lisle", "bernie-fahy", "wendell-tackett", "rejean-thibodeau")
SEED = 5
_WORDS = (
    "This is what a report looks like: open `report.html`. What its people say was written by hand.\n"
    "Below, a study waits. Press **Start** and look into <#{front}>; once it is over, **Report** stands here."
)


def waiting_guide() -> Guide:
    """The guide of the study that waits."""
    return read_guide(files("personas").joinpath("samples", GUIDE).read_bytes(), GUIDE).guide


async def lay_out_desk(app: "App", sample: SampleGuild, note: ModelNote) -> None:
    """Post the sample report, then the card of a planned study, in the channel for it; the bot is on Discord by
    now."""
    # these bring discord.py, which the playground reads after its start
    import discord

    from bot.features.focusgroup.planning.plan_card import plan_card
    from bot.features.focusgroup.planning.study_people import notice_of
    from bot.features.focusgroup.reporting.report_card import report_card
    from bot.features.shared.lasting_buttons import unwatched
    from troupe.research.reports.sample_study import sample_report

    await app.client.wait_until_ready()
    backstage = app.client.get_partial_messageable(int(sample.backstage_id))
    shown = await report_card(sample_report())
    await backstage.send(
        _WORDS.format(front=sample.front_id),
        embeds=list(shown.cards),
        files=list(shown.files),
        allowed_mentions=discord.AllowedMentions.none(),
    )
    members = {s: PanelMember(persona=app.library[s], ref=ref_of(app.library[s], s)) for s in PEOPLE}
    plan = SessionPlan(
        guide=waiting_guide(),
        panel="people of the library",
        members=members,
        seed=SEED,
        notice=notice_of(members, note),
    )
    stores = app.stores(f"guild:{sample.guild_id}")
    places = SessionPlaces(guild_id=sample.guild_id, front=sample.front_id, backstage=sample.backstage_id)
    session = await stores.sessions.plan(NewSession(plan=plan.model_dump_json(), seed=SEED, places=places))
    card = plan_card(session.id, plan, places, app.mind.player(session.model))
    message = await backstage.send(embeds=list(card.cards), view=unwatched(*card.buttons))
    await stores.sessions.place(session.id, places.model_copy(update={"card": str(message.id)}))
