"""Kinds of jobs: all listed, all shown, what is asked and answered comes back from JSON as it was."""

from dataclasses import fields
from typing import cast

import pytest

from bot.features.command_tree import JOB_FACES
from tests.store.stage import persona
from tests.unit.purposes import spoken_to
from troupe.authoring.persona_writing_job import WritingAsked
from troupe.core.errors import ModelError, ModelMalformed, ModelRefused, ModelUnavailable
from troupe.core.usage import Usage
from troupe.engine.job_faults import error_of, failure_of
from troupe.jobs.job_kind import JobKind
from troupe.llm.ledger.kept_answer import KeptAnswer, answer_of, fault_of, reply_of
from troupe.llm.port.llm import Reply, Request
from troupe.minds.gate.secrets import Secrets
from troupe.people.persona.panel import PanelMember
from troupe.people.persona.questionnaire import Question, answer_form
from troupe.people.persona.writing_brief import Brief
from troupe.research.job_kinds import job_kinds
from troupe.research.recruiting.screener import Screener
from troupe.research.recruiting.screening_job import ScreeningAsked

KINDS = job_kinds(Secrets())


def kinds_written() -> set[type[object]]:
    """Every kind that the house has a class for."""
    kinds = cast("list[type[object]]", JobKind.__subclasses__())
    return {kind for kind in kinds if kind.__module__.startswith("troupe.")}


def test_every_kind_is_listed_under_a_word_of_its_own() -> None:
    assert {type(kind) for kind in KINDS} == kinds_written()
    assert len({kind.word for kind in KINDS}) == len(KINDS)


def test_the_end_of_every_kind_can_be_told_in_a_channel() -> None:
    assert set(JOB_FACES) == {kind.word for kind in KINDS}
    assert all(bool(face.act) == bool(face.label) for face in JOB_FACES.values())


def test_a_reply_is_kept_with_all_that_it_is() -> None:
    assert {field.name for field in fields(Reply)} <= set(KeptAnswer.model_fields)
    form = answer_form((Question(key="cash", text="Cash?"),))
    request = Request(messages=(), output=form, purpose=spoken_to("test"), seed=1)
    reply = Reply(
        value=form.model_validate({"cash": "yes"}),
        usage=Usage(calls=2, tokens_in=3),
        model="grand",
        request_hash="00",
        attempts=2,
        notes=("repaired",),
        unfinished=True,
    )
    assert reply_of(KeptAnswer.model_validate_json(answer_of(reply).model_dump_json()), request) == reply
    with pytest.raises(ModelMalformed):
        reply_of(answer_of(reply).model_copy(update={"value": '{"cash": "perhaps"}'}), request)


def test_an_error_is_kept_if_asking_again_would_cost_the_same_again() -> None:
    request = Request(
        messages=(), output=answer_form((Question(key="a", text="A?"),)), purpose=spoken_to("test"), seed=1
    )
    kept = fault_of(ModelRefused("it declined", usage=Usage(calls=1)))
    assert kept is not None
    with pytest.raises(ModelRefused, match="it declined") as caught:
        reply_of(kept, request)
    assert caught.value.usage == Usage(calls=1)
    assert fault_of(ModelUnavailable("down")) is None


def test_what_a_job_ended_by_is_the_same_error_again() -> None:
    for error in (ModelRefused("no"), ModelUnavailable("down"), ModelError("odd")):
        end = failure_of(error)
        again = error_of(end.fault, end.words)
        assert (type(again), str(again)) == (type(error), str(error))


def test_requests_come_back_from_json_as_they_were() -> None:
    screener = Screener.read(
        include="age >= 30 and (country = Germany or not interests has tea)",
        questions="cash: Cash? | yes | no",
        quotas="answer.cash: yes 2, no 1",
        size=3,
    )
    members = {name: PanelMember(persona=persona(name)[0], ref=persona(name)[1]) for name in ("ana", "ben")}
    asked = ScreeningAsked(screener=screener, candidates=members, seed=4, source="everyone", note="all")
    assert ScreeningAsked.model_validate_json(asked.model_dump_json()) == asked
    brief = Brief(text="a tram driver", given={"name": "Rosa", "occupation": {"title": "driver"}}, avoid=("Ana",))
    writing = WritingAsked(brief=brief, seed=9)
    again = WritingAsked.model_validate_json(writing.model_dump_json())
    assert (again.brief.fields, again.brief.text, again.seed) == (brief.fields, brief.text, 9)
