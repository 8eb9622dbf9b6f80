"""Slash commands as the composer offers them: finding one while typing, filling its options. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from bot.playground.page.payloads import Choice, Command, CommandIndex, Option

SUBCOMMAND, SUBCOMMAND_GROUP, STRING, INTEGER, BOOLEAN = 1, 2, 3, 4, 5
USER, CHANNEL, ROLE, MENTIONABLE, NUMBER, ATTACHMENT = 6, 7, 8, 9, 10, 11
MOST_SHOWN = 25
"""How many offers or suggestions are listed at once; Discord's own number of choices."""


@dataclass(frozen=True)
class Offer:
    """One thing that can be called: a command, or a subcommand by its path."""

    command: Command
    path: tuple[str, ...]
    description: str
    options: tuple[Option, ...]
    kinds: tuple[int, ...] = ()
    """Option types along the path below the command: a group, a subcommand."""

    @property
    def title(self) -> str:
        return " ".join(self.path)


@dataclass(frozen=True)
class Suggestion:
    """A value for an option: what is shown, what is sent, and a word of explanation."""

    label: str
    value: str | int | float | bool
    detail: str = ""


@dataclass(frozen=True)
class Known:
    """The ids an option may take, with their names."""

    users: Mapping[str, str] = field(default_factory=dict[str, str])
    channels: Mapping[str, tuple[str, int]] = field(default_factory=dict[str, tuple[str, int]])
    roles: Mapping[str, str] = field(default_factory=dict[str, str])


@dataclass(frozen=True)
class Filling:
    """A chosen command on its way to being sent: texts as typed, picks where a suggestion was taken."""

    offer: Offer
    shown: tuple[str, ...]
    texts: Mapping[str, str] = field(default_factory=dict[str, str])
    picks: Mapping[str, Suggestion] = field(default_factory=dict[str, Suggestion])

    def option(self, name: str) -> Option | None:
        return next((o for o in self.offer.options if o.name == name), None)

    def text(self, name: str) -> str:
        return self.texts.get(name, "").strip()

    @property
    def shown_options(self) -> tuple[Option, ...]:
        return tuple(o for name in self.shown if (o := self.option(name)))

    @property
    def hidden_options(self) -> tuple[Option, ...]:
        return tuple(o for o in self.offer.options if o.name not in self.shown)


def offers(index: CommandIndex) -> list[Offer]:
    """Every slash command, with subcommands in the place of the commands that hold them."""
    found: list[Offer] = []
    for command in index.application_commands:
        if command.type == 1:
            found += _leaves(command, (command.name,), command.description, command.options, ())
    return sorted(found, key=lambda offer: offer.path)


def _leaves(
    command: Command, path: tuple[str, ...], description: str, options: tuple[Option, ...], kinds: tuple[int, ...]
) -> list[Offer]:
    below = [o for o in options if o.type in (SUBCOMMAND, SUBCOMMAND_GROUP)]
    if not below:
        return [Offer(command, path, description, options, kinds)]
    found: list[Offer] = []
    for option in below:
        found += _leaves(command, (*path, option.name), option.description, option.options, (*kinds, option.type))
    return found


def matching(all_offers: list[Offer], typed: str) -> list[Offer]:
    """The offers that fit what stands after the slash, the closest first."""
    wanted = " ".join(typed.casefold().split())
    ranked = [(rank, offer) for offer in all_offers if (rank := _rank(offer, wanted)) is not None]
    ranked.sort(key=lambda pair: (pair[0], pair[1].path))
    return [offer for _, offer in ranked[:MOST_SHOWN]]


def _rank(offer: Offer, wanted: str) -> int | None:
    title = offer.title.casefold()
    if title.startswith(wanted):
        return 0
    if any(word.startswith(wanted) for word in offer.path):
        return 1
    if wanted in title:
        return 2
    words = offer.description.casefold().split()
    return 3 if len(wanted) > 2 and any(word.startswith(wanted) for word in words) else None


def begin(offer: Offer) -> Filling:
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


def with_field(filling: Filling, name: str) -> Filling:
    """Show one more optional field, in the command's own order."""
    wanted = {*filling.shown, name}
    return replace(filling, shown=tuple(o.name for o in filling.offer.options if o.name in wanted))


def suggestions(option: Option, text: str, known: Known, live: tuple[Choice, ...] = ()) -> list[Suggestion]:
    """What may be put in a field, the closest to `text` first; `live` came from the bot's autocomplete."""
    if option.autocomplete:
        return [Suggestion(c.name, c.value) for c in live[:MOST_SHOWN]]
    return _closest(_all_values(option, known), text)[:MOST_SHOWN]


def _all_values(option: Option, known: Known) -> list[Suggestion]:
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
            allowed = option.channel_types
            return [
                Suggestion(name, i, "channel")
                for i, (name, kind) in known.channels.items()
                if not allowed or kind in allowed
            ]
        case 8:
            return roles
        case 9:
            return users + roles
        case _:
            return []


def _closest(values: list[Suggestion], text: str) -> list[Suggestion]:
    wanted = text.casefold().strip().removeprefix("@").removeprefix("#")
    starting = [v for v in values if v.label.casefold().startswith(wanted)]
    inside = [v for v in values if wanted in v.label.casefold() and v not in starting]
    return starting + inside


def must_be_picked(option: Option) -> bool:
    """Whether only a listed value will do."""
    return bool(option.choices) or option.type in (BOOLEAN, USER, CHANNEL, ROLE, MENTIONABLE)


def problems(filling: Filling, known: Known) -> dict[str, str]:
    """What is still wrong, by option name, in words; empty when the command can be sent."""
    found: dict[str, str] = {}
    for option in filling.offer.options:
        result = _value(filling, option, known)
        if isinstance(result, Problem):
            found[option.name] = result.words
    return found


@dataclass(frozen=True)
class Problem:
    words: str


Sent = str | int | float | bool


def _value(filling: Filling, option: Option, known: Known) -> Sent | Problem | None:
    """What an option's text stands for; None when it is left out."""
    text = filling.text(option.name)
    if not text:
        return Problem("This is needed.") if option.required else None
    pick = filling.picks.get(option.name)
    if pick is not None:
        return pick.value
    if must_be_picked(option):
        wanted = text.casefold().removeprefix("@").removeprefix("#")
        for value in _all_values(option, known):
            if value.label.casefold() == wanted:
                return value.value
        return Problem("Choose one from the list.")
    match option.type:
        case 4 | 10:
            return _number(text, option)
        case 11:
            return Problem("Files cannot be given to a command here.")
        case _:
            return _words(text, option)


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


def interaction_options(filling: Filling, known: Known, focused: str | None = None) -> list[dict[str, object]]:
    """The `options` of the interaction, nested along the path.

    With `focused` (autocomplete) values still being typed are sent as they stand and that option is marked.
    """
    values: list[dict[str, object]] = []
    for option in filling.offer.options:
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
