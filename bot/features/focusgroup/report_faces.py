"""How the end of a study's reading is told in a channel."""

from bot.features.shared.job_answers import JobFace

READING_FACE = JobFace(done=None, failed="The study could not be read.")
CODING_FACE = JobFace(done=None, failed="The answers could not be coded.")
EXTRACTION_FACE = JobFace(done=None, failed="What was asked for could not be taken out of the answers.")
