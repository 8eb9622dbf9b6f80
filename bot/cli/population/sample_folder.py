"""A sample in a folder: one persona file for everyone, and sample.json with the plan and the margins."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path

from pydantic import BaseModel, ValidationError

from bot.cli.persona.persona_files import SUMMARY
from troupe.core.errors import BadInput
from troupe.people.library.library import export_yaml
from troupe.people.library.people_by_slug import by_slug
from troupe.people.persona.persona import Persona
from troupe.people.population.drawing.sample_plan import Margin, SamplePlan
from troupe.people.population.sampling.fleshing_journal import NAME
from troupe.people.population.sampling.population_sample import PopulationSample
from troupe.research.reports.charts.chart_panels import Targets, targets_of

_OURS = {SUMMARY, NAME}


class _KeptSummary(BaseModel):
    """What is read again of a sample's summary."""

    plan: SamplePlan
    margins: tuple[Margin, ...]


def claim(folder: Path, *, resumed: bool = False) -> None:
    """Make the folder, if it is not there. Raises BadInput where it holds people already, unless their writing is
    resumed."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        names = sorted(path.name for path in folder.iterdir() if not resumed and path.name not in _OURS)
    except OSError as error:
        raise BadInput(f"{folder} cannot be used ({error.strerror})", field="--to") from error
    if names:
        raise BadInput(f"{folder} is not empty ({names[0]}); name a new folder", field="--to")


def save(sample: PopulationSample, folder: Path) -> None:
    """Write everyone, and last the summary. Raises BadInput."""
    document = sample.as_json()
    try:
        save_people(by_slug(sample.personas), folder)
        summary = {key: value for key, value in document.items() if key != "personas"}
        text = json.dumps(summary, indent=2, ensure_ascii=False) + "\n"
        (folder / SUMMARY).write_text(text, encoding="utf-8")
    except OSError as error:
        raise BadInput(f"{folder} cannot be written ({error.strerror})", field="--to") from error


def targets_in(words: Sequence[str], people: int) -> Targets | None:
    """The shares aimed at by the sample that these words name: one folder of so many people, as `save` left it.
    None for any others."""
    summary = Path(words[0]) / SUMMARY
    if len(words) != 1 or not summary.is_file():
        return None
    try:
        kept = _KeptSummary.model_validate_json(summary.read_bytes())
    except (ValidationError, OSError):
        return None  # whoever changed the file has a chart without targets
    return targets_of(kept.margins) if kept.plan.people == people else None


def save_people(people: Mapping[str, Persona], folder: Path) -> None:
    """A persona file for everyone. Raises OSError."""
    for slug, persona in people.items():
        (folder / f"{slug}.yaml").write_text(export_yaml(persona), encoding="utf-8")
