"""What a guide is to be about, as somebody asked for it; by rule, a sensible guide is made of that alone."""

import random

from pydantic import BaseModel, Field

from troupe.llm.port.composed_matter import ComposedMatter
from troupe.research.guides.drafting.plain_guide import plain_guide
from troupe.research.guides.guide import StudyKind

LONGEST_ABOUT = 2_000


class GuideBrief(ComposedMatter):
    """A sentence or a page. `study` None leaves the kind to whoever writes."""

    about: str = Field(min_length=3, max_length=LONGEST_ABOUT)
    study: StudyKind | None = None
    minutes: int = Field(default=45, ge=5, le=240)

    def composed(self, seed: int) -> BaseModel:
        return plain_guide(self.about, self.study, self.minutes, random.Random(seed))  # noqa: S311 - to be repeated
