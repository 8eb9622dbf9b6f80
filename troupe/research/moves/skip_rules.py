"""Skip rules: whether a step is left out for what people voted before it."""

from collections.abc import Sequence

from troupe.research.guides.guide import SkipRule
from troupe.worlds.sessions.vote import Vote


def skipped(rule: SkipRule | None, votes: Sequence[Vote], human: Sequence[Vote] = ()) -> str | None:
    """Why a step is left out, in words with their n; None if it is not. Where nobody has voted it is not. A rule
    without limits holds as soon as somebody gave the answer. A question is put to `human` voters as well, so they
    count, and are told apart."""
    if rule is None:
        return None
    humans = [vote for vote in human if vote.ballot == rule.ballot]
    cast = [vote for vote in (*votes, *humans) if vote.ballot == rule.ballot and not vote.missing]
    if not cast:
        return None
    count = sum(rule.option in given(vote) for vote in cast)
    share = count / len(cast)
    high = share >= rule.at_least if rule.at_least is not None else True
    low = share <= rule.at_most if rule.at_most is not None else True
    unlimited = rule.at_least is None and rule.at_most is None
    if not (high and low) or (unlimited and not count):
        return None
    apart = f" ({sum(rule.option in given(vote) for vote in humans)} of {len(humans)} humans)" if humans else ""
    return f"{count} of {len(cast)} gave the answer in {rule.ballot}{apart}"


def given(vote: Vote) -> tuple[str, ...]:
    """What a vote says, as options are written: of a ranking the best, of a scale its number."""
    if vote.number is not None:
        return (f"{vote.number:g}",)
    return tuple(option for option in (*vote.chosen, vote.best) if option)
