"""Charts as the shell writes them: the options of their look, and the file."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from troupe.core.errors import BadInput

if TYPE_CHECKING:
    from troupe.research.reports.charts.chart_look import ChartLook
    from troupe.research.reports.charts.profile_charts import PeopleChart

Title = Annotated[str, typer.Option(help="The title of the chart.")]
Source = Annotated[str, typer.Option(help="Where the figures are from, told at the foot of the chart.")]
Size = Annotated[str, typer.Option(help="Pixels of the chart, such as 1600x900. Left out: as much as it needs.")]
Dark = Annotated[bool, typer.Option("--dark", help="Draw the chart for a dark ground.")]


def look_of(
    chart: Path | None, *, title: str = "", source: str = "", size: str = "", dark: bool = False
) -> "ChartLook":
    """The look that the options ask for. Raises BadInput, before anything is drawn or asked."""
    from troupe.research.reports.charts.chart_look import ChartForm, ChartLook, form_of, size_of

    form = form_of(chart.name) if chart is not None else ChartForm.PNG
    return ChartLook(title=title, source=source, size=size_of(size), dark=dark, form=form)


def write_chart(path: Path, chart: "PeopleChart", look: "ChartLook") -> None:
    """Draw it into the file, and tell what the numbers in it stand for. Raises BadInput, Misconfigured."""
    from troupe.research.reports.charts.chart_drawing import draw_chart
    from troupe.research.reports.charts.chart_words import chart_key

    picture = draw_chart(chart, look)
    try:
        path.write_bytes(picture)
    except OSError as error:
        raise BadInput(
            f"{path}: cannot be written ({error.strerror or type(error).__name__})", field="chart"
        ) from error
    typer.echo(f"Drawn into {path}.", err=True)
    if key := chart_key(chart):
        typer.echo(f"In the picture {', '.join(key)}.", err=True)
