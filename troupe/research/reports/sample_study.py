"""The finished study that comes with the house, to look at: written by hand, and labelled so."""

from functools import cache
from importlib.resources import files

from troupe.research.analysis.analysis import StudyAnalysis
from troupe.research.reports.report_layout import StudyReport
from troupe.research.sessions.study import Study

STUDY = "repair_counter.study.json"
READING = "repair_counter.reading.json"


@cache
def sample_report() -> StudyReport:
    """The study with its reading."""
    folder = files("personas").joinpath("samples")
    return StudyReport(
        study=Study.model_validate_json(folder.joinpath(STUDY).read_text(encoding="utf-8")),
        analysis=StudyAnalysis.model_validate_json(folder.joinpath(READING).read_text(encoding="utf-8")),
    )
