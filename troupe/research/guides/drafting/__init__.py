"""Guides drafted from a sentence: by a language model, or by rule where the understudy stands in for one."""
