"""Several faces in one picture, side by side, as round portraits that overlap a little."""

import io
from collections.abc import Sequence

from PIL import Image, ImageDraw

from bot.faces.avatars import draw_face
from bot.faces.canvas import SIZE
from troupe.people.persona.persona import Persona

RING, STEP = 10, 232
"""Pixels: the width of the ring that sets portraits apart, and from one portrait to the next."""
ACROSS = SIZE + 2 * RING
SMOOTH = 4


def draw_group(people: Sequence[Persona]) -> bytes:
    """A PNG with a transparent background, the first person in front."""
    picture = Image.new("RGBA", (STEP * (len(people) - 1) + ACROSS, ACROSS), (0, 0, 0, 0))
    for at in reversed(range(len(people))):
        portrait = _round(draw_face(people[at]))
        picture.alpha_composite(portrait, (STEP * at, 0))
    out = io.BytesIO()
    picture.save(out, format="PNG", optimize=True)
    return out.getvalue()


def _round(face: bytes) -> Image.Image:
    """A face cut out as a circle, with a ring around it."""
    portrait = Image.new("RGBA", (ACROSS, ACROSS), (0, 0, 0, 0))
    portrait.paste((91, 110, 225, 255), (0, 0), _disc(ACROSS))
    portrait.paste(Image.open(io.BytesIO(face)), (RING, RING), _disc(SIZE))
    return portrait


def _disc(across: int) -> Image.Image:
    mask = Image.new("L", (across * SMOOTH, across * SMOOTH), 0)
    ImageDraw.Draw(mask).ellipse((0, 0, across * SMOOTH - 1, across * SMOOTH - 1), fill=255)
    return mask.reduce(SMOOTH)
