"""A persona in a few words: one line for a list, one paragraph for `show` and `/cast show`."""

import re

from troupe.people.persona.persona import Persona


def headline(persona: Persona) -> str:
    """Age, occupation and place in one line, as far as known: `41, lighthouse keeper, Norway`."""
    parts = (str(persona.age) if persona.age is not None else "", persona.occupation.title, persona.residence)
    return ", ".join(part for part in parts if part)


def summary(persona: Persona) -> str:
    """One paragraph: who they are, what they are like, what they care about and what they cannot stand."""
    who = headline(persona)
    first = f"{persona.name} ({who})." if who else f"{persona.name}."
    sentences = [first]
    if manner := persona.style or next(iter(persona.personality.traits), "") or persona.description:
        sentences.append(_sentence(_shortened(manner)))
    for label, lines in (
        ("Cares about", persona.preferences.interests),
        ("Likes", persona.preferences.likes),
        ("Dislikes", persona.preferences.dislikes),
    ):
        if lines:
            sentences.append(f"{label}: {'; '.join(line.strip().rstrip('.') for line in lines[:3])}.")
    if persona.beliefs:
        sentences.append(_sentence(f"Believes: {persona.beliefs[0].strip()}"))
    return " ".join(sentences)


def _shortened(text: str) -> str:
    """The first sentences of a text, up to about 200 characters."""
    summary_text = ""
    for sentence in re.split(r"(?<=[.!?])\s+", text):
        if summary_text and len(summary_text) + len(sentence) > 200:
            break
        summary_text = f"{summary_text} {sentence}".strip()
    return summary_text if len(summary_text) <= 300 else summary_text[:299].rstrip() + "…"


def _sentence(text: str) -> str:
    return text if text.endswith((".", "!", "?", "…")) else f"{text}."
