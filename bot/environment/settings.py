"""The environment, read once into one frozen value that is passed down."""

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Literal
from urllib.parse import unquote, urlsplit

from dotenv import dotenv_values
from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, NoDecode, PydanticBaseSettingsSource, SettingsConfigDict
from typing_extensions import override
from yarl import URL

from bot.environment.shard import Shard, read_shard
from troupe.core.errors import Misconfigured
from troupe.llm.model_by_name import UNDERSTUDY
from troupe.llm.port.prompt_fit import PortraitLength


class Settings(BaseSettings):
    """Everything that can be set from outside. The alias of a field is the name of its variable.

    Secrets print as stars. An empty variable counts as not set.
    """

    model_config = SettingsConfigDict(frozen=True, extra="forbid", populate_by_name=False)

    discord_token: SecretStr | None = Field(None, alias="DISCORD_TOKEN")
    discord_api_base: str = Field("https://discord.com/api/v10", alias="DISCORD_API_BASE")
    discord_cdn_base: str = Field("https://cdn.discordapp.com", alias="DISCORD_CDN_BASE")
    openai_api_key: SecretStr | None = Field(None, alias="OPENAI_API_KEY")
    openai_base_url: str | None = Field(None, alias="OPENAI_BASE_URL")
    model: str | None = Field(None, alias="TROUPE_MODEL")
    models: Annotated[tuple[str, ...], NoDecode] = Field((), alias="TROUPE_MODELS")
    request_seconds: float | None = Field(None, gt=0, alias="TROUPE_REQUEST_SECONDS")
    turn_seconds: float | None = Field(None, gt=0, alias="TROUPE_TURN_SECONDS")
    calls_at_once: int | None = Field(None, gt=0, alias="TROUPE_CALLS_AT_ONCE")
    correction_seconds: float | None = Field(None, ge=0, alias="TROUPE_CORRECTION_SECONDS")
    portrait: PortraitLength = Field(PortraitLength.AUTO, alias="TROUPE_PORTRAIT")
    judge_model: str | None = Field(None, alias="TROUPE_JUDGE_MODEL")
    embed_model: str | None = Field(None, alias="TROUPE_EMBED_MODEL")
    database_url: str = Field("sqlite:///troupe.sqlite3", alias="DATABASE_URL")
    budget_usd_per_day: float | None = Field(5.0, ge=0, alias="TROUPE_BUDGET_USD_PER_DAY")
    budget_tokens_per_day: int | None = Field(2_000_000, ge=0, alias="TROUPE_BUDGET_TOKENS_PER_DAY")
    prices: Path | None = Field(None, alias="TROUPE_PRICES")
    proxy_webhooks: Annotated[frozenset[str], NoDecode] = Field(frozenset(), alias="TROUPE_PROXY_WEBHOOKS")
    shard: Annotated[Shard, NoDecode] = Field(Shard(), alias="TROUPE_SHARD")
    log_format: Literal["console", "json"] = Field("console", alias="TROUPE_LOG_FORMAT")

    @classmethod
    @override
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Only what is passed in: the process environment is read in one place, by whoever starts us."""
        return (init_settings,)

    @field_validator("discord_api_base", mode="after")
    @classmethod
    def _with_version(cls, base: str) -> str:
        """An address without a path, or ending in /api, means version 10 of the API there."""
        url = _web_address(base)
        path = url.path.rstrip("/")
        if path == "":
            path = "/api/v10"
        elif path.endswith("/api"):
            path += "/v10"
        return str(url.with_path(path))

    @field_validator("discord_cdn_base", mode="after")
    @classmethod
    def _bare(cls, base: str) -> str:
        return str(_web_address(base)).rstrip("/")

    @field_validator("proxy_webhooks", "models", mode="before")
    @classmethod
    def _listed(cls, value: object) -> object:
        return [part.strip() for part in value.split(",") if part.strip()] if isinstance(value, str) else value

    @field_validator("shard", mode="before")
    @classmethod
    def _dealt(cls, value: object) -> object:
        return read_shard(value) if isinstance(value, str) else value

    @property
    def secrets(self) -> tuple[str, ...]:
        """What must never be told: the token, the key, and the database's password."""
        tokens = (self.discord_token, self.openai_api_key)
        secrets = [secret.get_secret_value() for secret in tokens if secret is not None]
        password = unquote(urlsplit(self.database_url).password or "")
        return tuple(secret for secret in (*secrets, password) if secret)

    @property
    def wants_understudy(self) -> bool:
        return self.model == UNDERSTUDY

    @property
    def has_model(self) -> bool:
        """Whether a model of any kind was asked for by name."""
        return self.model is not None


def load_settings(env: Mapping[str, str], file: Path | None = None) -> Settings:
    """Settings from the environment, completed from a `.env` file if there is one.

    Raises Misconfigured, naming the variable, when a value makes no sense.
    """
    names = variable_names()
    variables: dict[str, str | None] = dict(dotenv_values(file)) if file is not None and file.is_file() else {}
    variables.update(env)
    values = {name: value for name, value in variables.items() if name in names and value}
    try:
        return Settings.model_validate(values)
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False)[0]
        raise Misconfigured(f"{'.'.join(str(part) for part in first['loc'])}: {first['msg']}") from None


def variable_names() -> frozenset[str]:
    """The names of all variables that are read."""
    return frozenset(field.alias for field in Settings.model_fields.values() if field.alias is not None)


def _web_address(text: str) -> URL:
    url = URL(text.strip())
    if url.scheme not in ("http", "https") or url.host is None:
        raise ValueError("an address such as https://discord.com/api/v10 is needed")
    return url
