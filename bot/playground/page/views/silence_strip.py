"""The strip under the header while everyone in a channel is silent: why, and the way out."""

from bot.playground.page.rendering.command_picker import CommandOffer, offers
from bot.playground.page.rendering.html_render import panel
from bot.playground.page.state.page_state import PageState

RESUME = ("world", "resume")
"""The command that has everyone listen again."""


def silence_html(state: PageState, here: str) -> str:
    """The strip; empty while somebody there may speak."""
    words = state.silence.get(here, "")
    return panel("silence.html", words=words, may_resume=resume_offer(state) is not None) if words else ""


def resume_offer(state: PageState) -> CommandOffer | None:
    """The command that ends the silence; None for a member who may not use it."""
    if state.commands is None:
        return None
    return next((offer for offer in offers(state.commands) if offer.path == RESUME), None)
