"""The guides that come with the house, by name."""

import difflib
from functools import cache
from importlib.resources import files
from pathlib import Path

from troupe.core.errors import NotFound
from troupe.people.documents.slug import slug_of
from troupe.research.guides.guide import Guide
from troupe.research.guides.reading.guide_reading import ReadGuide, load_guide, read_guide


def ready_guides() -> dict[str, Guide]:
    """The guides by slug, which is the name of their file, in the order of their slugs."""
    return dict(_guides())


@cache
def _guides() -> dict[str, Guide]:
    entries = sorted(files("personas").joinpath("guides").iterdir(), key=lambda entry: entry.name)
    return {
        Path(entry.name).stem: read_guide(entry.read_bytes(), entry.name).guide
        for entry in entries
        if entry.name.endswith(".yaml")
    }


def guide_named(word: str) -> ReadGuide:
    """A guide of the house by its slug or title, or the one in a file. Raises NotFound and GuideUnreadable."""
    path = Path(word)
    if path.suffix or path.exists():
        return load_guide(path)
    guides = ready_guides()
    slug = slug_of(word)
    known = next((s for s, guide in guides.items() if slug in (s, slug_of(guide.title))), None)
    if known is None:
        near = difflib.get_close_matches(slug, guides, n=2)
        hint = f"did you mean {' or '.join(near)}?" if near else f"there is {', '.join(guides)}"
        raise NotFound(f"{word}: there is no such guide; {hint}", field="guide")
    return ReadGuide(guide=guides[known])
