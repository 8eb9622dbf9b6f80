"""Slash commands as the composer offers them: finding one while typing. Pure."""

from dataclasses import dataclass

from bot.playground.page.state.page_payloads import CommandIndex, Option, PageCommand

SUBCOMMAND, SUBCOMMAND_GROUP = 1, 2
MOST_SHOWN = 25
"""How many offers or suggestions are listed at once; Discord's own number of choices."""

TAKING_AWAY = frozenset(
    {"ban", "clear", "close", "delete", "end", "erase", "forget", "kick", "purge", "remove", "reset"}
)
"""Last words of commands that should not be run by whoever only pressed Enter."""


@dataclass(frozen=True)
class CommandOffer:
    """One thing that can be called: a command, or a subcommand by its path."""

    command: PageCommand
    path: tuple[str, ...]
    description: str
    options: tuple[Option, ...]
    kinds: tuple[int, ...] = ()
    """Option types along the path below the command: a group, a subcommand."""

    @property
    def title(self) -> str:
        return " ".join(self.path)


def offers(index: CommandIndex) -> list[CommandOffer]:
    """Every slash command, with subcommands in the place of the commands that hold them."""
    leaves: list[CommandOffer] = []
    for command in index.application_commands:
        if command.type == 1:
            leaves += _leaves(command, (command.name,), command.description, command.options, ())
    return sorted(leaves, key=lambda offer: offer.path)


def _leaves(
    command: PageCommand,
    path: tuple[str, ...],
    description: str,
    options: tuple[Option, ...],
    kinds: tuple[int, ...],
) -> list[CommandOffer]:
    below = [o for o in options if o.type in (SUBCOMMAND, SUBCOMMAND_GROUP)]
    if not below:
        return [CommandOffer(command, path, description, options, kinds)]
    leaves: list[CommandOffer] = []
    for option in below:
        leaves += _leaves(command, (*path, option.name), option.description, option.options, (*kinds, option.type))
    return leaves


def matching(all_offers: list[CommandOffer], typed: str) -> list[CommandOffer]:
    """The offers that fit what stands after the slash, the closest first; what takes something away stands behind
    what fits as well, since Enter takes the first."""
    query = " ".join(typed.casefold().split())
    pairs = [(rank, offer) for offer in all_offers if (rank := _rank(offer, query)) is not None]
    pairs.sort(key=lambda pair: (pair[0], pair[1].path[-1] in TAKING_AWAY, pair[1].path))
    return [offer for _, offer in pairs[:MOST_SHOWN]]


def _rank(offer: CommandOffer, wanted: str) -> int | None:
    title = offer.title.casefold()
    if title.startswith(wanted):
        return 0
    if any(word.startswith(wanted) for word in offer.path):
        return 1
    if wanted in title:
        return 2
    words = offer.description.casefold().split()
    return 3 if len(wanted) > 2 and any(word.startswith(wanted) for word in words) else None
