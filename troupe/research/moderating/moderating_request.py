"""The request in which a moderator person decides: who they are, the guide, where it stands, what was said."""

import random

from troupe.core.prompt_folder import PromptFolder
from troupe.core.urgency import Urgency
from troupe.core.usage import Estimate
from troupe.llm.port.llm import Message, PricedModel, Request
from troupe.llm.port.purpose import Purpose
from troupe.minds.prompt.portrait import portrait
from troupe.people.persona.persona import Persona
from troupe.research.moderating.moderating_matter import ModeratingMatter
from troupe.research.moderating.moderator_wish import ModeratorWish

PURPOSE = Purpose("moderating", Urgency.AWAITED)
PROMPTS = PromptFolder("troupe.research.moderating", ("decide.md", "moderator.md"))
MAX_TOKENS = 350
TEMPERATURE = 0.4
_REST = 18_000
"""Characters of rules, guide and what was said, at most about."""


def moderating_request(
    moderator: Persona, matter: ModeratingMatter, *, seed: int, number: int
) -> Request[ModeratorWish]:
    """`seed` is the session's, `number` that of the move which is decided on."""
    spoken = {line.person for line in matter.lines if line.step == matter.open}
    silent = ", ".join(person.name for person in matter.people if person.id not in spoken)
    return Request(
        messages=(
            Message("system", f"{PROMPTS.text('moderator.md')}\n\n{portrait(moderator)}"),
            Message("user", PROMPTS.template("decide.md").render(m=matter, silent=silent)),
        ),
        output=ModeratorWish,
        purpose=PURPOSE,
        seed=random.Random(f"{seed}:moderating:{number}").randrange(2**31),  # noqa: S311 - to be repeated
        max_tokens=MAX_TOKENS,
        temperature=TEMPERATURE,
        matter=matter,
    )


def estimated_decision(llm: PricedModel, moderator: Persona) -> Estimate:
    """What one decision is expected to cost at most."""
    return llm.estimate(_REST + len(portrait(moderator)), MAX_TOKENS)
