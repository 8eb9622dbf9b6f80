"""Logs on standard error, for eyes or for machines; secrets are blotted out of every line."""

import logging
import re
from collections.abc import Callable, Collection, Iterable
from typing import Literal

import structlog
from structlog.typing import EventDict, Processor, WrappedLogger

_WEBHOOK_TOKEN = re.compile(r"(/webhooks/\d+/)[\w-]{16,}")
BLOT = "[secret]"
_CHATTY = {
    "httpx2": logging.WARNING,
    "httpcore2": logging.WARNING,
    "alembic": logging.WARNING,
    # It warns each second that a look at a slow database has not ended; the database's own line says why.
    "apscheduler": logging.ERROR,
    # It logs a traceback for each connection that a database broke off; the transaction's own error says so too.
    "sqlalchemy.pool": logging.CRITICAL,
}
"""What of some libraries is worth a line."""


def configure_logs(
    form: Literal["console", "json"], secrets: Iterable[str] = (), level: int = logging.INFO
) -> Callable[[str], None]:
    """Send our own and every library's logs through one formatter. Called once, by the process's entry. Returns
    what blots out one more secret from then on."""
    blots = list(secrets)
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
        processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, _Blotting(renderer, blots)],
    )
    handler = logging.StreamHandler()
    handler.setFormatter(formatter)
    logging.basicConfig(level=level, handlers=[handler], force=True)
    for name, least in _CHATTY.items():
        logging.getLogger(name).setLevel(least)
    _watch_gateway()
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=False,
    )
    return blots.append


def _watch_gateway() -> None:
    """Have the loss of Discord's gateway told in a line, once (see GatewayLoss)."""
    loss = GatewayLoss()
    for name in ("discord.client", "discord.gateway"):
        logger = logging.getLogger(name)
        for former in [loss_filter for loss_filter in logger.filters if isinstance(loss_filter, GatewayLoss)]:
            logger.removeFilter(former)
        logger.addFilter(loss)


class GatewayLoss(logging.Filter):
    """Tells of a lost gateway once, without a traceback, until discord.py says that it is connected again.

    While Discord is away, the library logs each of its attempts as an error, with some sixty lines of traceback.
    """

    _RETRYING = "Attempting a reconnect"
    _BACK = ("has connected to Gateway", "has successfully RESUMED")

    def __init__(self) -> None:
        super().__init__()
        self._lost = False

    def filter(self, record: logging.LogRecord) -> bool:
        text = str(record.msg)
        if any(words in text for words in self._BACK):
            self._lost = False
        if not text.startswith(self._RETRYING):
            return True
        first, self._lost = not self._lost, True
        cause = record.exc_info[1] if record.exc_info else None
        record.msg, record.args = "The gateway of Discord is lost (%s); trying again.", (type(cause).__name__,)
        record.levelno, record.levelname = logging.WARNING, "WARNING"
        record.exc_info = record.exc_text = None
        return first


def blotted(text: str, secrets: Iterable[str]) -> str:
    """The text with secrets, and the tokens in webhook addresses, made unreadable."""
    for secret in secrets:
        if secret:
            text = text.replace(secret, BLOT)
    return _WEBHOOK_TOKEN.sub(rf"\g<1>{BLOT}", text)


class _Blotting:
    """Renders a line, then blots it."""

    def __init__(self, renderer: Processor, secrets: Collection[str]) -> None:
        self._renderer = renderer
        self._secrets = secrets

    def __call__(self, logger: WrappedLogger, name: str, event: EventDict) -> str:
        return blotted(str(self._renderer(logger, name, event)), self._secrets)
