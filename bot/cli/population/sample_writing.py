"""`troupe population sample --write`: people written by the configured model, the cost said before it is spent."""

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from bot.cli.population.sample_folder import claim, save
from bot.cli.terminal.command_edge import FAILED, read_settings
from bot.cli.terminal.needed_model import with_model
from bot.cli.terminal.spending_consent import agree
from troupe.authoring.persona_writing import estimated_cost, write_persona
from troupe.people.persona.persona import Persona
from troupe.people.persona.writing_brief import Brief
from troupe.people.population.flesh.skeleton import Skeleton
from troupe.people.population.flesh.skeleton_tags import BIG_FIVE
from troupe.people.population.sampling.fleshing_journal import NAME, FleshingJournal, key_of
from troupe.people.population.sampling.model_fleshing import fleshed
from troupe.people.population.sampling.population_sample import Bones, PopulationSample
from troupe.people.population.sampling.skeleton_keeping import SkeletonBreach

if TYPE_CHECKING:
    from bot.environment.language_models import Counted
    from troupe.llm.port.llm import PricedModel


MOST_FAULTS = 5
"""Sentences of a first draft that the model is told of."""


def write(bones: Bones, to: Path, *, model: str | None, yes: bool) -> PopulationSample:
    """The sample, written and saved. What a run before this one has written is taken over. Raises BadInput."""
    from bot.environment.language_models import build_model, counted
    from troupe.core.clock import SystemClock

    clock = SystemClock()
    counter = counted(build_model(with_model(read_settings(TROUPE_MODEL=model)), clock), clock)
    llm = counter.llm
    journal = FleshingJournal(to / NAME, key_of(bones, llm.name))
    claim(to, resumed=len(journal) > 0)
    _quote(llm, bones, journal, yes=yes)
    sample = asyncio.run(_written(counter, bones, journal))
    save(sample, to)
    spent = counter.ledger.usage
    price = f", ${spent.usd:.2f}" if spent.usd is not None else ""
    typer.echo(f"Written with {llm.name}: {spent.calls} calls, {spent.tokens} tokens{price}.", err=True)
    return sample


def tell_missing(sample: PopulationSample, to: Path) -> None:
    """Who could not be written, one line each; then the exit code of a failure."""
    for person in sample.missing:
        typer.echo(f"missing: {person.name} (number {person.index + 1}): {person.reason}", err=True)
    if sample.missing:
        again = f"The same command again writes only who is missing; the others are kept in {to}."
        typer.echo(
            f"troupe: {len(sample.missing)} of {sample.plan.people} could not be written. {again}", err=True
        )
        raise typer.Exit(FAILED)


def _quote(llm: "PricedModel", bones: Bones, journal: FleshingJournal, *, yes: bool) -> None:
    """What it will cost at most, and whether that is agreed to. Nothing is asked where nothing is spent."""
    count = len(bones.skeletons) - len(journal)
    each = estimated_cost(llm, brief_of(bones.skeletons[0], bones))
    price = f", ${each.usd * count:.2f}" if each.usd is not None else ", at a price that is not known"
    note = f" ({len(journal)} are written already)" if len(journal) else ""
    if not count or not each.tokens:
        return
    typer.echo(
        f"{count} people to write with {llm.name}{note}: at most {each.tokens * count} tokens{price}, "
        "and once more for whoever contradicts the tables.",
        err=True,
    )
    agree("Write them?", yes=yes)


async def _written(asked: "Counted", bones: Bones, journal: FleshingJournal) -> PopulationSample:
    from rich.console import Console
    from rich.progress import Progress

    async def flesh(skeleton: Skeleton, seed: int, faults: tuple[SkeletonBreach, ...]) -> Persona:
        return (await write_persona(asked.llm, brief_of(skeleton, bones, faults), seed=seed)).persona

    with Progress(console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task("Writing people", total=len(bones.skeletons))
        try:
            return await fleshed(bones, flesh, journal, done=lambda: progress.advance(task))
        finally:
            await asked.close()


def brief_of(skeleton: Skeleton, bones: Bones, faults: tuple[SkeletonBreach, ...] = ()) -> Brief:
    """What the model is asked for: the skeleton stands; of the Big Five it is told, so that it can say more, and
    of what a first draft had wrong."""
    facts = {key: value for key, value in skeleton.document.items() if key != "personality"}
    levels = ((trait, skeleton.level(trait)) for trait in BIG_FIVE)
    traits = ", ".join(f"{trait} {level.rstrip('.').lower()}" for trait, level in levels if level)
    text = f"An ordinary person out of a sample of “{bones.plan.population}”, neither a type nor an example."
    text += f" Big Five: {traits}." if traits else ""
    wrong = " ".join(f"A draft said “{fault.sentence[:120]}”, but {fault.why}." for fault in faults[:MOST_FAULTS])
    return Brief(text=f"{text} {wrong}".strip(), given=facts)
