"""The secret file is made once, for its owner alone, and is never seen half written."""

import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from core.secret_file import read_or_make_secret


def test_a_secret_is_made_once(tmp_path: Path) -> None:
    path = tmp_path / "var" / "secret"
    secret = read_or_make_secret(path)
    assert len(secret) == 64
    assert read_or_make_secret(path) == secret
    assert path.read_text("utf-8") == secret + "\n"
    assert list(path.parent.iterdir()) == [path]


def test_only_the_owner_may_read_it(tmp_path: Path) -> None:
    read_or_make_secret(tmp_path / "secret")
    assert stat.S_IMODE((tmp_path / "secret").stat().st_mode) == 0o600


def test_an_existing_secret_is_kept(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text(" mine \n", "utf-8")
    assert read_or_make_secret(tmp_path / "secret") == "mine"


def test_secrets_differ(tmp_path: Path) -> None:
    assert read_or_make_secret(tmp_path / "a") != read_or_make_secret(tmp_path / "b")


def test_starts_at_the_same_moment_agree(tmp_path: Path) -> None:
    for number in range(20):
        path = tmp_path / str(number) / "secret"
        with ThreadPoolExecutor(8) as executor:
            secrets = set(executor.map(read_or_make_secret, [path] * 8))
        assert len(secrets) == 1
        assert list(path.parent.iterdir()) == [path]


def test_a_place_that_cannot_be_is_an_os_error(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(OSError, match="file"):
        read_or_make_secret(tmp_path / "file" / "secret")
    with pytest.raises(IsADirectoryError):
        read_or_make_secret(tmp_path)
