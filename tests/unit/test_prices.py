"""What is said of the price of having someone written."""

from bot.features.persona_drafts.model_writing import author, waiting
from troupe.authoring.persona_writing import WritingResult
from troupe.core.usage import Estimate, Usage
from troupe.people.persona.persona import Persona
from troupe.worlds.turn import Provenance


def written(usd: float | None, *, stand_in: bool = False) -> WritingResult:
    provenance = Provenance(model="grand", prompts_hash="", request_hash="", attempts=1, stand_in=stand_in)
    return WritingResult(persona=Persona(name="Mara Quint"), usage=Usage(usd=usd), provenance=provenance)


def test_from_a_cent_on_a_price_is_said_before_and_after() -> None:
    assert waiting("A baker.", Estimate(tokens=9000, usd=0.054)).description == "A baker.\n-# $0.05 at most"
    assert author(written(0.021)) == "Written by grand for $0.02."


def test_below_a_cent_and_where_it_is_unknown_nothing_is_said() -> None:
    for usd in (None, 0.0, 0.009):
        assert waiting("A baker.", Estimate(tokens=9000, usd=usd)).description == "A baker."
        assert author(written(usd)) == "Written by grand."


def test_the_stand_in_is_never_passed_off_as_a_model() -> None:
    assert "no language model" in author(written(0.0, stand_in=True))
