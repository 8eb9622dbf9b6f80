"""The remainder of the character card a persona came from: all that has no place of its own in our document."""

from collections.abc import Mapping
from typing import Annotated, Any

from pydantic import AfterValidator

from troupe.people.documents.frozen_json import FrozenDict, FrozenJson, object_in
from troupe.people.persona.persona_part import PersonaPart


def _frozen(value: Mapping[str, Any]) -> Mapping[str, Any]:
    return FrozenDict(value)


class KeptCard(PersonaPart):
    """The kept part of a character card. `rest` is the card without what our fields say; `mirrored` names the
    fields that stood in it twice, in `data` and beside it."""

    rest: Annotated[Mapping[str, Any], AfterValidator(_frozen)]
    mirrored: tuple[str, ...] = ()


def called_by(document: Mapping[str, FrozenJson]) -> str:
    """What `{{char}}` means: the nickname of the card it came from, or else the name."""
    members = object_in(object_in(document.get("card")).get("rest"))
    nickname = object_in(members.get("data")).get("nickname")
    name = nickname if isinstance(nickname, str) and nickname.strip() else document.get("name")
    return name if isinstance(name, str) else ""
