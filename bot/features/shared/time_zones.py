"""Time zones as people name them: after a city, or by the whole name."""

from functools import cache
from zoneinfo import available_timezones

from discord import app_commands

from bot.features.shared.option_choices import MOST, Choices
from troupe.core.errors import BadInput


def some_zones(typed: str) -> Choices:
    """Time zones whose name holds what was typed, such as a city's."""
    part = typed.strip().lower().replace(" ", "_")
    names = [name for name in _zones() if part in name.lower()]
    return [app_commands.Choice(name=name, value=name) for name in names[:MOST]]


@cache
def _zones() -> tuple[str, ...]:
    """The zones named after places, and UTC, which comes first."""
    areas = ("Africa", "America", "Antarctica", "Asia", "Atlantic", "Australia", "Europe", "Indian", "Pacific")
    return ("UTC", *sorted(name for name in available_timezones() if name.split("/")[0] in areas and "/" in name))


def read_zone(text: str) -> str:
    """The zone that a name or a city means. Raises BadInput, with those that come near."""
    name = text.strip().lower().replace(" ", "_")
    near = [choice.value for choice in some_zones(text)]
    meant = [zone for zone in near if name in (zone.lower(), zone.lower().rsplit("/", 1)[-1])]
    if len(meant) == 1 or (len(near) == 1 and name):
        return (meant or near)[0]
    hint = f"did you mean {', '.join(near[:5])}?" if near else "write one such as Europe/Berlin"
    raise BadInput(f"“{text}” is no time zone; {hint}", field="time_zone")
