"""What `serve` says of the explorer when it starts."""

from __future__ import annotations

import pytest

from commands.serving import _welcome
from tests.server import test_settings

SERVES = "\nRollcall serves http://127.0.0.1:8000/graphql{explorer}. Ctrl-C stops it.\n"
EXPLORER = " (in a browser: the explorer)"
NOT_BUILT = (
    "The explorer is Strawberry's page, which needs the Internet: `make run` builds ours where"
    " npm is.\n"
)


@pytest.mark.parametrize(
    ("is_on", "is_built", "expected"),
    [
        (True, True, SERVES.format(explorer=EXPLORER)),
        (True, False, SERVES.format(explorer=EXPLORER) + NOT_BUILT),
        (False, True, SERVES.format(explorer="")),
        (False, False, SERVES.format(explorer="")),
    ],
)
def test_the_start_says_which_explorer_there_is(
    *, is_on: bool, is_built: bool, expected: str
) -> None:
    settings = test_settings("sqlite://var/rollcall.db", explorer=is_on)
    assert _welcome(settings, None, has_explorer=is_built) == expected
