"""The questions of an interview: those a file brings, and for the rest those that the judge thinks of."""

import re
from collections.abc import Sequence

from pydantic import BaseModel, Field
from typing_extensions import override

from troupe.core.frozen import Frozen
from troupe.core.prompt_folder import PromptFolder
from troupe.core.urgency import Urgency
from troupe.llm.ledger.capped_model import Capped
from troupe.llm.port.composed_matter import ComposedMatter
from troupe.llm.port.llm import Message, Request
from troupe.llm.port.purpose import Purpose
from troupe.research.validating.persona_expectations import Expectation
from troupe.worlds.text.shown_text import one_line

PURPOSE = Purpose("interview", Urgency.BACKGROUND)
PROMPTS = PromptFolder(
    "troupe.research.validating", ("interview.md", "interviewer.md", "judge.md", "statements.md")
)
TOKENS_A_QUESTION = 40
_LONGEST = 300
"""Characters of a question that a model wrote."""
GENERAL = (
    "Tell me about yourself: what should a stranger know about you?",
    "What do you do all day?",
    "What are you good at?",
    "What do you do for a living?",
    "What are you proud of?",
)
_BY_SUBJECT = tuple(
    (re.compile(rf"\b(?:{words})\b", re.IGNORECASE), questions)
    for words, questions in (
        (r"\d+ years? old|aged? \d+", ("How old are you?",)),
        (
            r"works?|worked|working|job|profession|earns?|employed|retired|career|used to be|was once",
            ("What do you do for a living?", "What did you do before that?", "How did you come to your work?"),
        ),
        (
            r"lives?|living in|born|grew up|home town|comes? from|resid\w+",
            ("Where do you live?", "Where are you from?", "What is it like where you live?"),
        ),
        (
            r"married|widow\w*|divorced|wife|husband|partner|child|children|sons?|daughters?|mother|father|parents|"
            r"brothers?|sisters?|family|friends?|neighbou?rs?|boss",
            ("Tell me about your family.", "Who is close to you?", "Whom have you fallen out with?"),
        ),
        (r"speaks|languages?|fluent|bilingual", ("Which languages do you speak?",)),
        (r"fears?|afraid|scared|dreads?|terrified", ("What are you afraid of?", "What worries you?")),
        (
            r"hates?|dislikes?|cannot stand|can't stand|can't bear|detests?|loathes?|annoy\w*|despises?",
            ("What can you not stand?", "What annoys you?", "What would you never do?"),
        ),
        (
            r"wants? to|dreams?|hopes?|goals?|plans? to|ambition",
            ("What do you want to reach in life?", "What are your plans?", "What do you dream of?"),
        ),
        (
            r"likes?|loves?|enjoys?|fond|adores?|hobb\w+|interested|passion\w*|favou?rite",
            ("What do you like most?", "What are you interested in?", "What makes you happy?"),
        ),
        (
            r"believes?|thinks?|convinced|opinions?|distrusts?|mistrusts?|trusts?|values?",
            ("What do you firmly believe?", "What do most people get wrong?", "What is important to you?"),
        ),
        (r"ill|sick|health|pain|asthma|diabet\w+|insomnia", ("How is your health?",)),
        (
            r"studied|school|university|degree|educated|trained|apprentic\w+",
            ("What did you learn, and where?", "How was school for you?"),
        ),
        (r"can|skilled|good at|able to|plays", ("What are you good at?", "What can you do that others cannot?")),
    )
)


class WrittenQuestions(BaseModel):
    """Questions in the order of the statements they are for."""

    questions: list[str] = Field(min_length=1)


class StatementsToAsk(ComposedMatter):
    """Statements for which questions are wanted. By rule each gets the plain question for its subject."""

    statements: tuple[str, ...]

    @override
    def composed(self, seed: int) -> WrittenQuestions:
        del seed
        asked: list[str] = []
        for statement in self.statements:
            choices = next((questions for subject, questions in _BY_SUBJECT if subject.search(statement)), GENERAL)
            asked.append(next((question for question in choices if question not in asked), choices[-1]))
        return WrittenQuestions(questions=asked)


class AskedExpectations(Frozen):
    """Expectations, each with its question, and what is asked in all."""

    expectations: tuple[Expectation, ...]
    questions: tuple[str, ...]


async def with_questions(llm: Capped, expectations: Sequence[Expectation], seed: int) -> AskedExpectations:
    """The expectations, those without a question given one by the judge, where it has one. Raises ModelError."""
    bare = [each for each in expectations if not each.ask and not each.of_manner]
    if bare:
        reply = await llm.complete(question_request(bare, seed))
        written = [one_line(text)[:_LONGEST] for text in reply.value.questions]
        asks = dict(zip((each.expect for each in bare), written, strict=False))
        expectations = [
            each if each.ask or each.of_manner else each.model_copy(update={"ask": asks.get(each.expect, "")})
            for each in expectations
        ]
    questions = tuple(dict.fromkeys(each.ask for each in expectations if each.ask))
    return AskedExpectations(expectations=tuple(expectations), questions=questions or GENERAL[:1])


def question_request(bare: Sequence[Expectation], seed: int) -> Request[WrittenQuestions]:
    """The request for one question each."""
    statements = tuple(one_line(each.expect) for each in bare)
    return Request(
        messages=(
            Message("system", PROMPTS.text("interviewer.md")),
            Message("user", PROMPTS.template("statements.md").render(expectations=statements)),
        ),
        output=WrittenQuestions,
        purpose=PURPOSE,
        seed=seed,
        max_tokens=60 + TOKENS_A_QUESTION * len(statements),
        temperature=0.3,
        matter=StatementsToAsk(statements=statements),
    )
