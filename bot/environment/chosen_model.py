"""The model that was chosen in the playground's page: what it is, and how it is kept from start to start."""

import json
import os
from contextlib import suppress
from pathlib import Path

from pydantic import Field, SecretStr, ValidationError

from bot.environment.settings import Settings
from troupe.core.errors import BadInput, Misconfigured
from troupe.core.frozen import Frozen
from troupe.llm.openai.openai_model import normal_base_url

FILE = "model.json"
OWNER_ALONE = 0o600
"""Nobody else on this machine may read a key."""


class ChosenModel(Frozen):
    """`address` is whole, as `normal_base_url` writes it; a `key` of None is none, or that of the environment if
    the address is the environment's."""

    address: str = Field(min_length=1)
    model: str = Field(min_length=1)
    key: SecretStr | None = None


def with_choice(settings: Settings, choice: ChosenModel) -> Settings:
    """The settings under which the chosen model plays. The environment's key goes to the environment's address
    alone."""
    key = choice.key or key_of_environment(settings, choice.address)
    return settings.model_copy(
        update={"openai_base_url": choice.address, "openai_api_key": key, "model": choice.model}
    )


def key_of_environment(settings: Settings, address: str) -> SecretStr | None:
    """The key that the environment gives for this address, if it gives one."""
    try:
        is_its_own = normal_base_url(settings.openai_base_url) == address
    except Misconfigured:
        return None
    return settings.openai_api_key if is_its_own else None


def read_choice(folder: Path) -> ChosenModel | None:
    """The choice kept in this folder, if there is one. Raises BadInput, without what it says, for a file that
    cannot be read."""
    path = folder / FILE
    try:
        return ChosenModel.model_validate_json(path.read_bytes())
    except FileNotFoundError:
        return None
    except (ValidationError, OSError) as error:
        why = f"{error.strerror}" if isinstance(error, OSError) and error.strerror else "it is damaged"
        raise BadInput(
            f"{path} cannot be read ({why}); delete it, and choose the model in the page again", field="--data"
        ) from None


def keep_choice(folder: Path, choice: ChosenModel) -> None:
    """Write the choice so that only the owner can read it, and never half of it. Raises OSError."""
    key = None if choice.key is None else choice.key.get_secret_value()
    text = json.dumps({"address": choice.address, "model": choice.model, "key": key}, indent=1)
    fresh = folder / f"{FILE}.new"
    with suppress(FileNotFoundError):
        fresh.unlink()
    # made with its rights, not given them after: between the two anybody could open it
    with os.fdopen(
        os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, OWNER_ALONE), "w", encoding="utf-8"
    ) as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    fresh.replace(folder / FILE)


def drop_choice(folder: Path) -> None:
    """Forget the choice, its key with it. Raises OSError."""
    (folder / FILE).unlink(missing_ok=True)
