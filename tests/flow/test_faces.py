"""The picture that a community gave a persona goes out with their words, over real sockets."""

from bot.faces.avatars import draw_face
from tests.flow.stage import Stage, says
from troupe.people.persona.persona import Persona
from troupe.people.persona.persona_version import Editor

RITA = Editor(name="Rita", id="7")
MARA = Persona.model_validate({"name": "Mara Quint", "talkativeness": 0.0})


async def _shown(stage: Stage, number: int) -> bytes:
    """The picture at the address that went out with the latest words."""
    stage.llm.add("mara-quint", "turn", says(f"Hello {number}."))
    await stage.say(f"Mara, hello {number}!")
    await stage.spoken(number)
    body = stage.executions()[-1].body
    assert isinstance(body, dict)
    return await stage.fetch(str(body["avatar_url"]))


async def test_a_given_picture_is_published_and_replaced_by_the_next(stage: Stage) -> None:
    personas = stage.stores.personas
    kept = await personas.save("mara-quint", MARA, RITA)
    first, second = (draw_face(Persona(name=name)) for name in ("One", "Two"))
    await personas.set_avatar("mara-quint", first, RITA)
    await stage.stores.casts.add(stage.world.id, kept.persona, kept.ref)
    assert await _shown(stage, 1) == first
    await personas.set_avatar("mara-quint", second, RITA)
    stage.app.faces_changed()
    assert await _shown(stage, 2) == second
    await personas.set_avatar("mara-quint", None, RITA)
    stage.app.faces_changed()
    assert await _shown(stage, 3) == draw_face(MARA)
