"""The file that keeps the installation's secret where nobody has set one."""

import os
import secrets
import tempfile
from pathlib import Path

_SECRET_BYTES = 48


def read_or_make_secret(path: Path) -> str:
    """Return the secret in `path`, made now if there is no file yet.

    Processes that start at the same moment all get the same one, and a crash leaves no half of a
    file: the text is written elsewhere and then linked to its name, which only one can do. The
    file can be read by its owner alone. Raises OSError where it can neither be read nor made, and
    ValueError where it holds no text.
    """
    try:
        return _read(path)
    except FileNotFoundError:
        path.parent.mkdir(parents=True, exist_ok=True)
        _make(path)
        return _read(path)


def _read(path: Path) -> str:
    return path.read_text("utf-8").strip()


def _make(path: Path) -> None:
    # mkstemp makes files of mode 0600.
    handle, draft = tempfile.mkstemp(dir=path.parent, prefix=".secret-")
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(secrets.token_urlsafe(_SECRET_BYTES) + "\n")
            file.flush()
            os.fsync(file.fileno())
        os.link(draft, path)
    except FileExistsError:
        pass  # Another process was first; its secret holds.
    finally:
        Path(draft).unlink()
