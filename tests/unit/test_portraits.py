"""Which picture goes with a line of speech: the one given to a persona, or the drawn face; looked up once."""

from dataclasses import dataclass, field
from typing import cast

from bot.faces.speaker_faces import Portraits
from tests.unit.fake_stores import a_row
from troupe.core.clock import ManualClock
from troupe.people.library.library import ref_of
from troupe.people.persona.persona import Persona
from troupe.ports import Stores
from troupe.worlds.world import Person

LISA = Persona.model_validate({"name": "Lisa Carter"})
TENANT = "guild:7"


@dataclass
class Home:
    """As much of the stores as portraits ask for, and what asks for addresses."""

    owner: str
    picture: bytes | None = None
    published: list[bytes | None] = field(default_factory=list[bytes | None])
    tenant: str = TENANT

    @property
    def casts(self) -> "Home":
        return self

    @property
    def personas(self) -> "Home":
        return self

    async def of(self, world_id: str) -> tuple[Person, ...]:
        return (Person(id="p", world_id=world_id, seat=0, persona=LISA, ref=ref_of(LISA, "lisa", self.owner)),)

    async def avatar(self, slug: str) -> bytes | None:
        return self.picture

    async def url(self, slug: str, persona: Persona, picture: bytes | None = None) -> str | None:
        self.published.append(picture)
        return f"http://cdn/{len(self.published)}"

    def portraits(self) -> Portraits:
        return Portraits(lambda _: cast("Stores", self), self, ManualClock())


ROW = a_row(1).model_copy(update={"person_id": "p"})


async def test_a_given_picture_is_published_and_looked_up_once() -> None:
    home = Home(TENANT, b"\x89PNG")
    portraits = home.portraits()
    assert [await portraits.of(ROW), await portraits.of(ROW)] == ["http://cdn/1", "http://cdn/1"]
    assert home.published == [b"\x89PNG"]


async def test_a_new_face_is_seen_with_the_next_word() -> None:
    home = Home(TENANT)
    portraits = home.portraits()
    await portraits.of(ROW)
    home.picture = b"\x89PNG"
    portraits.forget()
    assert await portraits.of(ROW) == "http://cdn/2"
    assert home.published == [None, b"\x89PNG"]


async def test_a_picture_is_not_for_the_librarys_of_the_same_name() -> None:
    home = Home("library", b"\x89PNG")
    await home.portraits().of(ROW)
    assert home.published == [None]
