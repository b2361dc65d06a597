"""Logs: one line for each event, as text or as JSON, from our code and from libraries alike."""

import logging
import sys
from contextvars import ContextVar
from typing import Literal

import structlog
from structlog.typing import EventDict, WrappedLogger

REQUEST_ID: ContextVar[str] = ContextVar("REQUEST_ID")
"""The ID of the request that is being answered, for its log lines and its errors."""
_HANDLER = "rollcall"
_HIDDEN = "[hidden]"
_SECRET_WORDS = ("password", "secret", "token", "authorization", "cookie", "api_key", "apikey")
_UPGRADES = ("Unsupported upgrade request.", "No supported WebSocket library detected.")
_UVICORN = ("uvicorn", "uvicorn.error", "uvicorn.access")


def configure(log_format: Literal["text", "json"]) -> None:
    """Send all logs, those of the standard library included, to standard error in one format.

    Times are in UTC. Tracebacks never show the values of variables, values under names such as
    `password` are hidden, and of a requested address only the path is kept.
    """
    shared = _shared_processors()
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.set_name(_HANDLER)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                *_renderers(log_format),
            ],
        )
    )
    _install(handler)
    _adopt_uvicorn()


def get_logger(name: str) -> structlog.stdlib.BoundLogger:
    """Return the logger of a module; events are short fixed texts, details go into keywords."""
    logger: structlog.stdlib.BoundLogger = structlog.stdlib.get_logger(name)
    return logger


def _shared_processors() -> list[structlog.typing.Processor]:
    return [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True, key="time"),
        _add_request_id,
        _hide_secrets,
    ]


def _renderers(log_format: Literal["text", "json"]) -> list[structlog.typing.Processor]:
    if log_format == "json":
        return [structlog.processors.format_exc_info, structlog.processors.JSONRenderer()]
    # The default traceback of the console prints local variables, passwords among them.
    return [
        structlog.dev.ConsoleRenderer(
            colors=sys.stderr.isatty(),
            timestamp_key="time",
            exception_formatter=structlog.dev.plain_traceback,
        )
    ]


def _add_request_id(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    request_id = REQUEST_ID.get(None)
    if request_id is not None:
        event["request_id"] = request_id
    return event


def _hide_secrets(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    for key in event:
        if any(word in key.lower() for word in _SECRET_WORDS):
            event[key] = _HIDDEN
    return event


def _install(handler: logging.Handler) -> None:
    root = logging.getLogger()
    # Only our own handler is replaced: others, such as those of a test run, are not ours to remove.
    for old in [one for one in root.handlers if one.name == _HANDLER]:
        root.removeHandler(old)
    root.addHandler(handler)
    root.setLevel(logging.INFO)


def _is_news(record: logging.LogRecord) -> bool:
    """Leave out what any client can have Uvicorn say, about a protocol that is not spoken here."""
    return not record.getMessage().startswith(_UPGRADES)


def _adopt_uvicorn() -> None:
    # Uvicorn's own handlers would print a second line in another format.
    for name in _UVICORN:
        logger = logging.getLogger(name)
        logger.handlers.clear()
        logger.propagate = True
    logging.getLogger("uvicorn.error").addFilter(_is_news)
    # What it says of its own coming and going the server says in its own words.
    logging.getLogger("uvicorn.error").setLevel(logging.WARNING)
    # Its lines for each request would show what stands in the query of an address.
    logging.getLogger("uvicorn.access").propagate = False
