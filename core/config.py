"""The settings: environment variables `ROLLCALL_…` and the file `.env`, checked once at start.

The environment goes before the file. An empty value counts as none.
"""

import difflib
import os
from collections.abc import Iterator, Mapping
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path
from typing import Annotated, Any, Literal, NamedTuple
from urllib.parse import unquote, urlsplit

from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_settings import (
    BaseSettings,
    DotEnvSettingsSource,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
)

from core.secret_file import read_or_make_secret
from core.storage import is_storage_url

PREFIX = "ROLLCALL_"
MIN_SECRET_LENGTH = 32

_SQLITE = "sqlite://"
_DEFAULT_DATABASE = f"{_SQLITE}var/rollcall.db"
_DEFAULTS_IN_WORDS = {
    "secret": "made in var/secret",
    "public_url": "http://HOST:PORT",
    "redis_url": "not set",
    "trusted_proxies": "not set",
    "trusted_documents": "not set",
    "cors_origins": "not set",
    "metrics_networks": "127.0.0.0/8,::1/128",
}


class SettingsError(Exception):
    """Settings that cannot be used; its text is one sentence for each fault, a line each."""

    def __init__(self, *faults: str) -> None:
        super().__init__("\n".join(faults))
        self.faults = faults


class Description(NamedTuple):
    """What the documentation says about a setting; `default` is written as in the environment."""

    variable: str
    default: str
    description: str


class _Must(NamedTuple):
    """How the sentence "ROLLCALL_X must be …" ends, and whether it may quote the wrong value."""

    rule: str
    quote: bool = True


def _local_url(values: Mapping[str, Any]) -> str:
    host = values["host"]
    return f"http://{f'[{host}]' if ':' in host else host}:{values['port']}"


class Settings(BaseSettings):
    """All settings, checked. `load` makes them; the constructor reads nothing by itself."""

    model_config = SettingsConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    database_url: Annotated[str, _Must("sqlite://PATH or postgres://…", quote=False)] = Field(
        _DEFAULT_DATABASE,
        repr=False,
        description="Where the data is: sqlite://PATH or postgres://USER:PASSWORD@HOST/NAME.",
    )
    secret: Annotated[
        SecretStr, _Must(f"set to at least {MIN_SECRET_LENGTH} random characters", quote=False)
    ] = Field(
        min_length=MIN_SECRET_LENGTH,
        description="Signs cursors and encrypts signing keys; at least 32 random characters. Only "
        "with SQLite may it be left out: it is then made in the file `secret` beside the database.",
    )
    host: Annotated[str, _Must("a host name or an IP address")] = Field(
        "127.0.0.1",
        pattern=r"^[^\s/@\[\]]+$",
        description="The address to listen on; 0.0.0.0 for every one of the machine.",
    )
    port: Annotated[int, _Must("a number from 0 to 65535")] = Field(
        8000, ge=0, le=65535, description="The port to listen on; 0 for any that is free."
    )
    public_url: Annotated[
        str, _Must("an http or https address without password or query", quote=False)
    ] = Field(
        default_factory=_local_url,
        description="Where clients reach the server; also the issuer of its tokens.",
    )
    workers: Annotated[int, _Must("a number from 1 to 64")] = Field(
        1, ge=1, le=64, description="How many processes serve requests."
    )
    require_api_key: Annotated[bool, _Must("on or off")] = Field(
        default=False,
        description="Whether every request must name its project by a key. Where it is off, a "
        "request without one is for the project `default`.",
    )
    bcrypt_cost: Annotated[int, _Must("a number from 4 to 16")] = Field(
        12,
        ge=4,
        le=16,
        description="How much work a password hash is; one more doubles it. Below 10 is unsafe.",
    )
    rate_limits: Annotated[bool, _Must("on or off")] = Field(
        default=True,
        description="Whether sign-ups, logins and all else are limited to a number in an hour.",
    )
    redis_url: Annotated[str | None, _Must("redis://… or rediss://…", quote=False)] = Field(
        None,
        repr=False,
        pattern=r"^rediss?://[^\s/?#][^\s?#]*$",
        description="The Redis in which all workers count together; without one each counts alone.",
    )
    trusted_proxies: Annotated[
        tuple[IPv4Network | IPv6Network, ...],
        _Must("networks such as 10.0.0.0/8, with commas between them"),
    ] = Field(
        (),
        description="Networks of proxies whose X-Forwarded-For or Forwarded header is believed.",
    )
    cors_origins: Annotated[
        tuple[str, ...],
        _Must("origins such as https://app.example, with commas between them, or *"),
    ] = Field(
        (),
        description="Origins whose pages may use the API, such as https://app.example, with "
        "credentials; * for all of them, without credentials.",
    )
    metrics_networks: Annotated[
        tuple[IPv4Network | IPv6Network, ...],
        _Must("networks such as 10.0.0.0/8, with commas between them"),
    ] = Field(
        (ip_network("127.0.0.0/8"), ip_network("::1/128")),
        description="Networks of clients that may read /metrics.",
    )
    trusted_documents: Annotated[Path | None, _Must("the path of a manifest")] = Field(
        None,
        description="The manifest of the documents that may run, and no others; without one every "
        "document may.",
    )
    query_timeout: Annotated[float, _Must("a number of seconds from 0.1 to 3600")] = Field(
        10,
        ge=0.1,
        le=3600,
        description="Seconds after which a query is ended, in the database too, and answered with "
        "QUERY_TOO_COMPLEX.",
    )
    refresh_cookie: Annotated[bool, _Must("on or off")] = Field(
        default=False,
        description="Whether refresh tokens travel in a cookie that scripts cannot read, never in "
        "the body of an answer.",
    )
    audit_retention_days: Annotated[int, _Must("a number from 0 to 36500")] = Field(
        0,
        ge=0,
        le=36_500,
        description="Days after which events of the audit log are removed; 0 keeps them for ever.",
    )
    storage_url: Annotated[str, _Must("file:PATH or s3://BUCKET/PREFIX", quote=False)] = Field(
        "file:var/files",
        repr=False,
        description="Where uploaded files are: file:PATH, a folder, or s3://BUCKET/PREFIX; for S3 "
        "the usual AWS variables give endpoint, region and keys.",
    )
    file_link_lifetime: Annotated[int, _Must("a number from 10 to 604800")] = Field(
        3600,
        ge=10,
        le=604_800,
        description="Seconds for which a link to a file that is not public holds.",
    )
    file_links_presigned: Annotated[bool, _Must("on or off")] = Field(
        default=False,
        description="Whether such links lead to S3 itself, as presigned ones, rather than to this "
        "server; smaller pictures and avatars always come from this server.",
    )
    introspection: Annotated[bool, _Must("on or off")] = Field(
        default=True,
        description="Whether clients may ask for the schema, and errors suggest names for mistyped "
        "ones.",
    )
    explorer: Annotated[bool, _Must("on or off")] = Field(
        default=True, description="Whether browsers get the explorer page at /graphql."
    )
    log_format: Annotated[Literal["text", "json"], _Must("text or json")] = Field(
        "text", description="How log lines are written: text for people, json for programs."
    )
    log_requests: Annotated[bool, _Must("on or off")] = Field(
        default=False,
        description="Whether the log has a line for each request, without what stands in it.",
    )

    @property
    def local_url(self) -> str:
        """Where the server is reached from its own machine, whatever the public URL is."""
        return _local_url({"host": self.host, "port": self.port})

    def on_port(self, port: int) -> "Settings":
        """Give the same settings with the port that the system chose where it was asked to."""
        moved = self.model_copy(update={"port": port})
        if "public_url" in self.model_fields_set:
            return moved
        return moved.model_copy(update={"public_url": moved.local_url})

    @property
    def sqlite_path(self) -> Path | None:
        """The file of the SQLite database; None on PostgreSQL."""
        return _sqlite_path(self.database_url)

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],  # noqa: ARG003 - the signature is the library's
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,  # noqa: ARG003
        dotenv_settings: PydanticBaseSettingsSource,  # noqa: ARG003
        file_secret_settings: PydanticBaseSettingsSource,  # noqa: ARG003
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Take nothing but the constructor's arguments, so that tests depend on no machine."""
        return (init_settings,)

    @field_validator("database_url")
    @classmethod
    def _check_database_url(cls, url: str) -> str:
        is_postgres = url.startswith(("postgres://", "postgresql://"))
        # Reading the port raises ValueError where it is none.
        if _sqlite_path(url) is None and (not is_postgres or urlsplit(url).port == 0):
            raise ValueError("No database has such an address.")
        return url

    @field_validator("storage_url")
    @classmethod
    def _check_storage_url(cls, url: str) -> str:
        if not is_storage_url(url):
            raise ValueError("No store has such an address.")
        return url

    @field_validator("redis_url")
    @classmethod
    def _check_redis_url(cls, url: str | None) -> str | None:
        # Reading the port raises ValueError where it is none.
        if url is not None and urlsplit(url).port == 0:
            raise ValueError("No Redis has such an address.")
        return url

    @field_validator("trusted_proxies", "metrics_networks", mode="before")
    @classmethod
    def _read_networks(cls, value: Any) -> Any:
        if not isinstance(value, str):
            return value
        return tuple(ip_network(network.strip()) for network in value.split(","))

    @field_validator("cors_origins", mode="before")
    @classmethod
    def _read_origins(cls, value: Any) -> Any:
        if not isinstance(value, str):
            return value
        return tuple(_origin(one.strip()) for one in value.split(",")) if value != "*" else ("*",)

    @field_validator("public_url")
    @classmethod
    def _check_public_url(cls, url: str) -> str:
        parts = urlsplit(url)  # Raises ValueError, too.
        is_web = parts.scheme in {"http", "https"} and parts.hostname and "@" not in parts.netloc
        if not is_web or any(char in "?#" or char.isspace() for char in url):
            raise ValueError("No client reaches such an address.")
        return url.rstrip("/")


def load(
    environ: Mapping[str, str] | None = None, env_file: Path | str | None = ".env"
) -> Settings:
    """Read all settings, from `environ` (default: the environment) before `env_file`, if it exists.

    Without ROLLCALL_SECRET on SQLite, the secret is read from its file, or made there. Raises
    SettingsError with one sentence for each fault; it never shows a secret.
    """
    variables = _read_file(env_file) | dict(os.environ if environ is None else environ)
    given = {name: value for name, value in variables.items() if name.startswith(PREFIX) and value}
    values = {field: given[name] for name, field in _FIELDS.items() if name in given}
    path = _sqlite_path(values.get("database_url", _DEFAULT_DATABASE))
    makes_secret = path is not None and "secret" not in values
    stand_in = {"secret": "-" * MIN_SECRET_LENGTH} if makes_secret else {}
    unknown = [_unknown(name) for name in given if name not in _FIELDS]
    try:
        settings = Settings.model_validate(values | stand_in)
    except ValidationError as error:
        raise SettingsError(*_sentences(error, values), *unknown) from None
    if unknown:
        raise SettingsError(*unknown)
    if path is None or not makes_secret:
        return settings
    return settings.model_copy(update={"secret": _kept_secret(path.with_name("secret"))})


def describe() -> list[Description]:
    """Return what is to be said about each setting, in the order of the documentation."""
    return [
        Description(name, _default_text(field), Settings.model_fields[field].description or "")
        for name, field in _FIELDS.items()
    ]


_FIELDS = {PREFIX + field.upper(): field for field in Settings.model_fields}


def _origin(text: str) -> str:
    """Read an origin as browsers write it (RFC 6454): no path, small letters, no usual port."""
    parts = urlsplit(text)
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.path not in {"", "/"}:
        raise ValueError("No page has such an origin.")
    if "@" in parts.netloc or any(char in "?#*" or char.isspace() for char in text):
        raise ValueError("No page has such an origin.")
    usual = {"http": 80, "https": 443}[parts.scheme]
    host = f"[{parts.hostname}]" if ":" in parts.hostname else parts.hostname
    return f"{parts.scheme}://{host}" + ("" if parts.port in {None, usual} else f":{parts.port}")


def _sqlite_path(url: str) -> Path | None:
    path = url.removeprefix(_SQLITE).partition("?")[0]
    # A database in memory would be another one for each connection.
    if not url.startswith(_SQLITE) or path in {"", ":memory:"} or path.endswith("/"):
        return None
    return Path(unquote(path))


def _read_file(env_file: Path | str | None) -> dict[str, str]:
    try:
        source = DotEnvSettingsSource(Settings, env_file=env_file, case_sensitive=True)
    except (OSError, ValueError) as error:
        raise SettingsError(f"The file {env_file} cannot be read: {error}.") from None
    return {name: value for name, value in source.env_vars.items() if value is not None}


def _sentences(error: ValidationError, values: Mapping[str, str]) -> Iterator[str]:
    for fault in error.errors(include_url=False, include_input=False, include_context=False):
        # The address could not be composed, because the host or the port is at fault.
        if fault["type"] == "default_factory_not_called":
            continue
        field = str(fault["loc"][0])
        must = next(mark for mark in Settings.model_fields[field].metadata if type(mark) is _Must)
        found = f', but it is "{values[field]}"' if must.quote else ""
        yield f"{PREFIX}{field.upper()} must be {must.rule}{found}."


def _unknown(name: str) -> str:
    known = [field.upper() for field in Settings.model_fields]
    close = difflib.get_close_matches(name.removeprefix(PREFIX), known, n=1)
    hint = f"; did you mean {PREFIX}{close[0]}?" if close else "."
    return f"{name} is not a setting{hint}"


def _kept_secret(path: Path) -> SecretStr:
    try:
        secret = read_or_make_secret(path)
    except (OSError, ValueError) as error:
        reason = (getattr(error, "strerror", None) or str(error)).lower()
        raise SettingsError(
            f"{PREFIX}SECRET is not set, and {path} cannot be read or made: {reason}."
        ) from None
    if len(secret) < MIN_SECRET_LENGTH:
        raise SettingsError(f"The secret in {path} must have {MIN_SECRET_LENGTH} characters.")
    return SecretStr(secret)


def _default_text(field: str) -> str:
    if field in _DEFAULTS_IN_WORDS:
        return _DEFAULTS_IN_WORDS[field]
    default = Settings.model_fields[field].default
    return ("on" if default else "off") if isinstance(default, bool) else str(default)
