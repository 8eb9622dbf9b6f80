"""The understudy: the built-in offline stand-in for a language model, never passed off as one."""

from troupe.llm.understudy.understudy_model import Understudy

__all__ = ["Understudy"]
