"""Every slash command: unique, within Discord's limits, and for the right people."""

from typing import Any, cast

import discord
import pytest
from discord import app_commands

from bot.features.command_tree import add_commands
from bot.features.shared.command_context import House

Command = app_commands.Command[Any, ..., Any]


@pytest.fixture
def tree() -> "app_commands.CommandTree[discord.Client]":
    client = discord.Client(intents=discord.Intents.none())
    tree = app_commands.CommandTree(client)
    add_commands(tree, cast("House", object()))
    return tree


def leaves(tree: "app_commands.CommandTree[discord.Client]") -> list[Command]:
    return [c for c in tree.walk_commands() if isinstance(c, app_commands.Command)]


def test_the_commands_are_those_we_promise(tree: "app_commands.CommandTree[discord.Client]") -> None:
    assert sorted(command.qualified_name for command in leaves(tree)) == [
        "ask",
        "cast add",
        "cast list",
        "cast relate",
        "cast remove",
        "cast show",
        "cast talkativeness",
        "focusgroup close",
        "focusgroup moderator",
        "focusgroup observe",
        "focusgroup plan",
        "focusgroup report",
        "focusgroup start",
        "focusgroup whisper",
        "help",
        "memory edit",
        "memory forget",
        "memory pin",
        "memory search",
        "memory show",
        "panel list",
        "panel profile",
        "panel recruit",
        "panel remove",
        "panel save",
        "panel show",
        "panel use",
        "persona avatar",
        "persona browse",
        "persona create",
        "persona edit",
        "persona enrich",
        "persona export",
        "persona fragment",
        "persona from-text",
        "persona import",
        "persona remove",
        "persona show",
        "persona undo",
        "persona versions",
        "privacy forget",
        "privacy remember-me",
        "privacy show",
        "setup",
        "stop",
        "who",
        "world close",
        "world mode",
        "world model",
        "world open",
        "world resume",
        "world rhythm",
        "world status",
    ]


def test_every_name_and_description_keeps_discords_limits(
    tree: "app_commands.CommandTree[discord.Client]",
) -> None:
    for command in tree.walk_commands():
        assert 1 <= len(command.name) <= 32
        assert 1 <= len(command.description) <= 100
        assert command.description != "…", command.qualified_name
    for command in leaves(tree):
        assert len(command.parameters) <= 25
        for parameter in command.parameters:
            assert 1 <= len(parameter.name) <= 32
            assert 1 < len(str(parameter.description)) <= 100, (command.qualified_name, parameter.name)
            assert len(parameter.choices) <= 25
            assert all(len(choice.name) <= 100 for choice in parameter.choices)


def test_messages_have_the_menus_we_promise_and_no_more_than_discord_shows(
    tree: "app_commands.CommandTree[discord.Client]",
) -> None:
    menus = tree.get_commands(type=discord.AppCommandType.message)
    assert [menu.name for menu in menus] == ["Why?", "Redo", "Remove", "Report", "Study…"]
    assert len(menus) <= 5
    assert all(menu.guild_only and menu.default_permissions is None for menu in menus)


def test_top_level_commands_work_in_servers_only(tree: "app_commands.CommandTree[discord.Client]") -> None:
    for command in tree.get_commands():
        assert cast("Any", command).guild_only, command.name


def test_those_that_run_a_channel_ask_for_manage_channels(
    tree: "app_commands.CommandTree[discord.Client]",
) -> None:
    asked = {command.name: cast("Any", command).default_permissions for command in tree.get_commands()}
    needed = discord.Permissions(manage_channels=True)
    assert {name for name, permissions in asked.items() if permissions == needed} == {
        *("world", "cast", "panel", "memory"),
    }
    assert asked["setup"] == discord.Permissions(manage_guild=True)
    assert all(asked[name] is None for name in ("ask", "who", "stop", "help", "persona", "focusgroup"))
