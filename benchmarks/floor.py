"""The floor, measured: on labelled moments of group chats, and in a chat left to itself.

`python -m benchmarks.floor [--moments FILE] [--out FILE] [--seed N] [--turns N] [--table]` prints JSON. The file
is a JSON list of moments as in `benchmarks/moments/`; without one, those are used. `--out` writes a row a moment
`{id, addressed, granted, halt}`: JSON lines, or one JSON list where the name ends in `.json`. Exit code 2: bad
input, one line that names the field.
"""

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path

from pydantic import BaseModel, ConfigDict

from benchmarks import floor_rest
from benchmarks.floor_judging import Judge, Verdict, mention_only, respond_all, troupe_judge
from benchmarks.floor_moments import BadMoments, Moment, own_moments, read_moments
from benchmarks.floor_scores import Scores, score, score_by
from benchmarks.floor_talk import Figures, everyone, measure, mentioned

SEEDS = 5
"""Draws are seeded: the moments are judged under so many seeds, to show how much of the score is luck."""
PEOPLE = (3, 5, 10)
TALKATIVENESS = (0.2, 0.5, 0.9)


class _Report(BaseModel):
    model_config = ConfigDict(frozen=True)


class Spread(_Report):
    """A score under several seeds."""

    mean: float
    lowest: float
    highest: float


class OnMoments(_Report):
    """How moments were judged. `development` are those the rules were looked over with, `held_out` a third told by
    a hash of the id, with which they were not; None where a half is empty."""

    troupe: Scores
    mention_only: Scores
    respond_all: Scores
    balanced_by_seed: Spread | None
    development: Scores | None
    held_out: Scores | None
    by_kind: dict[str, Scores]
    by_lang: dict[str, Scores]


class LeftAlone(_Report):
    """How chats went: the floor in each setting, the baselines in one, and the two that must come to rest."""

    troupe: tuple[Figures, ...]
    mention_only: Figures
    respond_all: Figures
    two_copies: floor_rest.Rest
    chatty_bot: floor_rest.Rest


class Report(_Report):
    """All that the benchmark prints."""

    seed: int
    moments: OnMoments
    talk: LeftAlone


def judge_all(judge: Judge, moments: Sequence[Moment]) -> list[tuple[Moment, Verdict]]:
    return [(moment, judge(moment)) for moment in moments]


def on_moments(moments: Sequence[Moment], seed: int) -> OnMoments:
    """The scores of the floor and of the baselines."""
    judged = judge_all(troupe_judge(seed), moments)
    halves = [[pair for pair in judged if pair[0].held_out is held] for held in (False, True)]
    development, held_out = (score(half) if half else None for half in halves)
    return OnMoments(
        troupe=score(judged),
        mention_only=score(judge_all(mention_only, moments)),
        respond_all=score(judge_all(respond_all, moments)),
        balanced_by_seed=_spread([score(judge_all(troupe_judge(seed + i), moments)) for i in range(SEEDS)]),
        development=development,
        held_out=held_out,
        by_kind=score_by(lambda moment: moment.kind, judged),
        by_lang=score_by(lambda moment: moment.lang, judged),
    )


def left_alone(turns: int, seed: int) -> LeftAlone:
    """How chats go when nobody intervenes."""
    settings = [(people, talkativeness) for people in PEOPLE for talkativeness in TALKATIVENESS]
    return LeftAlone(
        troupe=tuple(measure(people, talk, turns, seed) for people, talk in settings),
        mention_only=measure(5, 0.5, turns, seed, mentioned),
        respond_all=measure(5, 0.5, turns, seed, everyone),
        two_copies=floor_rest.two_copies(seed),
        chatty_bot=floor_rest.chatty_bot(seed),
    )


def rows(moments: Sequence[Moment], seed: int) -> list[dict[str, object]]:
    """What `--out` writes, by moment."""
    return [
        {
            "id": moment.id,
            "addressed": [p.name for p in moment.people if p.name in verdict.addressed],
            "granted": [p.name for p in moment.people if p.name in verdict.granted],
            "halt": verdict.halt,
        }
        for moment, verdict in judge_all(troupe_judge(seed), moments)
    ]


def table(report: Report) -> str:
    """The report in short, for the eye."""
    on = report.moments
    lines = [f"{'':<14}{'moments':>8}{'addr F1':>9}{'exact':>8}{'balanced':>10}{'halt':>7}"]
    named = {
        "troupe": on.troupe,
        "  development": on.development,
        "  held out": on.held_out,
        "mention only": on.mention_only,
        "respond all": on.respond_all,
    }
    lines += [_row(name, scores) for name, scores in named.items() if scores is not None]
    lines += [
        "",
        f"{'people':>6}{'talk':>6}{'turns':>7}{'gini':>7}{'loops':>7}{'dupl.':>7}{'row':>5}{'rested':>8}",
    ]
    talk = report.talk
    lines += [_talk_row(f, "") for f in talk.troupe]
    lines += [_talk_row(talk.mention_only, "mention only"), _talk_row(talk.respond_all, "respond all")]
    lines += [f"two copies: {talk.two_copies}", f"chatty bot: {talk.chatty_bot}"]
    return "\n".join(lines)


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the report; returns the exit code."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.floor", description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--moments", type=Path, help="a JSON list of moments; our own set without it")
    parser.add_argument("--out", type=Path, help="write {id, addressed, granted, halt} a moment, as JSON lines")
    parser.add_argument("--seed", type=int, default=1, help="of the draws and of the chats")
    parser.add_argument("--turns", type=int, default=300, help="how long each chat goes on")
    parser.add_argument("--table", action="store_true", help="a short table on stderr, too")
    given = parser.parse_args(arguments)
    try:
        moments = read_moments(given.moments) if given.moments else own_moments()
        if given.turns < 1:
            raise BadMoments("--turns: must be at least 1")
        if given.out:
            _write(given.out, rows(moments, given.seed))
    except BadMoments as error:
        print(f"error: {error}", file=sys.stderr)
        return 2
    report = Report(
        seed=given.seed, moments=on_moments(moments, given.seed), talk=left_alone(given.turns, given.seed)
    )
    print(report.model_dump_json(indent=2))
    if given.table:
        print(table(report), file=sys.stderr)
    return 0


def _write(path: Path, found: Sequence[dict[str, object]]) -> None:
    dumped = [json.dumps(row, ensure_ascii=False) for row in found]
    text = "[\n" + ",\n".join(dumped) + "\n]\n" if path.suffix == ".json" else "\n".join(dumped) + "\n"
    try:
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise BadMoments(f"--out: {path} cannot be written ({error.strerror})") from error


def _spread(scores: Sequence[Scores]) -> Spread | None:
    balanced = [s.balanced for s in scores if s.balanced is not None]
    if not balanced:
        return None
    return Spread(mean=round(sum(balanced) / len(balanced), 4), lowest=min(balanced), highest=max(balanced))


def _row(name: str, scores: Scores) -> str:
    f1 = f"{scores.addressed_f1:.3f}" if scores.addressed_f1 is not None else "-"
    balanced = f"{scores.balanced:.3f}" if scores.balanced is not None else "-"
    return f"{name:<14}{scores.moments:>8}{f1:>9}{scores.exact:>8.3f}{balanced:>10}{scores.halt:>7.3f}"


def _talk_row(figures: Figures, name: str) -> str:
    return (
        f"{figures.people:>6}{figures.talkativeness:>6}{figures.turns:>7}{figures.gini:>7.2f}{figures.loops:>7.1f}"
        f"{figures.duplicates:>7.1f}{figures.longest_row:>5}{figures.rested:>8.2f}  {name}"
    ).rstrip()


if __name__ == "__main__":
    sys.exit(main())
