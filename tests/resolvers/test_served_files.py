"""Smaller pictures that two servers make at once, or of a file that goes meanwhile."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING, Any

import pytest
from PIL import Image

from models.file import File, StoredObject
from resolvers import served_files
from resolvers.served_files import Asked, find_served
from tests.resolvers.test_upkeep import services_of
from tests.schema.mutations.test_files import EMAIL
from tests.uploads import Sent, get, picture, sign_up_with, swept

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from tests.server import Server

pytestmark = pytest.mark.anyio

WIDE = Sent(picture("PNG", (300, 20)))


def meanwhile(
    monkeypatch: pytest.MonkeyPatch, happens: Callable[[str, int], Awaitable[Any]]
) -> None:
    """Have something happen between the making of a smaller picture and its binding."""
    make = served_files._make

    async def made(*arguments: Any) -> tuple[str, int]:
        name, size = await make(*arguments)
        await happens(name, size)
        return name, size

    monkeypatch.setattr(served_files, "_make", made)


async def test_of_two_servers_that_make_one_picture_one_is_kept(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    user, client = await sign_up_with(server.anonymous, EMAIL, avatar=WIDE)
    asked = Asked(user["files"][0]["id"], "avatar.png", width=64)
    other = services_of(server)
    made: list[str] = []

    async def another_is_faster(name: str, _size: int) -> None:
        made.append(name)
        if len(made) == 1:
            assert await find_served(other, asked) is not None

    meanwhile(monkeypatch, another_is_faster)
    answer = await get(client, f"{user['avatarUrl']}?width=64")
    assert Image.open(BytesIO(answer.body)).size == (64, 4)
    slower, faster = made
    assert (await StoredObject.exclude(file_id=None).get(width=64)).name == faster
    left = await swept(server)
    assert len(left) == 2
    assert slower not in left


async def test_a_file_that_goes_meanwhile_leaves_no_picture(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    user, client = await sign_up_with(server.anonymous, EMAIL, avatar=WIDE)

    async def it_goes(_name: str, _size: int) -> None:
        await File.all().delete()

    meanwhile(monkeypatch, it_goes)
    assert (await get(client, f"{user['avatarUrl']}?width=64")).status in {200, 404, 503}
    assert await swept(server) == []
