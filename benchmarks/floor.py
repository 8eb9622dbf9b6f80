"""The floor, measured: on labelled moments of group chats, and in a chat left to itself.

`python -m benchmarks.floor [--moments FILE] [--out FILE] [--seed N] [--turns N] [--table]` prints JSON. The file
is a JSON list of moments as in `benchmarks/moments/`; without one, those are used, and the set of what rules
cannot read (`benchmarks/moments/beyond/`) is reported apart. `--out` writes a row a moment `{id, addressed,
granted, halt, verdict, candidates}`, people by their names: JSON lines, or one JSON list where the name ends in
`.json`. With `--base-url URL --model NAME` the moments of the verdict "ask" are played with that model (the first
candidate, the second if the first keeps silent), and their rows have `spoke` and `hush` as well. Exit code 2: bad
input, one line that names the field."""

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path

from pydantic import BaseModel, ConfigDict

from benchmarks import floor_rest
from benchmarks.floor_judging import Judge, Verdict, mention_only, respond_all, troupe_judge
from benchmarks.floor_moments import BadMoments, Moment, beyond_moments, own_moments, read_moments
from benchmarks.floor_playing import Played, play
from benchmarks.floor_scores import Certainty, Scores, certainty, score, score_by
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
    certainty: Certainty
    certainty_held_out: Certainty | None
    by_kind: dict[str, Scores]
    by_lang: dict[str, Scores]


class LeftAlone(_Report):
    """How chats went: the floor in each setting, the baselines in one, and the two that must come to rest."""

    troupe: tuple[Figures, ...]
    mention_only: Figures
    respond_all: Figures
    two_copies: floor_rest.Rest
    chatty_bot: floor_rest.Rest


class WithModel(_Report):
    """How the moments that the rules are not certain of went with a real model. `wrongly_spoke` is the share of
    those played in which somebody spoke who must be silent; `calls` is the mean a moment."""

    model: str
    played: int
    must_spoke: float | None
    wrongly_spoke: float
    hush_right: float
    calls: float
    faults: int


class Report(_Report):
    """All that the benchmark prints. `beyond` is the set of what rules cannot read, where no file was named."""

    seed: int
    moments: OnMoments
    beyond: Certainty | None
    with_model: WithModel | None
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
        certainty=certainty(judged),
        certainty_held_out=certainty(halves[1]) if halves[1] else None,
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


def rows(judged: Sequence[tuple[Moment, Verdict]], played: dict[str, Played]) -> list[dict[str, object]]:
    """What `--out` writes, by moment."""
    return [
        {
            "id": moment.id,
            "addressed": [p.name for p in moment.people if p.name in verdict.addressed],
            "granted": [p.name for p in moment.people if p.name in verdict.granted],
            "halt": verdict.halt,
            "verdict": verdict.certain.value,
            "candidates": list(verdict.candidates),
            **(
                {"spoke": list(played[moment.id].spoke), "hush": played[moment.id].hush}
                if moment.id in played
                else {}
            ),
        }
        for moment, verdict in judged
    ]


def with_model(
    judged: Sequence[tuple[Moment, Verdict]], played: dict[str, Played], model: str
) -> WithModel | None:
    """How the asking went."""
    asked = [(moment, played[moment.id]) for moment, _ in judged if moment.id in played]
    if not asked:
        return None
    must = [(moment.people_among(moment.expect.must_speak), one) for moment, one in asked]
    wanted = sum(len(names) for names, _ in must)
    return WithModel(
        model=model,
        played=len(asked),
        must_spoke=round(sum(len(names & set(one.spoke)) for names, one in must) / wanted, 4) if wanted else None,
        wrongly_spoke=_mean([bool(m.people_among(m.expect.must_be_silent) & set(p.spoke)) for m, p in asked]),
        hush_right=_mean([moment.expect.hush == one.hush for moment, one in asked]),
        calls=_mean([one.calls for _, one in asked]),
        faults=sum(len(one.faults) for _, one in asked),
    )


def _mean(numbers: Sequence[float]) -> float:
    return round(sum(numbers) / len(numbers), 4)


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
    certain = {"rules": on.certainty, "  held out": on.certainty_held_out, "  beyond": report.beyond}
    lines += ["", f"{'':<14}{'moments':>8}{'certain':>9}{'right':>8}{'must 1st':>10}{'of two':>8}"]
    lines += [_certain_row(name, sure) for name, sure in certain.items() if sure is not None]
    lines += [f"with a model: {report.with_model}"] if report.with_model else []
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
    parser.add_argument("--out", type=Path, help="write a row a moment, as JSON lines")
    parser.add_argument("--base-url", help="an OpenAI-compatible endpoint that plays those who are asked")
    parser.add_argument("--model", help="the model to play them with")
    parser.add_argument("--seed", type=int, default=1, help="of the draws and of the chats")
    parser.add_argument("--turns", type=int, default=300, help="how long each chat goes on")
    parser.add_argument("--table", action="store_true", help="a short table on stderr, too")
    given = parser.parse_args(arguments)
    try:
        moments = read_moments(given.moments) if given.moments else own_moments()
        if given.turns < 1:
            raise BadMoments("--turns: must be at least 1")
        if bool(given.base_url) != bool(given.model):
            raise BadMoments("--base-url and --model: need each other")
        judged = judge_all(troupe_judge(given.seed), moments)
        played = play(judged, given.base_url, given.model) if given.model else {}
        if given.out:
            _write(given.out, rows(judged, played))
    except BadMoments as error:
        print(f"error: {error}", file=sys.stderr)
        return 2
    report = Report(
        seed=given.seed,
        moments=on_moments(moments, given.seed),
        beyond=None if given.moments else certainty(judge_all(troupe_judge(given.seed), beyond_moments())),
        with_model=with_model(judged, played, given.model or ""),
        talk=left_alone(given.turns, given.seed),
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


def _certain_row(name: str, sure: Certainty) -> str:
    shares = [
        f"{share:.3f}" if share is not None else "-"
        for share in (sure.right, sure.must_first, sure.must_first_two)
    ]
    return f"{name:<14}{sure.moments:>8}{sure.certain:>9.3f}{shares[0]:>8}{shares[1]:>10}{shares[2]:>8}"


def _talk_row(figures: Figures, name: str) -> str:
    return (
        f"{figures.people:>6}{figures.talkativeness:>6}{figures.turns:>7}{figures.gini:>7.2f}{figures.loops:>7.1f}"
        f"{figures.duplicates:>7.1f}{figures.longest_row:>5}{figures.rested:>8.2f}  {name}"
    ).rstrip()


if __name__ == "__main__":
    sys.exit(main())
