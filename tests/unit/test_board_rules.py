"""The rules of a board by words alone: who said another thing than they voted, and which questions are open."""

import pytest

from tests.unit.minds import LISA, OSCAR, said
from troupe.research.analysis.by_rule.open_questions import open_questions
from troupe.research.analysis.by_rule.spoken_stances import spoken_stance
from troupe.research.guides.guide import Ballot, BallotForm
from troupe.worlds.sessions.moderator import MODERATOR
from troupe.worlds.sessions.vote import Vote

WAYS = Ballot(key="b", text="How would you get there?", options=("by train", "by car", "not at all"))
SCALE = Ballot(key="b", text="A bottle with a deposit is a good idea.", form=BallotForm.LIKERT)
BUY = Ballot(key="b", text="Would you buy the bottle?", options=("yes", "no"))


def stance(ballot: Ballot, text: str, **vote: object) -> bool | None:
    cast = Vote.model_validate({"ballot": "b", "participant": "p1", **vote})
    heard = spoken_stance(ballot, cast, [("e1", text)])
    return None if heard is None else heard.apart


@pytest.mark.parametrize(
    ("ballot", "text", "vote", "apart"),
    [
        (WAYS, "I always take the train.", {"chosen": ("by car",)}, True),
        (WAYS, "I always take the train.", {"chosen": ("by train",)}, False),
        (WAYS, "I would not take the train.", {"chosen": ("by car",)}, None),
        (WAYS, "Train or car, it is all the same.", {"chosen": ("by car",)}, None),
        (WAYS, "Would you take the train?", {"chosen": ("by car",)}, None),
        (SCALE, "I love the deposit.", {"number": 2}, True),
        (SCALE, "I love the deposit.", {"number": 5}, False),
        (SCALE, "I love the deposit.", {"number": 3}, None),
        (SCALE, "I love my dog.", {"number": 2}, None),
        (BUY, "Yes, gladly, that bottle is for me.", {"chosen": ("no",)}, True),
        (BUY, "No, I hate that bottle.", {"chosen": ("no",)}, False),
    ],
)
def test_a_side_is_heard_where_words_alone_tell_it(
    ballot: Ballot, text: str, vote: dict[str, object], apart: bool | None
) -> None:
    assert stance(ballot, text, **vote) is apart


def test_a_question_is_open_until_somebody_who_could_hear_it_takes_it_up() -> None:
    asked = said(1, MODERATOR.name, "What do you think of the cold tea?")
    lines = [
        asked,
        said(
            2, LISA, "I like the cold tea. Does the lid really keep it fresh? What do you think of the cold tea?"
        ),
        said(3, OSCAR, "Fresh tea, really? I keep mine warm."),
    ]
    assert [(one.name, one.words) for one in open_questions(lines)] == [
        (LISA, "Does the lid really keep it fresh?")
    ]
    later = [*lines, said(4, MODERATOR.name, "What would you pay for the tea?")]
    assert len(open_questions(later)) == 1
    assert open_questions([*later, said(5, OSCAR, "Mine stays fresh for a day.")]) == ()
