"""Logs on standard error, for eyes or for machines; secrets are blotted out of every line."""

import logging
import re
from collections.abc import Iterable
from typing import Literal

import structlog
from structlog.typing import EventDict, Processor, WrappedLogger

_WEBHOOK_TOKEN = re.compile(r"(/webhooks/\d+/)[\w-]{16,}")
BLOT = "[secret]"


def configure_logs(
    form: Literal["console", "json"], secrets: Iterable[str] = (), level: int = logging.INFO
) -> None:
    """Send our own and every library's logs through one formatter. Called once, by the process's entry."""
    shared: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.format_exc_info,
    ]
    renderer: Processor = (
        structlog.processors.JSONRenderer()
        if form == "json"
        else structlog.dev.ConsoleRenderer(exception_formatter=structlog.dev.plain_traceback)
    )
    formatter = structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=[structlog.stdlib.ExtraAdder(), *shared],
        processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, _Blotting(renderer, secrets)],
    )
    handler = logging.StreamHandler()
    handler.setFormatter(formatter)
    logging.basicConfig(level=level, handlers=[handler], force=True)
    for chatty in ("apscheduler", "httpx2", "httpcore2", "alembic"):
        logging.getLogger(chatty).setLevel(logging.WARNING)
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=False,
    )


def blotted(text: str, secrets: Iterable[str]) -> str:
    """The text with secrets, and the tokens in webhook addresses, made unreadable."""
    for secret in secrets:
        if secret:
            text = text.replace(secret, BLOT)
    return _WEBHOOK_TOKEN.sub(rf"\g<1>{BLOT}", text)


class _Blotting:
    """Renders a line, then blots it."""

    def __init__(self, renderer: Processor, secrets: Iterable[str]) -> None:
        self._renderer = renderer
        self._secrets = tuple(secrets)

    def __call__(self, logger: WrappedLogger, name: str, event: EventDict) -> str:
        return blotted(str(self._renderer(logger, name, event)), self._secrets)
