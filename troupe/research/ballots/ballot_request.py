"""The request in which a person fills in a ballot: who they are, what they witnessed, and the paper."""

import random

from pydantic import BaseModel

from troupe.core.prompt_folder import PromptFolder
from troupe.core.urgency import Urgency
from troupe.core.usage import Estimate
from troupe.llm.port.llm import Message, PricedModel, Request
from troupe.llm.port.purpose import Purpose
from troupe.minds.prompt.history_lines import history_text
from troupe.minds.prompt.portrait import portrait
from troupe.people.persona.persona import Persona
from troupe.research.ballots.ballot_form import form_of
from troupe.research.ballots.ballot_paper import BallotPaper, options_for
from troupe.research.ballots.prose_mapping import MAX_TOKENS as MAPPING_TOKENS
from troupe.research.guides.guide import Ballot, BallotForm
from troupe.worlds.scene import Scene

PURPOSE = Purpose("ballot", Urgency.AWAITED)
PROMPTS = PromptFolder("troupe.research.ballots", ("ballot.md", "voter.md"))
MAX_TOKENS = 350
TEMPERATURE = 0.8
WITNESSED = 12_000
"""Characters of what a person has witnessed that an estimate reckons with."""
_RULES = 1_500
"""Characters of the prompt beside who somebody is and what they witnessed, about."""


def ballot_request(ballot: Ballot, slug: str, scene: Scene, seed: int) -> Request[BaseModel]:
    """`slug` is the person's word in the panel, which with the seed draws the order of the options."""
    persona = scene.person.persona
    paper = BallotPaper(persona=persona, ballot=ballot, options=options_for(ballot, slug, seed))
    user = PROMPTS.template("ballot.md").render(
        history=history_text(scene) or "(Nothing was said yet.)",
        text=ballot.text,
        options=paper.options,
        how=paper.how,
    )
    return Request(
        messages=(
            Message("system", f"{PROMPTS.text('voter.md')}\n\n{portrait(persona)}"),
            Message("user", user),
        ),
        output=form_of(ballot, paper.options),
        purpose=PURPOSE,
        seed=random.Random(f"{seed}:{ballot.key}:{slug}").randrange(2**31),  # noqa: S311 - to be repeated
        person=slug,
        max_tokens=MAX_TOKENS,
        temperature=TEMPERATURE,
        matter=paper,
    )


def calls_of(ballot: Ballot) -> int:
    """Model calls that one person's vote takes."""
    return 2 if maps(ballot) else 1


def maps(ballot: Ballot) -> bool:
    """Whether what was said first is mapped to a scale."""
    return ballot.talk_first and ballot.form in (BallotForm.LIKERT, BallotForm.RATING)


def estimated_vote(llm: PricedModel, ballot: Ballot, persona: Persona) -> Estimate:
    """What one person's vote is expected to cost at most."""
    vote = llm.estimate(_RULES + WITNESSED + len(portrait(persona)), MAX_TOKENS)
    if not maps(ballot):
        return vote
    mapping = llm.estimate(_RULES, MAPPING_TOKENS)
    usd = None if vote.usd is None or mapping.usd is None else vote.usd + mapping.usd
    return Estimate(tokens=vote.tokens + mapping.tokens, usd=usd)
