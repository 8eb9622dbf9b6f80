"""The report as one HTML page: self-contained, no script that runs, to be read offline, on a phone, printed."""

from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

from markupsafe import Markup

from troupe.research.reports.report_layout import StudyReport, report_view

if TYPE_CHECKING:
    from jinja2 import Template

_PACKAGE = "troupe.research.reports.forms"


def html_report(report: StudyReport) -> bytes:
    """The page. What people said is never read as markup."""
    return _template().render(r=report_view(report), css=_style()).encode("utf-8", "replace")


@cache
def _template() -> "Template":
    from jinja2 import Environment, StrictUndefined

    environment = Environment(autoescape=True, trim_blocks=True, lstrip_blocks=True, undefined=StrictUndefined)
    return environment.from_string(_file("report.html"))


@cache
def _style() -> Markup:
    return Markup(_file("report.css"))  # noqa: S704 - a file of ours


def _file(name: str) -> str:
    return files(_PACKAGE).joinpath("templates", name).read_text(encoding="utf-8")
