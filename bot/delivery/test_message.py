"""A test message: a persona says one line in a channel, by the very way in which people speak there later."""

from bot.delivery.refusals import Step, judge
from bot.delivery.row_sending import Sending
from bot.delivery.single_request import Limited, Lost, NotSent, RequestRefused
from bot.delivery.webhook_pacing import Pacing
from bot.delivery.webhooks import Webhooks
from bot.faces.speaker_faces import Publishing
from troupe.core.ids import Ids
from troupe.people.persona.persona import Persona
from troupe.worlds.outbox import OutboxRow, RowStatus
from troupe.worlds.outbox.say_row import SayRow

LINE = "Hello, this is a test. If you can read it under my name and face, people can speak here."
UNREACHABLE = "Discord cannot be reached just now. Try again in a minute."


class Rehearsal:
    """Speaks without a world: nobody hears it, and nothing is kept."""

    def __init__(self, sending: Sending, webhooks: Webhooks, pacing: Pacing, faces: Publishing, ids: Ids) -> None:
        self._sending = sending
        self._webhooks = webhooks
        self._pacing = pacing
        self._faces = faces
        self._ids = ids

    async def speak(self, tenant: str, channel_id: str, slug: str, persona: Persona) -> str:
        """Post the line. Returns what went wrong, in words that say how to mend it; empty if nothing did."""
        row = self._row(tenant, channel_id, slug, persona)
        face = await self._faces.url(slug, persona)
        words = await self._try(row, face)
        if words is None:  # the webhook we knew was deleted: once more with a new one
            self._webhooks.forget(channel_id)
            words = await self._try(row, face)
        return "The webhook was deleted. Try again." if words is None else words

    async def _try(self, row: OutboxRow, face: str | None) -> str | None:
        """One attempt; None if its webhook is gone."""
        step: Step = "webhook"
        try:
            route = await self._sending.route(row)
            step = "post"
            async with self._pacing.turn(route.lane):
                await self._sending.post(row, route, face)
        except RequestRefused as refusal:
            verdict = judge(refusal, row, step)
            return None if verdict.rebuild else verdict.words
        except Limited as limit:
            return f"Discord asks me to slow down. Try again in {limit.retry_after:.0f} seconds."
        except (NotSent, Lost):
            return UNREACHABLE
        return ""

    def _row(self, tenant: str, channel_id: str, slug: str, persona: Persona) -> OutboxRow:
        return SayRow(
            id=self._ids(),
            tenant=tenant,
            world_id="",
            seq=0,
            status=RowStatus.SENDING,
            epoch=0,
            channel_id=channel_id,
            place=channel_id,
            event_id="",
            name=persona.name,
            slug=slug,
            text=LINE,
        )
