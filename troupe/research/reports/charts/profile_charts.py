"""Charts of a set of people, of two sets, and of a sample beside its plan, as values: `chart_drawing` makes
pictures of them, `chart_words` says what they show."""

from collections.abc import Sequence

from troupe.core.frozen import Frozen
from troupe.people.population.sampling.population_sample import PopulationSample
from troupe.people.profile.field_distribution import Comparison, Distribution
from troupe.people.profile.profile_report import Profile
from troupe.research.reports.charts.chart_panels import (
    MOST_PANELS,
    ChartPanel,
    Targets,
    compared_panel,
    margin_panels,
    panel_of,
    targeted_panel,
)


class PeopleSet(Frozen):
    """The name of a set, and how many people are in it."""

    name: str
    people: int


class PeopleChart(Frozen):
    """A chart: its panels, and the one or two sets that they are of. `aimed` where targets stand beside the bars.
    `hidden` are fields for which there was no room."""

    title: str
    sets: tuple[PeopleSet, ...]
    panels: tuple[ChartPanel, ...]
    aimed: bool = False
    hidden: int = 0


def profile_chart(
    profile: Profile, title: str, *, targets: Targets | None = None, ages: Sequence[float] = ()
) -> PeopleChart:
    """All distributions of a profile, with the targets of the plan that the people were drawn by, if they were;
    `ages` are then counted in the bands of the plan."""
    panels = [
        targeted_panel(of, targets, ages) if targets else panel_of(of)
        for of in profile.distributions[:MOST_PANELS]
    ]
    return _chart(title, (PeopleSet(name=title, people=profile.people),), panels, len(profile.distributions))


def distribution_chart(of: Distribution, title: str) -> PeopleChart:
    """One field."""
    return _chart(title, (PeopleSet(name=title, people=of.people),), [panel_of(of)], 1)


def comparison_chart(compared: Sequence[Comparison], first: str, second: str, title: str) -> PeopleChart:
    """Two sets in each field, bars side by side."""
    sets = (
        PeopleSet(name=first, people=compared[0].first.people),
        PeopleSet(name=second, people=compared[0].second.people),
    )
    return _chart(title, sets, [compared_panel(each) for each in compared[:MOST_PANELS]], len(compared))


def sample_chart(sample: PopulationSample) -> PeopleChart:
    """Every field of a sample, as it was aimed at and as it was reached."""
    title = f"{sample.plan.population}: {sample.plan.people} people drawn"
    panels = margin_panels(sample.margins, sample.plan.people)
    sets = (PeopleSet(name=sample.plan.population, people=sample.plan.people),)
    return _chart(title, sets, panels[:MOST_PANELS], len(panels))


def _chart(title: str, sets: tuple[PeopleSet, ...], panels: Sequence[ChartPanel], fields: int) -> PeopleChart:
    aimed = any(bar.target is not None for panel in panels for bar in panel.bars)
    return PeopleChart(
        title=title, sets=sets, panels=tuple(panels), aimed=aimed, hidden=max(0, fields - MOST_PANELS)
    )
