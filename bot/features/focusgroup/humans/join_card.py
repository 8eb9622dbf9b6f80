"""The card in front that asks members to take part: what is kept, who watches, for how long, and that the people
are simulated."""

from collections.abc import Sequence

import discord

from bot.features.shared.answer_cards import CardReply
from bot.features.shared.deferred_answers import CURTAIN, as_many, card, clip
from bot.features.shared.lasting_buttons import button
from troupe.research.guides.guide_minutes import minutes_of
from troupe.research.sessions.session_plan import SessionPlan
from troupe.worlds.sessions.session_view import SessionView
from troupe.worlds.sessions.study_session import SessionStatus

INVITE, JOIN, LEAVE = "study-invite", "guest-join", "guest-leave"
CONSENT = "1"
"""The version of the text below, kept with each consent: it rises with every change of what is agreed to."""
_SIMULATED = (
    "A focus group is held here. Its other participants are **simulated**: a computer program speaks for people "
    "who do not exist. You would be a human among them, and be marked as one."
)
_KEPT = (
    "What you write in this channel and on its forms, and how you vote, with a name of your choice. Your name in "
    "Discord is not; which member you are is kept apart, so that you can leave. Nothing else about you is noted."
)
_WATCHING = "Whoever runs it for this server, from a thread that participants do not see"
_HOW_LONG = (
    "As long as the study is. *Leave*, or `/privacy forget`, takes out all that was yours at any time, out of the "
    "report too. Your messages in Discord stay until you delete them."
)


def join_card(view: SessionView, plan: SessionPlan, observers: Sequence[str]) -> CardReply:
    """The card as it stands; without buttons to join once the session is over."""
    over = view.session.status is SessionStatus.ENDED
    about = clip(plan.guide.about, 600)
    text = "\n\n".join(
        part for part in (about, _SIMULATED, f"It takes about {minutes_of(plan.guide):g} minutes.") if part
    )
    embed = card(f"🙋 Take part in “{clip(plan.guide.title, 200)}”?", text)
    embed.add_field(name="What is kept", value=_KEPT, inline=False)
    watching = f"{_WATCHING}; and {', '.join(observers)}" if observers else _WATCHING
    embed.add_field(name="Who watches", value=clip(f"{watching}.", 1024), inline=False)
    embed.add_field(name="For how long", value=_HOW_LONG, inline=False)
    names = [f"**{guest.name}**" for guest in view.guests if guest.present]
    embed.add_field(name="Humans taking part", value=as_many(names or ["Nobody yet."], 1000), inline=False)
    leave = button(LEAVE, view.session.id, "Leave")
    if over:
        embed.colour = CURTAIN
        return CardReply([embed], None, [leave])
    join = button(JOIN, view.session.id, "Join", emoji="🙋", style=discord.ButtonStyle.success)
    return CardReply([embed], None, [join, leave])
