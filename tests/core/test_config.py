"""Settings come from the environment before the file; every fault is named by its variable."""

from ipaddress import ip_network
from pathlib import Path

import pytest
from pydantic import ValidationError

from core.config import Settings, SettingsError, describe, load

SECRET = "a secret of thirty-two characters"
POSTGRES = "postgres://ada:hush@db.example/rollcall"

ORIGINS = (
    "ROLLCALL_CORS_ORIGINS must be origins such as https://app.example, with commas between them,"
    " or *"
)
NETWORKS = "ROLLCALL_TRUSTED_PROXIES must be networks such as 10.0.0.0/8, with commas between them"


def faults(env_file: Path | None = None, **variables: str) -> list[str]:
    """Return the sentences with which the settings are refused; names go without the prefix."""
    environ = {f"ROLLCALL_{name}": value for name, value in variables.items()}
    with pytest.raises(SettingsError) as raised:
        load(environ, env_file)
    assert str(raised.value).split("\n") == list(raised.value.faults)
    return list(raised.value.faults)


def loaded(env_file: Path | None = None, **variables: str) -> Settings:
    """Load settings that are right, with a secret."""
    environ = {f"ROLLCALL_{name}": value for name, value in variables.items()}
    return load({"ROLLCALL_SECRET": SECRET, **environ}, env_file)


def test_the_defaults() -> None:
    settings = loaded()
    assert settings.secret.get_secret_value() == SECRET
    assert settings.model_dump(exclude={"secret"}) == {
        "database_url": "sqlite://var/rollcall.db",
        "host": "127.0.0.1",
        "port": 8000,
        "public_url": "http://127.0.0.1:8000",
        "workers": 1,
        "require_api_key": False,
        "bcrypt_cost": 12,
        "rate_limits": True,
        "redis_url": None,
        "trusted_proxies": (),
        "trusted_documents": None,
        "cors_origins": (),
        "metrics_networks": (ip_network("127.0.0.0/8"), ip_network("::1/128")),
        "query_timeout": 10,
        "audit_retention_days": 0,
        "refresh_cookie": False,
        "storage_url": "file:var/files",
        "file_link_lifetime": 3600,
        "file_links_presigned": False,
        "introspection": True,
        "explorer": True,
        "log_format": "text",
        "log_requests": False,
    }


def test_all_can_be_set() -> None:
    settings = loaded(
        DATABASE_URL=POSTGRES,
        HOST="0.0.0.0",  # noqa: S104 - the operator's choice
        PORT="0",
        PUBLIC_URL="https://accounts.example/base/",
        WORKERS="64",
        REQUIRE_API_KEY="on",
        BCRYPT_COST="4",
        RATE_LIMITS="off",
        REDIS_URL="rediss://:hush@redis.example:6380/1",
        TRUSTED_PROXIES="10.0.0.0/8, 192.0.2.1,fd00::/8",
        METRICS_NETWORKS="10.1.0.0/16",
        CORS_ORIGINS="https://App.example/, http://localhost:3000,https://[::1]:443",
        TRUSTED_DOCUMENTS="build/manifest.json",
        QUERY_TIMEOUT="2.5",
        AUDIT_RETENTION_DAYS="365",
        REFRESH_COOKIE="on",
        STORAGE_URL="s3://bucket/files",
        FILE_LINK_LIFETIME="60",
        FILE_LINKS_PRESIGNED="on",
        INTROSPECTION="off",
        EXPLORER="false",
        LOG_FORMAT="json",
        LOG_REQUESTS="on",
    )
    assert settings.model_dump(exclude={"secret"}) == {
        "database_url": POSTGRES,
        "host": "0.0.0.0",  # noqa: S104 - as above
        "port": 0,
        "public_url": "https://accounts.example/base",
        "workers": 64,
        "require_api_key": True,
        "bcrypt_cost": 4,
        "rate_limits": False,
        "redis_url": "rediss://:hush@redis.example:6380/1",
        "trusted_proxies": (
            ip_network("10.0.0.0/8"),
            ip_network("192.0.2.1/32"),
            ip_network("fd00::/8"),
        ),
        "metrics_networks": (ip_network("10.1.0.0/16"),),
        "cors_origins": ("https://app.example", "http://localhost:3000", "https://[::1]"),
        "trusted_documents": Path("build/manifest.json"),
        "query_timeout": 2.5,
        "audit_retention_days": 365,
        "refresh_cookie": True,
        "storage_url": "s3://bucket/files",
        "file_link_lifetime": 60,
        "file_links_presigned": True,
        "introspection": False,
        "explorer": False,
        "log_format": "json",
        "log_requests": True,
    }


@pytest.mark.parametrize(
    ("host", "url"),
    [("localhost", "http://localhost:8000"), ("::1", "http://[::1]:8000")],
)
def test_the_public_address_follows_the_host(host: str, url: str) -> None:
    assert loaded(HOST=host).public_url == url


@pytest.mark.parametrize(
    ("url", "path"),
    [
        ("sqlite://var/rollcall.db", Path("var/rollcall.db")),
        ("sqlite:///srv/rollcall.db", Path("/srv/rollcall.db")),
        ("sqlite://a.db?cache=shared", Path("a.db")),
        (POSTGRES, None),
        ("postgresql://localhost/rollcall", None),
    ],
)
def test_the_database_is_a_file_or_a_server(url: str, path: Path | None) -> None:
    assert loaded(DATABASE_URL=url).sqlite_path == path


def test_settings_do_not_change() -> None:
    with pytest.raises(ValidationError, match="frozen"):
        loaded().port = 1


def test_the_constructor_reads_no_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ROLLCALL_PORT", "1")
    monkeypatch.setenv("PORT", "2")
    assert Settings.model_validate({"secret": SECRET}).port == 8000


def test_the_environment_is_read_where_none_is_given(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("ROLLCALL_PORT", "9000")
    monkeypatch.setenv("ROLLCALL_SECRET", SECRET)
    monkeypatch.chdir(tmp_path)
    (tmp_path / ".env").write_text("ROLLCALL_WORKERS=2\n", "utf-8")
    settings = load()
    assert (settings.port, settings.workers) == (9000, 2)


def test_the_environment_goes_before_the_file(tmp_path: Path) -> None:
    env_file = tmp_path / "settings"
    env_file.write_text(
        "# A comment\nROLLCALL_PORT=1\nexport ROLLCALL_WORKERS='3'\nOTHER=x\nROLLCALL_HOST\n",
        "utf-8",
    )
    settings = loaded(env_file, PORT="2")
    assert (settings.port, settings.workers, settings.host) == (2, 3, "127.0.0.1")


def test_a_file_that_is_missing_is_none(tmp_path: Path) -> None:
    assert loaded(tmp_path / "missing").port == 8000


def test_a_file_that_is_no_text_is_a_fault(tmp_path: Path) -> None:
    env_file = tmp_path / "settings"
    env_file.write_bytes(b"ROLLCALL_PORT=\xff\xfe\n")
    (fault,) = faults(env_file)
    assert fault.startswith(f"The file {env_file} cannot be read: ")


def test_an_empty_value_counts_as_none() -> None:
    assert loaded(PORT="", LOG_FORMAT="").port == 8000


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("PORT", "abc", 'ROLLCALL_PORT must be a number from 0 to 65535, but it is "abc".'),
        ("PORT", "65536", 'ROLLCALL_PORT must be a number from 0 to 65535, but it is "65536".'),
        ("PORT", "-1", 'ROLLCALL_PORT must be a number from 0 to 65535, but it is "-1".'),
        ("WORKERS", "0", 'ROLLCALL_WORKERS must be a number from 1 to 64, but it is "0".'),
        ("WORKERS", "1.5", 'ROLLCALL_WORKERS must be a number from 1 to 64, but it is "1.5".'),
        (
            "BCRYPT_COST",
            "17",
            'ROLLCALL_BCRYPT_COST must be a number from 4 to 16, but it is "17".',
        ),
        (
            "QUERY_TIMEOUT",
            "0",
            'ROLLCALL_QUERY_TIMEOUT must be a number of seconds from 0.1 to 3600, but it is "0".',
        ),
        (
            "QUERY_TIMEOUT",
            "nan",
            'ROLLCALL_QUERY_TIMEOUT must be a number of seconds from 0.1 to 3600, but it is "nan".',
        ),
        (
            "AUDIT_RETENTION_DAYS",
            "-1",
            'ROLLCALL_AUDIT_RETENTION_DAYS must be a number from 0 to 36500, but it is "-1".',
        ),
        ("RATE_LIMITS", "10", 'ROLLCALL_RATE_LIMITS must be on or off, but it is "10".'),
        (
            "TRUSTED_PROXIES",
            "10.0.0.1/8",
            f'{NETWORKS}, but it is "10.0.0.1/8".',
        ),
        *(
            (
                "CORS_ORIGINS",
                origins,
                f'{ORIGINS}, but it is "{origins}".',
            )
            for origins in (
                "app.example",
                "https://app.example/page",
                "https://ann@app.example",
                "https://*.app.example",
                "https://app.example,*",
                "https://app.example,",
                "https://app.example:x",
                "null",
            )
        ),
        *(
            ("REDIS_URL", url, "ROLLCALL_REDIS_URL must be redis://… or rediss://….")
            for url in (
                "http://redis",
                "redis://",
                "redis:///0",
                "redis://:hush@redis:port/0",
                "redis://redis:0",
                "redis://redis/0?timeout=1",
            )
        ),
        ("EXPLORER", "maybe", 'ROLLCALL_EXPLORER must be on or off, but it is "maybe".'),
        ("LOG_FORMAT", "xml", 'ROLLCALL_LOG_FORMAT must be text or json, but it is "xml".'),
        ("HOST", "a b", 'ROLLCALL_HOST must be a host name or an IP address, but it is "a b".'),
        ("SECRET", "short", "ROLLCALL_SECRET must be set to at least 32 random characters."),
    ],
)
def test_a_wrong_value_is_one_sentence(name: str, value: str, sentence: str) -> None:
    assert faults(None, **{"SECRET": SECRET, name: value}) == [sentence]


@pytest.mark.parametrize(
    "url",
    ["var/rollcall.db", "sqlite://", "sqlite://:memory:", "sqlite://var/", "mysql://ada:hush@db/x"],
)
def test_a_wrong_database_is_named_without_its_password(url: str) -> None:
    sentence = "ROLLCALL_DATABASE_URL must be sqlite://PATH or postgres://…."
    assert faults(SECRET=SECRET, DATABASE_URL=url) == [sentence]


@pytest.mark.parametrize(
    "url",
    [
        "accounts.example",
        "ftp://accounts.example",
        "https://",
        "https://ada:hush@accounts.example",
        "https://accounts.example/?a=b",
        "https://accounts.example/#a",
        "https://accounts .example",
        "https://[accounts",
    ],
)
def test_a_wrong_public_address_is_named_without_its_password(url: str) -> None:
    sentence = "ROLLCALL_PUBLIC_URL must be an http or https address without password or query."
    assert faults(SECRET=SECRET, PUBLIC_URL=url) == [sentence]


def test_all_faults_come_at_once() -> None:
    assert faults(DATABASE_URL="mysql://x", HOST="/", PORT="x", PROT="1", SOMETHING_ELSE="2") == [
        "ROLLCALL_DATABASE_URL must be sqlite://PATH or postgres://….",
        "ROLLCALL_SECRET must be set to at least 32 random characters.",
        'ROLLCALL_HOST must be a host name or an IP address, but it is "/".',
        'ROLLCALL_PORT must be a number from 0 to 65535, but it is "x".',
        "ROLLCALL_PROT is not a setting; did you mean ROLLCALL_PORT?",
        "ROLLCALL_SOMETHING_ELSE is not a setting.",
    ]


def test_an_unknown_name_alone_is_a_fault() -> None:
    assert faults(SECRET=SECRET, EXPLORE="on") == [
        "ROLLCALL_EXPLORE is not a setting; did you mean ROLLCALL_EXPLORER?"
    ]


def test_a_secret_is_demanded_with_postgres() -> None:
    sentence = "ROLLCALL_SECRET must be set to at least 32 random characters."
    assert faults(DATABASE_URL=POSTGRES) == [sentence]


def test_a_secret_is_made_beside_a_sqlite_database(tmp_path: Path) -> None:
    environ = {"ROLLCALL_DATABASE_URL": f"sqlite://{tmp_path}/new/rollcall.db"}
    first, second = (load(environ, None).secret.get_secret_value() for _ in range(2))
    assert first == second == (tmp_path / "new" / "secret").read_text("utf-8").strip()


def test_no_secret_is_made_where_a_setting_is_wrong(tmp_path: Path) -> None:
    faults(DATABASE_URL=f"sqlite://{tmp_path}/new/rollcall.db", PORT="x")
    faults(DATABASE_URL=f"sqlite://{tmp_path}/new/rollcall.db", PROT="1")
    assert list(tmp_path.iterdir()) == []


def test_a_kept_secret_that_is_too_short_is_a_fault(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("hush", "utf-8")
    sentence = f"The secret in {tmp_path}/secret must have 32 characters."
    assert faults(DATABASE_URL=f"sqlite://{tmp_path}/rollcall.db") == [sentence]


def test_a_secret_that_cannot_be_kept_is_a_fault(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    place = f"{tmp_path}/file/secret cannot be read or made"
    assert faults(DATABASE_URL=f"sqlite://{tmp_path}/file/rollcall.db") == [
        f"ROLLCALL_SECRET is not set, and {place}: not a directory."
    ]


def test_secrets_are_not_shown() -> None:
    shown = repr(loaded(DATABASE_URL=POSTGRES)) + str(loaded(DATABASE_URL=POSTGRES))
    assert SECRET not in shown
    assert "hush" not in shown


def test_every_setting_is_described() -> None:
    table = describe()
    assert [row.variable for row in table] == [
        f"ROLLCALL_{name.upper()}" for name in Settings.model_fields
    ]
    assert all(row.description.endswith(".") for row in table)
    assert {row.variable: row.default for row in table} == {
        "ROLLCALL_DATABASE_URL": "sqlite://var/rollcall.db",
        "ROLLCALL_SECRET": "made in var/secret",
        "ROLLCALL_HOST": "127.0.0.1",
        "ROLLCALL_PORT": "8000",
        "ROLLCALL_PUBLIC_URL": "http://HOST:PORT",
        "ROLLCALL_WORKERS": "1",
        "ROLLCALL_REQUIRE_API_KEY": "off",
        "ROLLCALL_BCRYPT_COST": "12",
        "ROLLCALL_RATE_LIMITS": "on",
        "ROLLCALL_REDIS_URL": "not set",
        "ROLLCALL_TRUSTED_PROXIES": "not set",
        "ROLLCALL_CORS_ORIGINS": "not set",
        "ROLLCALL_METRICS_NETWORKS": "127.0.0.0/8,::1/128",
        "ROLLCALL_TRUSTED_DOCUMENTS": "not set",
        "ROLLCALL_QUERY_TIMEOUT": "10",
        "ROLLCALL_AUDIT_RETENTION_DAYS": "0",
        "ROLLCALL_REFRESH_COOKIE": "off",
        "ROLLCALL_STORAGE_URL": "file:var/files",
        "ROLLCALL_FILE_LINK_LIFETIME": "3600",
        "ROLLCALL_FILE_LINKS_PRESIGNED": "off",
        "ROLLCALL_INTROSPECTION": "on",
        "ROLLCALL_EXPLORER": "on",
        "ROLLCALL_LOG_FORMAT": "text",
        "ROLLCALL_LOG_REQUESTS": "off",
    }
