"""What the understudy can make of requests that are no turns: by what the prompt was made from."""

from pydantic import BaseModel

from troupe.llm.port import Request, T
from troupe.llm.understudy.questionnaire import answered
from troupe.llm.understudy.writing import complete, write
from troupe.people.brief import Brief, Thin
from troupe.research.questions import Interview


def composed(request: Request[T]) -> BaseModel | None:
    """The answer, or None where it knows nothing of the matter."""
    match request.matter:
        case Brief() as brief:
            return write(brief, request.seed)
        case Thin() as thin:
            return complete(thin, request.seed)
        case Interview() as interview:
            return request.output.model_validate(answered(interview, request.seed))
        case _:
            return None
