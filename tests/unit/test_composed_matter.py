"""A matter of another room: the understudy gives the answer that the matter makes of itself."""

from pydantic import BaseModel

from tests.unit.ledgers import counted
from tests.unit.purposes import spoken_to
from troupe.core.frozen import Frozen
from troupe.llm.port.composed_matter import ComposedMatter
from troupe.llm.port.llm import Message, Request
from troupe.llm.understudy import Understudy


class _Heading(Frozen):
    words: str


class _Headed(ComposedMatter):
    subject: str

    def composed(self, seed: int) -> BaseModel:
        return _Heading(words=f"{self.subject} {seed}")


async def test_the_understudy_answers_by_the_rule_of_the_matter() -> None:
    request = Request(
        messages=(Message("user", "A heading, please."),),
        output=_Heading,
        purpose=spoken_to("test"),
        seed=7,
        matter=_Headed(subject="tea"),
    )
    reply = await counted(Understudy()).complete(request)
    assert reply.value == _Heading(words="tea 7")
