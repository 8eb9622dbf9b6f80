"""The card that tells why there was silence: about which message, who kept silent, and who made the reason up."""

from bot.features.moderation.why_card import silence_card
from tests.unit.rooms import line, person
from troupe.worlds.speech_account import Account
from troupe.worlds.turn import Provenance

LISA, OSCAR = person("Lisa"), person("Oscar")
ASKED = line(1, "Ann", "Lisa, *please*?", (LISA, OSCAR))


def test_each_reason_stands_under_the_name_of_who_gave_it() -> None:
    made = Provenance(model="grand", prompts_hash="p", request_hash="r")
    told = [
        Account(event=line(2, who.name, why, (LISA, OSCAR)), answered=ASKED, provenance=made)
        for who, why in ((LISA, "She *insulted* me."), (OSCAR, "I am asleep."))
    ]
    shown = {field.name: field.value for field in silence_card(told).fields}
    assert shown["About"] == r"**Ann**: Lisa, \*please\*?"
    assert shown["Lisa kept silent"] == r"She \*insulted\* me."
    assert shown["Oscar kept silent"] == "I am asleep."
    assert shown["The reasons are by"] == "the language model **grand**"
