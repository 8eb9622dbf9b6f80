"""A person's vote as a job: one call, or two where words are mapped to a scale. The job keeps the vote itself."""

from datetime import datetime
from typing import ClassVar

from troupe.core.errors import JobLost, ModelError, OverBudget
from troupe.core.frozen import Frozen
from troupe.core.urgency import Urgency
from troupe.jobs.job_kind import JobKind, JobQuote, JobTools
from troupe.llm.ledger.capped_model import Capped
from troupe.llm.port.llm import PricedModel
from troupe.minds.answer.assistant_phrases import speaks_as_assistant
from troupe.minds.briefing_summary import to_tell
from troupe.people.persona.persona import Persona
from troupe.ports import FormerLife
from troupe.research.ballots.ballot_reading import vote_of
from troupe.research.ballots.ballot_request import ballot_request, calls_of, estimated_vote, maps
from troupe.research.ballots.prose_mapping import mapped
from troupe.research.guides.guide import Ballot
from troupe.worlds.events.author import PersonAuthor
from troupe.worlds.scene import Scene
from troupe.worlds.sessions.vote import Vote

NOT_THEIRS = "it was answered as an assistant or a language model, and not as this person"
"""The reason of a vote that is missing since no person of the panel would have given it so."""


class BallotAsked(Frozen):
    """Who votes on what: `person_id` sits in a world of the session, and is `slug` in its panel."""

    session_id: str
    person_id: str
    slug: str
    persona: Persona
    ballot: Ballot
    seed: int


class BallotCast(Frozen):
    """The end of it; the vote itself is kept with the session."""

    missing: str = ""


class BallotJob(JobKind[BallotAsked, BallotCast]):
    """A vote. An answer that the model does not give leaves a vote that is missing, with the reason."""

    word: ClassVar[str] = "ballot"
    urgency: ClassVar[Urgency] = Urgency.AWAITED
    request = BallotAsked
    result = BallotCast

    def quote(self, llm: PricedModel, asked: BallotAsked) -> JobQuote:
        return JobQuote(calls_of(asked.ballot), estimated_vote(llm, asked.ballot, asked.persona))

    async def work(self, asked: BallotAsked, tools: JobTools) -> BallotCast:
        life = await tools.stores.casts.former_life(asked.person_id)
        scene = _scene(life, tools.job.created_at)
        await tools.made_from([event.id for event in scene.history])
        try:
            vote = await _vote(tools.llm, asked, scene)
        except OverBudget:
            raise  # nothing was asked; the session waits for more
        except ModelError as error:
            vote = Vote(ballot=asked.ballot.key, participant=asked.person_id, missing=str(error))
        if not await tools.stores.sessions.vote(tools.job, asked.session_id, vote):
            raise JobLost("somebody else brings this vote")
        return BallotCast(missing=vote.missing)


async def _vote(llm: Capped, asked: BallotAsked, scene: Scene) -> Vote:
    request = ballot_request(asked.ballot, asked.slug, scene, asked.seed)
    reply = await llm.complete(request)
    vote = vote_of(asked.ballot, asked.person_id, reply.value)
    if not llm.stand_in and (speaks_as_assistant(vote.words) or speaks_as_assistant(vote.reason)):
        return Vote(ballot=asked.ballot.key, participant=asked.person_id, missing=NOT_THEIRS)
    if not maps(asked.ballot):
        return vote
    number = await mapped(llm, asked.ballot, vote.words, seed=request.seed)
    return vote.model_copy(update={"mapped": number})


def _scene(life: FormerLife, now: datetime) -> Scene:
    """What the person has witnessed, as much as one prompt holds."""
    events = to_tell(life.said)
    others = [
        e.author.name for e in events if isinstance(e.author, PersonAuthor) and e.author.id != life.person.id
    ]
    return Scene(
        world=life.world,
        person=life.person,
        others=tuple(dict.fromkeys(others)),
        history=events,
        unread=(),
        trigger=None,
        obliged=False,
        now=now,
    )
