"""The part of a language model's face that is the same for models within the process: they take no time."""

from troupe.llm.port.prompt_fit import PromptFit


class InstantModel:
    """A model that answers at once and holds no connection."""

    @property
    def manner(self) -> str:
        """Nothing worth telling: no endpoint answers."""
        return ""

    @property
    def fit(self) -> PromptFit:
        """Any prompt."""
        return PromptFit()

    def expected_seconds(self, prompt_chars: int, max_tokens: int) -> float | None:
        """No time at all."""
        del prompt_chars, max_tokens
        return 0.0

    def patience(self, prompt_chars: int, max_tokens: int) -> float:
        """None is needed."""
        del prompt_chars, max_tokens
        return 0.0

    async def close(self) -> None:
        """Nothing to close."""
