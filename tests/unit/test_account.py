"""To whom something was said: only that member may have it removed."""

from tests.unit.rooms import line, person
from troupe.worlds.speech_account import Account

LISA = person("Lisa")
SAID = line(2, "Lisa", "At seven.", (LISA,))


def test_it_was_said_to_the_member_whom_it_answers_and_to_no_other() -> None:
    account = Account(event=SAID, answered=line(1, "Ann", "When is the soup?", (LISA,)))
    assert account.answers("Ann")
    assert not account.answers("Ben")


def test_what_answers_a_person_or_what_was_erased_was_said_to_no_member() -> None:
    assert not Account(event=SAID, answered=line(1, "Lisa", "Soup!", (LISA,))).answers("Lisa")
    assert not Account(event=SAID).answers("Ann")
