"""`troupe doctor`: what is set up, what is not, and how to mend it."""

import asyncio
import json
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

import typer

from bot.shell.edge import FAILED, read_settings, say
from troupe.errors import Misconfigured, ModelError, TroupeError

if TYPE_CHECKING:
    from bot.settings import Settings


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at. `fix` says in one line how to mend it, if it is not well."""

    name: str
    ok: bool
    detail: str
    fix: str = ""


def run(*, as_json: bool) -> None:
    """Print the findings; exit with 1 if anything is not well."""
    findings = asyncio.run(examine())
    if as_json:
        say(json.dumps([asdict(finding) for finding in findings]))
    else:
        for finding in findings:
            say(f"{'ok  ' if finding.ok else 'FAIL'}  {finding.name}: {finding.detail}")
            if not finding.ok:
                say(f"      fix: {finding.fix}")
    if not all(finding.ok for finding in findings):
        raise typer.Exit(FAILED)


async def examine() -> list[Finding]:
    """Look at the settings first; without sound ones nothing else can be looked at."""
    try:
        settings = read_settings()
    except Misconfigured as error:
        return [Finding("settings", False, str(error), "correct this variable in the environment or in .env")]
    looked = [Finding("settings", True, "they make sense"), token(settings)]
    looked.append(await database(settings))
    looked.append(await model(settings))
    return looked


def token(settings: "Settings") -> Finding:
    if settings.discord_token is None:
        fix = "set DISCORD_TOKEN (Discord developer portal → your application → Bot); `troupe play` needs none"
        return Finding("Discord token", False, "DISCORD_TOKEN is not set", fix)
    return Finding("Discord token", True, f"set, for {settings.discord_api_base}")


async def database(settings: "Settings") -> Finding:
    """Open it, which also brings an SQLite file to the present form."""
    import db
    from troupe.clock import SystemClock
    from troupe.ids import system_ids

    where = settings.database_url.partition("://")[0]
    try:
        opened = await db.open(settings.database_url, clock=SystemClock(), ids=system_ids)
        try:
            tenants = await opened.tenants()
        finally:
            await opened.close()
    except (TroupeError, OSError) as error:
        fix = "set DATABASE_URL to a file we may write (sqlite:///troupe.sqlite3) or to a PostgreSQL that runs"
        return Finding("database", False, str(error) or type(error).__name__, fix)
    return Finding("database", True, f"{where} answers, {len(tenants)} servers known")


async def model(settings: "Settings") -> Finding:
    """Ask the model for one word."""
    if not settings.has_model:
        fix = "set TROUPE_MODEL, and OPENAI_API_KEY or OPENAI_BASE_URL; or serve with --model understudy"
        return Finding("model", False, "TROUPE_MODEL is not set", fix)
    if settings.wants_understudy:
        return Finding("model", True, "the understudy, an offline stand-in and no language model")
    try:
        spent = await _ask(settings)
    except (ModelError, Misconfigured) as error:
        fix = "check TROUPE_MODEL, OPENAI_BASE_URL and OPENAI_API_KEY, and that the endpoint runs"
        return Finding("model", False, str(error), fix)
    return Finding("model", True, f"{settings.model} answers ({spent} tokens)")


async def _ask(settings: "Settings") -> int:
    from bot.model import build_model
    from troupe.clock import SystemClock
    from troupe.frozen import Frozen
    from troupe.llm.port import Message, Request

    class Word(Frozen):
        word: str

    llm = build_model(settings, SystemClock())
    try:
        prompt = (Message("user", "Answer with the one word: ready"),)
        reply = await llm.complete(Request(prompt, Word, purpose="doctor", seed=0, max_tokens=60))
    finally:
        await llm.close()
    return reply.usage.tokens
