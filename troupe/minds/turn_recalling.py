"""RECALL within a turn: a person who tries to remember is told what comes back, and decides with it."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace

from troupe.llm.ledger.metered_model import Metered
from troupe.llm.port.llm import Message, Reply, Request, prompt_chars
from troupe.minds.answer.turn_answer import TurnAnswer
from troupe.minds.further_answer import ReserveMore, once_more
from troupe.minds.prompt.recalled_lines import MOST_CHARACTERS, recalled_lines
from troupe.minds.prompt.turn_prompt_files import prompt_template
from troupe.worlds.action import SPEECH_TYPES, Recall
from troupe.worlds.scene import Scene
from troupe.worlds.turn import Turn

MOST_RECALLS = 2
LONGEST_QUESTION = 300
NOTE = "recalled"
RecallMore = Callable[[Turn, str], Awaitable[Scene | None]]
"""What comes back at a question, in a scene of nothing else; None where the turn is lost: see
troupe.ports.Turns.recall."""


async def nothing_more(_turn: Turn, _question: str) -> Scene | None:
    """No memory at all: for a mind whose turns come from no store."""
    return None


@dataclass(frozen=True, slots=True)
class Recollected:
    """The answer that a turn is read from, the request it answers, and what came back meanwhile."""

    request: Request[TurnAnswer]
    reply: Reply[TurnAnswer]
    scenes: tuple[Scene, ...] = ()


async def recollected(
    llm: Metered,
    turn: Turn,
    request: Request[TurnAnswer],
    reply: Reply[TurnAnswer],
    *,
    reserve: ReserveMore,
    recall: RecallMore,
) -> Recollected:
    """Answer what the person tries to remember, as often as a turn may; each further call is reserved before
    anything is looked for. Without room for it, the answer stays as it is."""
    scenes: list[Scene] = []
    while len(scenes) < MOST_RECALLS and (question := recall_asked(reply.value)):
        most = prompt_chars(request) + len(reply.value.as_written()) + MOST_CHARACTERS + LONGEST_QUESTION
        if not await reserve(turn, llm.estimate(most, request.max_tokens)):
            break
        scene = await recall(turn, question)
        if scene is None:
            break
        scenes.append(scene)
        request = _told(request, reply.value, scene, again=len(scenes) < MOST_RECALLS)
        reply = await once_more(llm, request, reply)
        reply = replace(reply, notes=tuple(dict.fromkeys((*reply.notes, NOTE))))
    return Recollected(request, reply, tuple(scenes))


def recall_asked(answer: TurnAnswer) -> str:
    """What somebody tries to remember; nothing where they speak all the same."""
    kinds = {action.type.strip().upper() for action in answer.actions if action.content.strip()}
    if not kinds.isdisjoint(SPEECH_TYPES):
        return ""
    questions = (action.content for action in answer.actions if action.type.strip().upper() == Recall.word())
    return next((" ".join(text.split())[:LONGEST_QUESTION] for text in questions if text.strip()), "")


def _told(request: Request[TurnAnswer], answer: TurnAnswer, scene: Scene, *, again: bool) -> Request[TurnAnswer]:
    text = prompt_template("recall.md").render(memories=recalled_lines(scene), again=again).strip()
    more = (Message("assistant", answer.as_written()), Message("user", text))
    return replace(request, messages=(*request.messages, *more))
