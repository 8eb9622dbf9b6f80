"""Every kind of job that there is."""

from typing import Any

from troupe.authoring.persona_enriching_job import PersonaEnrichingJob
from troupe.authoring.persona_writing_job import PersonaWritingJob
from troupe.jobs.job_kind import JobKind
from troupe.minds.consolidating.consolidation_job import ConsolidationJob
from troupe.minds.consolidating.reflection_job import ReflectionJob
from troupe.minds.gate.secrets import Secrets
from troupe.minds.newcomer_job import NewcomerJob
from troupe.minds.recall_job import RecallJob
from troupe.research.analysis.by_model.answer_coding_job import AnswerCodingJob
from troupe.research.analysis.by_model.field_extraction_job import FieldExtractionJob
from troupe.research.analysis.by_model.right_of_reply_job import RightOfReplyJob
from troupe.research.analysis.by_model.study_reading_job import StudyReadingJob
from troupe.research.ballots.ballot_job import BallotJob
from troupe.research.guides.drafting.guide_drafting_job import GuideDraftingJob
from troupe.research.moderating.moderating_job import ModeratingJob
from troupe.research.recruiting.screening_job import ScreeningJob
from troupe.research.reruns.rerun_job import RerunJob

SCREENING = ScreeningJob()
BALLOT = BallotJob()
READING = StudyReadingJob()
REPLYING = RightOfReplyJob()
CODING = AnswerCodingJob()
EXTRACTION = FieldExtractionJob()
WRITING = PersonaWritingJob()
ENRICHING = PersonaEnrichingJob()
DRAFTING = GuideDraftingJob()
RERUNS = RerunJob()
MODERATING = ModeratingJob()


def job_kinds(secrets: Secrets) -> tuple[JobKind[Any, Any], ...]:
    """Those that a process can work on. `secrets` of whoever runs it are told to nobody."""
    return (
        NewcomerJob(secrets),
        RecallJob(secrets),
        ConsolidationJob(secrets),
        ReflectionJob(secrets),
        WRITING,
        ENRICHING,
        SCREENING,
        BALLOT,
        READING,
        REPLYING,
        CODING,
        EXTRACTION,
        DRAFTING,
        RERUNS,
        MODERATING,
    )
