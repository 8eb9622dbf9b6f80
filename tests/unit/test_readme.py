"""The README and the program say the same: commands, targets, pictures, links."""

import re
from pathlib import Path
from typing import cast

import discord
import typer.main
from discord import app_commands
from typer.core import TyperGroup

from bot.cli.troupe_command import app
from bot.features.command_tree import add_commands
from bot.features.shared.channel_permissions import IN_THREADS, NEEDED, PINNING
from bot.features.shared.command_context import House

ROOT = Path(__file__).resolve().parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")


def shell_commands(command: object, path: str) -> list[str]:
    if isinstance(command, TyperGroup):
        return [found for name, sub in command.commands.items() for found in shell_commands(sub, f"{path} {name}")]
    return [path]


def test_every_shell_command_is_told_and_none_besides() -> None:
    told = set(re.findall(r"`(troupe [a-z]+(?: [a-z-]+)?)`", README))
    assert told == set(shell_commands(typer.main.get_command(app), "troupe"))


def test_every_slash_command_is_told_and_none_besides() -> None:
    tree = app_commands.CommandTree(discord.Client(intents=discord.Intents.none()))
    add_commands(tree, cast("House", object()))
    leaves = {f"/{c.qualified_name}" for c in tree.walk_commands() if isinstance(c, app_commands.Command)}
    told = set(re.findall(r"`(/[a-z]+(?: [a-z-]+)?)`", README))
    assert told == leaves


def test_every_make_target_and_link_exists() -> None:
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    assert set(re.findall(r"`?make ([a-z]+)", README)) <= targets
    links = [link for link in re.findall(r"\]\(([^)#]+)\)", README) if "://" not in link]
    assert links
    assert [link for link in links if not (ROOT / link).exists()] == []


def test_the_invitation_asks_for_what_the_bot_needs() -> None:
    number = re.search(r"permissions=(\d+)", README)
    assert number is not None
    asked = discord.Permissions(int(number[1]))
    missing = [name for attribute, name, _ in (*NEEDED, IN_THREADS, PINNING) if not getattr(asked, attribute)]
    assert missing == []
