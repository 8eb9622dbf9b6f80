"""The lesson of a model's own reports about its costs, so that the next estimate is not too low again."""

from collections import deque
from dataclasses import dataclass, field
from math import ceil

REMEMBERED = 16
"""Reports kept of each kind of call. The dearest of them sets the estimate: one dear answer is outlived."""


@dataclass(frozen=True, slots=True)
class Report:
    """The report of one call: characters of its prompt, and the use, retries and repairs included, in tokens."""

    prompt_chars: int
    tokens_in: int
    tokens_out: int

    @property
    def density(self) -> float:
        """Tokens for each character of the prompt; the form that is asked for counts among them."""
        return self.tokens_in / max(1, self.prompt_chars)


def _reports() -> "deque[Report]":
    return deque(maxlen=REMEMBERED)


@dataclass(slots=True)
class Learned:
    """The reports of one model. Calls that may be answered by equally many tokens are taken for one kind, since
    their prompts and answers are alike: what a long turn uses says little about a short question."""

    _kinds: dict[int, "deque[Report]"] = field(default_factory=dict[int, "deque[Report]"])
    _latest: "deque[Report]" = field(default_factory=_reports)

    def add(self, max_tokens: int, report: Report) -> None:
        self._kinds.setdefault(max_tokens, _reports()).append(report)
        self._latest.append(report)

    def tokens_in(self, prompt_chars: int, max_tokens: int) -> int:
        """The most tokens that so long a prompt is likely to be; 0 where nothing is known. Of a kind that has no
        report yet, what the latest ones of all kinds had on the whole."""
        kind = self._kinds.get(max_tokens)
        if kind:
            return ceil(prompt_chars * max(report.density for report in kind))
        chars = sum(report.prompt_chars for report in self._latest)
        return ceil(prompt_chars * sum(report.tokens_in for report in self._latest) / chars) if chars else 0

    def tokens_out(self, max_tokens: int) -> int:
        """The most tokens that an answer is likely to have: those it may have, or more, where reports say so."""
        return max([max_tokens, *(report.tokens_out for report in self._kinds.get(max_tokens, ()))])
