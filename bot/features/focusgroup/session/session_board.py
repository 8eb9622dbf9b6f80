"""The board of a session: how it stands, in one container of Discord's, and the buttons that move it on."""

from collections.abc import Sequence
from dataclasses import dataclass

import discord

from bot.features.focusgroup.humans.join_card import INVITE
from bot.features.focusgroup.session.board_facts import BoardFacts
from bot.features.focusgroup.session.board_progress import agenda, missing, state_words
from bot.features.focusgroup.session.board_watch import floor, heard_votes, money, open_ends, watching
from bot.features.focusgroup.session.decision_lines import decision_lines
from bot.features.shared.deferred_answers import CURTAIN, INK, as_many, clip
from bot.features.shared.lasting_buttons import Button, button, laid_out
from troupe.research.sessions.session_plan import SessionPlan
from troupe.worlds.sessions.session_view import SessionView
from troupe.worlds.sessions.study_session import PauseReason, SessionStatus

NEXT, ASK, POLL, PAUSE, RESUME, BY_HAND, REPORT = (
    *("session-next", "session-ask", "session-poll", "session-pause", "session-resume", "session-pace"),
    "session-report",
)
HAND_OVER, TAKE_OVER = "session-hand-over", "session-take-over"
SHOW, SUGGEST, THOUGHTS, RAISE = "session-show", "session-suggest", "session-thoughts", "session-raise"


@dataclass(frozen=True, slots=True)
class SessionBoard:
    """A board: its parts, one above the other, and the buttons under them."""

    parts: Sequence[str]
    colour: discord.Colour
    buttons: Sequence[Button]

    @property
    def text(self) -> str:
        """All that it says."""
        return "\n".join(self.parts)

    @property
    def layout(self) -> discord.ui.LayoutView:
        """The message."""
        return laid_out(self.parts, self.buttons, self.colour)


def board(view: SessionView, plan: SessionPlan, facts: BoardFacts = BoardFacts()) -> SessionBoard:  # noqa: B008 - frozen
    """The board as the session stands. The room of a part is so that all of them fit into one message."""
    status = view.session.status
    done = status in (SessionStatus.ENDED, SessionStatus.PAUSED)
    names = {person_id: person.name for person_id, person in view.people.items()}
    parts = [
        f"## 🎙️ {clip(plan.guide.title, 200)}\n{clip(state_words(view, plan), 600)}",
        _part("Without an answer", missing(view), 350),
        _led(view, plan),
        _part("Guide", agenda(view, plan), 600),
        _part("Who has had the floor", floor(view, facts.spoken), 450),
        _part("Said in front, and voted", heard_votes(facts.heard, names), 500),
        _part("Open", open_ends(facts.suggestions, facts.questions), 450),
        "\n".join(f"-# {clip(line, 160)}" for line in (money(view, plan, facts.usage), watching(facts)) if line),
    ]
    return SessionBoard([part for part in parts if part], CURTAIN if done else INK, _buttons(view))


def _led(view: SessionView, plan: SessionPlan) -> str:
    """What a moderator person has decided, while one leads."""
    if not view.session.chaired or plan.moderator is None:
        return ""
    decided = list(reversed(decision_lines(view))) or ["Nothing is decided yet."]
    return _part(f"🎙️ {clip(plan.moderator.persona.name, 80)} moderates", decided, 350)


def _part(title: str, lines: Sequence[str], room: int) -> str:
    return f"**{title}**\n{as_many(lines, room)}" if lines else ""


def _buttons(view: SessionView) -> Sequence[Button]:
    session = view.session
    if session.status is SessionStatus.PAUSED:
        if session.pause is PauseReason.CAP:
            return [button(RAISE, session.id, "More money…", emoji="💵", style=discord.ButtonStyle.success)]
        return [button(RESUME, session.id, "Resume", emoji="▶️", style=discord.ButtonStyle.success)]
    if session.status is SessionStatus.ENDED:
        return [button(REPORT, session.id, "Report", emoji="📄", style=discord.ButtonStyle.primary)]
    if session.status is not SessionStatus.RUNNING:
        return []
    hand = session.released is not None
    label = "Wait no longer" if view.awaited else "Next"
    shown = hand or bool(view.awaited)
    move_on = [button(NEXT, session.id, label, emoji="⏭️", style=discord.ButtonStyle.primary)] if shown else []
    invited = session.places.join_card is not None or len(view.worlds) > 1
    inviting = [] if invited else [button(INVITE, session.id, "Invite people", emoji="🙋")]
    return [
        *move_on,
        button(ASK, session.id, "Ask…", emoji="❓"),
        button(POLL, session.id, "Poll…", emoji="🗳️"),
        button(SHOW, session.id, "Show…", emoji="🖼️"),
        button(PAUSE, session.id, "Pause", emoji="⏸️"),
        *_leading(view),
        button(SUGGEST, session.id, "Suggest…", emoji="💡"),
        button(THOUGHTS, session.id, "Thoughts", emoji="💭"),
        *inviting,
    ]


def _leading(view: SessionView) -> Sequence[Button]:
    """Who leads: the guide by itself or step by step, or a moderator person."""
    session = view.session
    if session.chaired:
        return [button(TAKE_OVER, session.id, "Take over", emoji="✋")]
    pace = "Step by step" if session.released is None else "Go on by itself"
    return [
        button(BY_HAND, session.id, pace, emoji="🧭"),
        button(HAND_OVER, session.id, "Hand over…", emoji="🎙️"),
    ]
