"""What the linter finds: the step, the words it is about, why it matters, and a better way to put it."""

from enum import StrEnum

from troupe.core.frozen import Frozen


class LintRule(StrEnum):
    """What may be wrong with a question. The last four are of simulated people alone: they have not lived what is
    asked, so they would make it up."""

    LEADING = "leading"
    DOUBLE_BARRELLED = "double_barrelled"
    ABSOLUTE = "absolute"
    JARGON = "jargon"
    YES_NO = "yes_no"
    INCIDENCE = "incidence"
    PAST_USE = "past_use"
    FORECAST = "forecast"
    TOO_NEW = "too_new"


UNKNOWABLE = frozenset({LintRule.INCIDENCE, LintRule.PAST_USE, LintRule.FORECAST, LintRule.TOO_NEW})
"""What simulated people cannot know, whatever they answer."""

_WHY = {
    LintRule.LEADING: "it tells which answer is wanted",
    LintRule.DOUBLE_BARRELLED: "it asks two things, and one answer cannot be told apart",
    LintRule.ABSOLUTE: "hardly anything is so without exception, so people answer no, or do not mean it",
    LintRule.JARGON: "these are words of the trade, not of those who are asked",
    LintRule.YES_NO: "it can be answered by yes or no, and then says little",
    LintRule.INCIDENCE: "simulated people have no counts: a number would be made up",
    LintRule.PAST_USE: "simulated people never used it: what they tell of it would be made up",
    LintRule.FORECAST: "what people will buy or do cannot be told from simulated people, and badly from real ones",
    LintRule.TOO_NEW: "the model that plays them may not know of it",
}
_BETTER = {
    LintRule.LEADING: "ask it openly: “What do you make of …?”, without an opinion of yours in it",
    LintRule.DOUBLE_BARRELLED: "make two questions of it, or ask for the one that the decision needs",
    LintRule.ABSOLUTE: "ask for a case: “Tell me about the last time …” or “When do you, and when don't you …?”",
    LintRule.JARGON: "say it as you would at a kitchen table, or explain the word once",
    LintRule.YES_NO: "begin with what, how or why, add a probe, or make a poll of it",
    LintRule.INCIDENCE: "ask for one occasion (“Walk me through the last time …”), take numbers from real data",
    LintRule.PAST_USE: "show it (`Show: …`) and ask for the first reaction; ask real users about use",
    LintRule.FORECAST: "ask what speaks for and against it, what it would replace; test demand with real people",
    LintRule.TOO_NEW: "put the facts into something to show, and ask about that",
}


class LintFinding(Frozen):
    """A warning; nothing is forbidden by it. `probe` counts the probes of a step from 1, 0 is the step itself."""

    step: str
    probe: int = 0
    rule: LintRule
    words: str

    @property
    def why(self) -> str:
        return _WHY[self.rule]

    @property
    def better(self) -> str:
        return _BETTER[self.rule]

    def __str__(self) -> str:
        place = f"{self.step}, probe {self.probe}" if self.probe else self.step
        return f"{place}: “{self.words}”: {self.why}. Better: {self.better}."
