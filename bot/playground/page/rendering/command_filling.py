"""A chosen slash command being filled in: what its options may hold, and what is sent of them. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from bot.playground.page.rendering.command_picker import MOST_SHOWN, CommandOffer
from bot.playground.page.state.page_payloads import Option, PageChoice

INTEGER, BOOLEAN, USER, CHANNEL, ROLE, MENTIONABLE, NUMBER, ATTACHMENT = 4, 5, 6, 7, 8, 9, 10, 11


@dataclass(frozen=True)
class Suggestion:
    """A value for an option: what is shown, what is sent, and a word of explanation."""

    label: str
    value: str | int | float | bool
    detail: str = ""


@dataclass(frozen=True)
class KnownValues:
    """The ids an option may take, with their names."""

    users: Mapping[str, str] = field(default_factory=dict[str, str])
    channels: Mapping[str, tuple[str, int]] = field(default_factory=dict[str, tuple[str, int]])
    roles: Mapping[str, str] = field(default_factory=dict[str, str])


@dataclass(frozen=True)
class Filling:
    """A chosen command on its way to being sent: texts as typed, picks where a suggestion was taken, files."""

    offer: CommandOffer
    shown: tuple[str, ...]
    texts: Mapping[str, str] = field(default_factory=dict[str, str])
    picks: Mapping[str, Suggestion] = field(default_factory=dict[str, Suggestion])
    files: Mapping[str, str] = field(default_factory=dict[str, str])
    """Ids of the uploaded files, by the name of the option they are for."""

    def option(self, name: str) -> Option | None:
        return next((o for o in self.offer.options if o.name == name), None)

    def text(self, name: str) -> str:
        return self.texts.get(name, "").strip()

    def is_filled(self, name: str) -> bool:
        """Whether there is anything in a field, right or wrong."""
        return bool(self.text(name)) or name in self.files

    @property
    def attached(self) -> tuple[str, ...]:
        """Ids of the files in the order of their options; what is sent names a file by its place here."""
        return tuple(self.files[o.name] for o in self.offer.options if o.name in self.files)

    @property
    def shown_options(self) -> tuple[Option, ...]:
        return tuple(o for name in self.shown if (o := self.option(name)))

    @property
    def hidden_options(self) -> tuple[Option, ...]:
        return tuple(o for o in self.offer.options if o.name not in self.shown)


def begin(offer: CommandOffer) -> Filling:
    """Start filling a command: its required options are shown, or else its first one."""
    required = tuple(o.name for o in offer.options if o.required)
    first = tuple(o.name for o in offer.options[:1])
    return Filling(offer, required or first)


def typed(filling: Filling, texts: Mapping[str, str]) -> Filling:
    """The filling after typing; a pick stays only while its text stands as it was."""
    picks = {name: pick for name, pick in filling.picks.items() if texts.get(name) == pick.label}
    return replace(filling, texts=dict(texts), picks=picks)


def picked(filling: Filling, name: str, suggestion: Suggestion) -> Filling:
    return replace(
        filling,
        texts={**filling.texts, name: suggestion.label},
        picks={**filling.picks, name: suggestion},
    )


def filed(filling: Filling, name: str, file_id: str) -> Filling:
    """The filling with another file, or none (""), for an option."""
    files = {n: i for n, i in filling.files.items() if n != name}
    return replace(filling, files=files | {name: file_id} if file_id else files)


def with_field(filling: Filling, name: str) -> Filling:
    """Show one more optional field, in the command's own order."""
    names = {*filling.shown, name}
    return replace(filling, shown=tuple(o.name for o in filling.offer.options if o.name in names))


def suggestions(
    option: Option, text: str, known: KnownValues, live: tuple[PageChoice, ...] = ()
) -> list[Suggestion]:
    """The values for a field, the closest to `text` first; `live` came from the bot's autocomplete."""
    if option.autocomplete:
        return [Suggestion(c.name, c.value) for c in live[:MOST_SHOWN]]
    return _closest(_all_values(option, known), text)[:MOST_SHOWN]


def _all_values(option: Option, known: KnownValues) -> list[Suggestion]:
    if option.choices:
        return [Suggestion(c.name, c.value) for c in option.choices]
    users = [Suggestion(name, i, "member") for i, name in known.users.items()]
    roles = [Suggestion(name, i, "role") for i, name in known.roles.items()]
    match option.type:
        case 5:
            return [Suggestion("yes", True), Suggestion("no", False)]
        case 6:
            return users
        case 7:
            channel_types = option.channel_types
            return [
                Suggestion(name, i, "channel")
                for i, (name, kind) in known.channels.items()
                if not channel_types or kind in channel_types
            ]
        case 8:
            return roles
        case 9:
            return users + roles
        case _:
            return []


def _closest(values: list[Suggestion], text: str) -> list[Suggestion]:
    prefix = text.casefold().strip().removeprefix("@").removeprefix("#")
    starting = [v for v in values if v.label.casefold().startswith(prefix)]
    inside = [v for v in values if prefix in v.label.casefold() and v not in starting]
    return starting + inside


def must_be_picked(option: Option) -> bool:
    """Whether only a listed value will do."""
    return bool(option.choices) or option.type in (BOOLEAN, USER, CHANNEL, ROLE, MENTIONABLE)


def problems(filling: Filling, known: KnownValues) -> dict[str, str]:
    """The faults that remain, by option name, in words; empty when the command can be sent."""
    faults: dict[str, str] = {}
    for option in filling.offer.options:
        result = _value(filling, option, known)
        if isinstance(result, Problem):
            faults[option.name] = result.words
    return faults


@dataclass(frozen=True)
class Problem:
    words: str


Sent = str | int | float | bool


def _value(filling: Filling, option: Option, known: KnownValues) -> Sent | Problem | None:
    """The value an option's text stands for; None when it is left out."""
    if option.type == ATTACHMENT:
        return _place_of_file(filling, option)
    text = filling.text(option.name)
    if not text:
        return Problem("This is needed.") if option.required else None
    pick = filling.picks.get(option.name)
    if pick is not None:
        return pick.value
    if must_be_picked(option):
        label = text.casefold().removeprefix("@").removeprefix("#")
        for value in _all_values(option, known):
            if value.label.casefold() == label:
                return value.value
        return Problem("Choose one from the list.")
    match option.type:
        case 4 | 10:
            return _number(text, option)
        case _:
            return _words(text, option)


def _place_of_file(filling: Filling, option: Option) -> Sent | Problem | None:
    file_id = filling.files.get(option.name)
    if file_id is not None:
        return filling.attached.index(file_id)
    return Problem("A file is needed.") if option.required else None


def _number(text: str, option: Option) -> Sent | Problem:
    try:
        number = int(text) if option.type == INTEGER else float(text.replace(",", "."))
    except ValueError:
        return Problem("A whole number, please." if option.type == INTEGER else "A number, please.")
    if option.min_value is not None and number < option.min_value:
        return Problem(f"At least {option.min_value:g}.")
    if option.max_value is not None and number > option.max_value:
        return Problem(f"At most {option.max_value:g}.")
    return number


def _words(text: str, option: Option) -> Sent | Problem:
    if option.min_length is not None and len(text) < option.min_length:
        return Problem(f"At least {option.min_length} characters.")
    if option.max_length is not None and len(text) > option.max_length:
        return Problem(f"At most {option.max_length} characters.")
    return text


def interaction_options(
    filling: Filling, known: KnownValues, focused: str | None = None
) -> list[dict[str, object]]:
    """The `options` of the interaction, nested along the path.

    With `focused` (autocomplete) values still being typed are sent as they stand and that option is marked; files
    are left out, as they are sent with the command itself.
    """
    values: list[dict[str, object]] = []
    for option in filling.offer.options:
        if focused is not None and option.type == ATTACHMENT:
            continue
        value = _value(filling, option, known)
        if option.name == focused:
            entry: dict[str, object] = {
                "type": option.type,
                "name": option.name,
                "value": filling.text(option.name),
                "focused": True,
            }
            values.append(entry)
        elif value is not None and not isinstance(value, Problem):
            values.append({"type": option.type, "name": option.name, "value": value})
    for kind, name in zip(reversed(filling.offer.kinds), reversed(filling.offer.path), strict=False):
        values = [{"type": kind, "name": name, "options": values}]
    return values
