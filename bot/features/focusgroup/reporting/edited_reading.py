"""A reading with what those quoted replied, and with what analysts changed in it by buttons: the changes are notes
on the session, made again whenever it is shown."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.features.shared.command_context import House
from bot.features.shared.job_answers import asked_before, kept_result
from troupe.core.errors import NotFound
from troupe.ports import Stores
from troupe.research.analysis.analysis import StudyAnalysis
from troupe.research.analysis.by_analyst.analyst_changes import (
    AnalystChange,
    AnswersCoded,
    Change,
    FieldsTaken,
    change_in,
    with_changes,
)
from troupe.research.analysis.by_model.answer_coding import Coding
from troupe.research.analysis.by_model.field_extraction import Extraction
from troupe.research.analysis.by_model.reply_asking import Replies, with_replies
from troupe.research.analysis.by_model.study_reading_job import ReadingAsked
from troupe.research.job_kinds import READING, REPLYING
from troupe.research.sessions.study import Study
from troupe.research.sessions.study_gathering import gather_study
from troupe.worlds.events.author import HumanAuthor
from troupe.worlds.sessions.session_note import NewNote, NoteKind


@dataclass(frozen=True, slots=True)
class EditedReading:
    """A reading by the id of its job, with all changes made, beside the study that it reads."""

    job: str
    session: str
    study: Study
    analysis: StudyAnalysis


async def edited_reading(house: House, tenant: str, job_id: str) -> EditedReading:
    """The reading that this job made, as it is by now. Raises Conflict where it is not kept any more."""
    stores = house.stores(tenant)
    job, words = await asked_before(house, tenant, job_id)
    reading = await kept_result(house, READING, job.key)
    session = ReadingAsked.model_validate_json(words).session
    study = await gather_study(stores, session, house.mind.player)
    if (replies := await _replies(stores, job_id)) is not None:
        reading = with_replies(reading, replies)
    changes = await _changes(stores, session, job_id)
    made = {
        change.job: result
        for _, change in changes
        if isinstance(change, AnswersCoded | FieldsTaken) and (result := await _result(stores, change)) is not None
    }
    return EditedReading(job_id, session, study, with_changes(study, reading, changes, made))


async def keep_change(stores: Stores, session: str, reading: str, by: HumanAuthor, change: Change) -> None:
    """Have a reading be shown with one more change."""
    kept = AnalystChange(reading=reading, change=change)
    await stores.notes.add(session, NewNote(kind=NoteKind.EDIT, by=by, text=kept.model_dump_json()))


async def latest_edited(house: House, tenant: str, asked: ReadingAsked) -> str | None:
    """The job of the reading that somebody changed last, as long as there is nothing else to read: reading it anew
    would undo what they did."""
    stores = house.stores(tenant)
    notes = await stores.notes.of(asked.session, NoteKind.EDIT)
    if not notes:
        return None
    job_id = change_in(notes[-1].text).reading
    words = await stores.jobs.words(job_id)
    same = words.result is not None and words.request is not None
    return job_id if same and ReadingAsked.model_validate_json(words.request or "") == asked else None


async def _changes(stores: Stores, session: str, job_id: str) -> Sequence[tuple[str, Change]]:
    kept = [(note.by.name, change_in(note.text)) for note in await stores.notes.of(session, NoteKind.EDIT)]
    return [(by, each.change) for by, each in kept if each.reading == job_id]


async def _replies(stores: Stores, job_id: str) -> Replies | None:
    """What those quoted have replied by now."""
    job = await stores.jobs.of_key(REPLYING.word, job_id)
    words = None if job is None else await stores.jobs.words(job.id)
    return None if words is None or words.result is None else Replies.model_validate_json(words.result)


async def _result(stores: Stores, change: AnswersCoded | FieldsTaken) -> Coding | Extraction | None:
    """What a job has made for an analyst, if it has by now, and if that is kept."""
    try:
        words = await stores.jobs.words(change.job)
    except NotFound:
        return None
    form = Coding if isinstance(change, AnswersCoded) else Extraction
    return None if words.result is None else form.model_validate_json(words.result)
