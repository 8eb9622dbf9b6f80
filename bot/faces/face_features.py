"""The looks of a persona, decided from what it says of itself and, for the rest, by what it is known as."""

import hashlib
import re
from collections.abc import Collection
from dataclasses import dataclass

from troupe.people.documents.slug import slug_of
from troupe.people.persona.persona import Persona

Colour = tuple[int, int, int]

SKINS: dict[str, Colour] = {
    "pale": (250, 224, 206), "light": (241, 205, 178), "tan": (221, 170, 128), "olive": (203, 156, 112),
    "brown": (161, 108, 72), "deep": (112, 71, 48),
}  # fmt: skip
HAIRS: dict[str, Colour] = {
    "black": (38, 32, 38), "brown": (94, 62, 44), "chestnut": (128, 74, 46), "blond": (222, 184, 112),
    "red": (196, 92, 48), "grey": (158, 160, 166), "silver": (214, 216, 222), "white": (238, 236, 232),
}  # fmt: skip
CLOTHES: dict[str, Colour] = {
    "navy": (44, 62, 98), "moss": (92, 112, 70), "magenta": (192, 44, 122), "burgundy": (122, 32, 52),
    "mustard": (208, 156, 48), "teal": (32, 122, 122), "plum": (92, 58, 112), "rust": (178, 84, 44),
    "sky": (92, 148, 196), "charcoal": (66, 68, 76),
}  # fmt: skip
BACKGROUNDS: dict[str, tuple[Colour, Colour]] = {
    "slate": ((168, 186, 200), (118, 138, 156)), "sea": ((168, 214, 214), (92, 158, 172)),
    "sun": ((255, 224, 138), (246, 172, 84)), "dusk": ((226, 178, 196), (128, 104, 158)),
    "mint": ((198, 232, 206), (130, 190, 156)), "peach": ((255, 218, 196), (240, 160, 138)),
    "lavender": ((218, 208, 240), (156, 142, 206)), "sand": ((240, 226, 196), (206, 180, 134)),
    "ice": ((232, 240, 246), (176, 198, 222)), "lime": ((230, 240, 170), (164, 196, 96)),
    "clay": ((244, 196, 164), (190, 104, 74)), "night": ((96, 112, 160), (44, 50, 92)),
}  # fmt: skip
STYLES_SHE = ("bob", "long", "bun", "curls", "ponytail", "fringe", "short")
STYLES_HE = ("short", "swept", "curls", "buzz", "parted", "bald")
STYLES_ANY = ("short", "bob", "curls", "swept", "long", "fringe")
SPECIAL_STYLES = ("gele", "hat", "cap", "bushhat", "headphones", "skullcap")
GLASSES = ("none", "round", "square")
BEARDS = ("none", "short", "full", "moustache")
MOUTHS = ("smile", "flat", "grin", "small")
GARMENTS = ("jacket", "jumper", "shirt", "beads", "suit")

_GREY_FROM, _OLD_FROM = 58, 50


@dataclass(frozen=True, slots=True)
class FaceFeatures:
    """Everything the drawing needs. `brow` is how the brows slant, from −9 (open) to 9 (stern); `lines` are the
    years, 0 none, 2 many."""

    skin: Colour
    hair: Colour
    style: str
    glasses: str
    beard: str
    mouth: str
    brow: int
    lines: int
    lashes: bool
    earrings: bool
    garment: str
    clothes: Colour
    accent: Colour
    background: tuple[Colour, Colour]
    width: float


def face_of(persona: Persona, known_as: str = "") -> FaceFeatures:
    """The face of who is known by this slug, or else by that of the name: it decides what the persona leaves open.

    Nothing else of the persona does: whoever is edited keeps their face. Only a change of what shows (age, gender,
    the hints of `avatar`) changes what it is about, and the expression follows the manner.
    """
    draw = _Draw(known_as or slug_of(persona.name))
    hints = {key: value.strip().lower() for key, value in persona.avatar.items()}
    she, he = _gender(persona)
    age = persona.age if persona.age is not None else draw.number("age", 22, 55)
    grey = age >= _GREY_FROM or (age >= _OLD_FROM and draw.chance("grey", 0.4))
    skin = _hint(hints, "skin", SKINS, draw.of("skin", tuple(SKINS)))
    fair = skin in {"pale", "light"}
    hair = (
        draw.of("grey hair", ("grey", "silver", "white"))
        if grey
        else draw.of("hair", tuple(HAIRS)[:5] if fair else ("black", "black", "brown"))
    )
    styles = STYLES_SHE if she else STYLES_HE if he else STYLES_ANY
    beard = draw.of("beard", BEARDS) if he and age > 17 else "none"
    mouth = _hint(hints, "mouth", MOUTHS, _mouth(persona, draw))
    clothes = draw.of("clothes", tuple(CLOTHES))
    accent = draw.of("accent", tuple(name for name in CLOTHES if name != clothes))
    return FaceFeatures(
        skin=SKINS[skin],
        hair=HAIRS[_hint(hints, "hair", HAIRS, hair)],
        style=_hint(hints, "hair_style", (*STYLES_SHE, *STYLES_HE, *SPECIAL_STYLES), draw.of("style", styles)),
        glasses=_hint(hints, "glasses", GLASSES, draw.of("glasses", ("none", "none", "round", "square"))),
        beard=_hint(hints, "beard", BEARDS, beard),
        mouth=mouth,
        brow={"flat": 9, "grin": -9, "small": -4}.get(mouth, draw.number("brow", -5, 3)),
        lines=2 if age >= _GREY_FROM else 1 if age >= 45 else 0,
        lashes=she,
        earrings=bool(hints.get("earrings")) or (she and draw.chance("earrings", 0.4)),
        garment=draw.of("garment", tuple(name for name in GARMENTS if name != "beads" or not he)),
        clothes=CLOTHES[_hint(hints, "clothes", CLOTHES, clothes)],
        accent=CLOTHES[accent],
        background=BACKGROUNDS[_hint(hints, "background", BACKGROUNDS, draw.of("background", tuple(BACKGROUNDS)))],
        width=draw.number("width", 94, 106) / 100,
    )


class _Draw:
    """Choices from a hash, each by a name of its own: what another choice was, or that there was none, moves no
    other."""

    def __init__(self, seed: str) -> None:
        self._seed = seed

    def number(self, what: str, low: int, high: int) -> int:
        digest = hashlib.sha256(f"{self._seed}:{what}".encode()).digest()
        return low + int.from_bytes(digest[:8], "big") % (high - low + 1)

    def of(self, what: str, options: tuple[str, ...]) -> str:
        return options[self.number(what, 0, len(options) - 1)]

    def chance(self, what: str, share: float) -> bool:
        return self.number(what, 0, 999) < share * 1000


def _hint(hints: dict[str, str], key: str, known: Collection[str], otherwise: str) -> str:
    """The persona's own word, if it is one we can draw."""
    word = hints.get(key, "")
    return word if word in known else otherwise


def _gender(persona: Persona) -> tuple[bool, bool]:
    text = f"{persona.pronouns} {persona.gender}".lower()
    she = bool(re.search(r"\b(she|her|female|woman|girl)\b", text))
    he = not she and bool(re.search(r"\b(he|him|male|man|boy)\b", text))
    return she, he


def _mouth(persona: Persona, draw: _Draw) -> str:
    manner = f"{persona.style} {' '.join(persona.personality.traits)}".lower()
    if re.search(r"\b(blunt|grumpy|gruff|stern|cynical)\b", manner):
        return "flat"
    if re.search(r"\b(exuberant|loud|enthusiastic|energetic|cheerful)\b", manner):
        return "grin"
    if re.search(r"\b(shy|terse|quiet|reserved)\b", manner):
        return "small"
    return draw.of("mouth", ("smile", "smile", "smile", "small"))
