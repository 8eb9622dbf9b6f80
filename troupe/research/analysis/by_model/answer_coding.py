"""Open answers coded by a model: a code book that an analyst may edit and give back, and for each answer the
codes with the words they are for."""

from collections.abc import Sequence

from troupe.core.errors import BadInput
from troupe.core.frozen import Frozen
from troupe.core.usage import Usage
from troupe.llm.ledger.capped_model import Capped
from troupe.llm.port.llm import PricedModel
from troupe.research.analysis.analysis import Code, CodedAnswer, Evidence
from troupe.research.analysis.by_model.model_reading import reading_request
from troupe.research.analysis.by_model.numbered_record import PROMPTS, NumberedRecord, shown_lines
from troupe.research.analysis.by_model.reading_forms import ReadCodes
from troupe.research.analysis.study_record import StudyRecord
from troupe.research.analysis.wording.exact_quote import exact_quote
from troupe.research.sessions.study import Study, StudyLine


class Coding(Frozen):
    """The code book of a question and its coded answers."""

    codes: tuple[Code, ...]
    coded: tuple[CodedAnswer, ...]
    usage: Usage = Usage()


async def code_answers(llm: Capped, study: Study, step: str, codes: Sequence[Code], *, seed: int) -> Coding:
    """The answers to one question, coded after this book, or after one that the model makes of them if it is
    empty; words that do not stand in the answer give no code. Raises BadInput for a question that nobody
    answered and for the understudy, which understands no answer; and ModelError."""
    require_reader(llm)
    lines = answers_to(study, step)
    reply = await llm.complete(reading_request(_prompt(study, step, lines, codes), ReadCodes, seed))
    book = tuple(codes) or tuple(Code(key=c.key, name=c.name, given_when=c.given_when) for c in reply.value.codes)
    known, numbered = {code.key for code in book}, NumberedRecord(StudyRecord(study))
    coded: list[CodedAnswer] = []
    for answer in reply.value.answers:
        line = numbered.line(answer.line)
        keys = tuple(dict.fromkeys(key for key in answer.codes if key in known))
        if line is not None and line.step == step and keys and exact_quote(line.text, answer.quote) is not None:
            evidence = (Evidence(line=line.id, quote=answer.quote),)
            coded.append(CodedAnswer(step=step, participant=line.speaker_id, codes=keys, evidence=evidence))
    return Coding(codes=book, coded=tuple(coded), usage=reply.usage)


def coding_chars(study: Study, step: str, codes: Sequence[Code]) -> int:
    """How long the prompt is."""
    return len(_prompt(study, step, answers_to(study, step), codes)) + len(PROMPTS.text("reader.md"))


def require_reader(llm: PricedModel) -> None:
    """Raises BadInput for the understudy: what it would give were no codes, but noise."""
    if llm.stand_in:
        raise BadInput("the understudy understands no answers: coding and taking out fields need a language model")


def answers_to(study: Study, step: str) -> tuple[StudyLine, ...]:
    """What was said in answer to a question, the guide's probes included; a probe of the moderator's own was not
    put to everybody. Raises BadInput where that is nothing."""
    record = StudyRecord(study)
    lines = tuple(
        line
        for line in record.evidence.values()
        if line.step == step and not record.beyond_guide(line.step, line.probe)
    )
    if not lines:
        raise BadInput(f"nobody answered {step}", field="step")
    return lines


def _prompt(study: Study, step: str, lines: Sequence[StudyLine], codes: Sequence[Code]) -> str:
    record = StudyRecord(study)
    shown = shown_lines(record, lines)
    return PROMPTS.template("codes.md").render(question=record.question(step) or step, lines=shown, codes=codes)
