"""The manual and the program say the same: commands, menus, settings, options, pictures, links, and messages."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import cast

import discord
import pytest
import typer.main
from discord import app_commands
from typer.core import TyperCommand, TyperGroup

from bot.cli.troupe_command import app
from bot.environment.settings import variable_names
from bot.features.command_tree import add_commands
from bot.features.shared.command_context import House

ROOT = Path(__file__).resolve().parents[2]
DOCS = ROOT / "docs"
PAGES = {page.name: page.read_text(encoding="utf-8") for page in sorted(DOCS.glob("*.md"))}
FOR_PEOPLE = ("README.md", "members.md", "owners.md", "programmers.md")
MANUAL = "\n".join(PAGES[name] for name in FOR_PEOPLE)


def leaves(command: object, path: str) -> Iterator[tuple[str, TyperCommand]]:
    if isinstance(command, TyperGroup):
        for name, sub in command.commands.items():
            yield from leaves(sub, f"{path} {name}")
    elif isinstance(command, TyperCommand):
        yield path, command


SHELL = dict(leaves(typer.main.get_command(app), "troupe"))


@pytest.fixture(scope="module")
def tree() -> app_commands.CommandTree[discord.Client]:
    client = discord.Client(intents=discord.Intents.none())
    made = app_commands.CommandTree(client)
    add_commands(made, cast("House", object()))
    return made


def slash_commands(tree: app_commands.CommandTree[discord.Client]) -> set[str]:
    found = (c for c in tree.walk_commands() if isinstance(c, app_commands.Command))
    return {f"/{c.qualified_name}" for c in found}


def test_every_slash_command_is_in_the_manual_and_none_besides(
    tree: app_commands.CommandTree[discord.Client],
) -> None:
    known = slash_commands(tree)
    groups = {command.split()[0] for command in known if " " in command}
    told = set(re.findall(r"`(/[a-z]+(?: [a-z-]+)?)\b[^`/]*`", "\n".join(PAGES.values())))
    assert told - groups <= known
    assert known <= set(re.findall(r"`(/[a-z]+(?: [a-z-]+)?)\b[^`]*`", MANUAL))


def test_every_option_of_a_slash_command_in_the_manual_exists(
    tree: app_commands.CommandTree[discord.Client],
) -> None:
    commands = {
        f"/{command.qualified_name}": command
        for command in tree.walk_commands()
        if isinstance(command, app_commands.Command)
    }
    given = re.findall(r"`(/[a-z]+ [a-z]+) ([a-z_]+):", MANUAL)
    assert given
    assert [
        (command, option) for command, option in given if commands[command].get_parameter(option) is None
    ] == []


def test_every_menu_of_a_message_is_in_the_manual(tree: app_commands.CommandTree[discord.Client]) -> None:
    menus = {menu.name for menu in tree.get_commands(type=discord.AppCommandType.message)}
    assert menus
    for page in ("members.md", "owners.md"):
        rows = re.findall(r"^\| \*([^*]+)\* \| ", PAGES[page].partition("| menu |")[2], re.MULTILINE)
        assert menus <= set(rows)
        table = PAGES[page].partition("| menu |")[2].partition("\n\n")[0]
        assert set(re.findall(r"^\| \*([^*]+)\* \| ", table, re.MULTILINE)) == menus


def test_every_shell_command_is_in_the_manual_and_none_besides() -> None:
    told = set(re.findall(r"\btroupe ([a-z]+(?: [a-z-]+)?)", " ".join(in_code("\n".join(PAGES.values())))))
    alone = {name.removeprefix("troupe ") for name in SHELL}
    groups = {name.split()[0] for name in alone if " " in name}
    unknown = {one for one in told if one not in alone | groups and one.split()[0] not in alone - groups}
    assert unknown == set()
    assert {name for name in SHELL if name not in MANUAL} == set()


def in_code(page: str) -> list[str]:
    """What stands in backticks and in blocks for a shell."""
    blocks = re.findall(r"^```sh\n(.*?)^```$", page, re.MULTILINE | re.DOTALL)
    return [*re.findall(r"`([^`\n]+)`", re.sub(r"^```.*?^```$", "", page, flags=re.M | re.S)), *blocks]


def test_every_option_of_a_shell_command_in_the_manual_exists() -> None:
    wrong: list[str] = []
    for code in in_code("\n".join(PAGES.values())):
        for line in code.splitlines():
            called = next((name for name in sorted(SHELL, key=len, reverse=True) if f"{name} " in line), None)
            if called is None:
                continue
            mine = line.partition(called)[2].partition(" | ")[0]
            known = {option for param in SHELL[called].params for option in (*param.opts, *param.secondary_opts)}
            wrong += [f"{called} {o}" for o in re.findall(r"(?<=\s)--[a-z-]+", mine) if o not in known]
    assert wrong == []


def test_every_command_with_json_output_is_as_the_manual_says() -> None:
    without = {name for name, command in SHELL.items() if all("--json" not in p.opts for p in command.params)}
    sentence = re.search(r"Every command has it but (.*?)\. ", " ".join(PAGES["programmers.md"].split()))
    assert sentence is not None
    assert set(re.findall(r"`([^`]+)`", sentence[1])) == without


def test_every_setting_is_in_the_manual_and_none_besides() -> None:
    table = PAGES["owners.md"].partition("## Settings")[2]
    assert set(re.findall(r"`([A-Z]{2,}(?:_[A-Z]+)+)`", table)) == variable_names()
    named = set(re.findall(r"\b((?:TROUPE|DISCORD|OPENAI)_[A-Z_]+)\b", "\n".join(PAGES.values())))
    assert named <= variable_names()


def test_every_message_in_the_manual_is_one_that_the_program_shows() -> None:
    page = PAGES["owners.md"].partition("## Every message")[2].partition("## Settings")[0]
    said = [message for row in re.findall(r"^\| (\*.+?) \| ", page, re.MULTILINE) for message in row.split(" · ")]
    assert len(said) > 40
    known = "\n".join(literal for room in ("bot", "db", "troupe") for literal in literals(ROOT / room))
    unknown = [
        part
        for message in said
        for part in message.strip("* ").replace("**", "").split("…")
        if part.strip(" .:").casefold() not in known
    ]
    assert unknown == []


def literals(room: Path) -> Iterator[str]:
    """What is written in the code of a room between quotes, in small letters and without bold."""
    for path in room.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                yield node.value.replace("**", "").casefold()


def test_every_link_leads_somewhere() -> None:
    wrong = [f"{name}: {link}" for name in FOR_PEOPLE for link in links(PAGES[name]) if not leads(link)]
    assert wrong == []


def links(page: str) -> list[str]:
    found = re.findall(r"\]\(([^)\s]+)\)|src=\"([^\"]+)\"", page)
    return [link for pair in found for link in pair if link and "://" not in link]


def leads(link: str) -> bool:
    """Also to a heading, as GitHub names them."""
    path, _, heading = link.partition("#")
    target = (DOCS / path) if path else DOCS / "owners.md"
    if not heading:
        return target.exists()
    titles = re.findall(r"^#+ (.+)$", target.read_text(encoding="utf-8"), re.MULTILINE)
    return heading in {re.sub(r"[^\w -]", "", title.lower()).replace(" ", "-") for title in titles}


def test_every_picture_is_used_and_made_by_the_script() -> None:
    there = {path.name for path in (DOCS / "images").iterdir()}
    pages = "\n".join((*PAGES.values(), (ROOT / "README.md").read_text(encoding="utf-8")))
    assert set(re.findall(r"images/([\w-]+\.(?:png|gif))", pages)) == there
    script = (DOCS / "screenshots.py").read_text(encoding="utf-8")
    assert set(re.findall(r'"([\w-]+\.(?:png|gif))"', script)) == there
