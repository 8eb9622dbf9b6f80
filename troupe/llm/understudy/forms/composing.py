"""What the understudy can make of requests that are no turns: by what the prompt was made from."""

from pydantic import BaseModel

from troupe.llm.port.llm import Request, T
from troupe.llm.understudy.forms.person_writing import complete, write
from troupe.llm.understudy.forms.questionnaire_answers import answered
from troupe.people.persona.questionnaire import Interview
from troupe.people.persona.writing_brief import Brief, Thin


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
