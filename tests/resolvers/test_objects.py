"""Objects in the store: nothing is left behind, and nothing that is in use is ever swept."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from io import BytesIO
from typing import TYPE_CHECKING, Any

import pytest

from core.instants import now
from core.storage import Storage, StorageError
from models.database import transaction
from models.file import File, StoredObject
from models.project import Project
from resolvers import objects
from resolvers.objects import bind_object, new_object_name, note_objects, sweep
from tests.schema.mutations.test_delete_account import delete
from tests.schema.mutations.test_files import CV, EMAIL, remove
from tests.schema.mutations.test_files_of_others import DELETE
from tests.uploads import in_store, in_use, put, sign_up_with, swept

if TYPE_CHECKING:
    from tests.server import Server

pytestmark = pytest.mark.anyio


def store_of(server: Server) -> Storage:
    return Storage(server.settings.storage_url)


async def abandoned(server: Server, count: int = 1) -> list[str]:
    """Leave objects as a server does that is killed before its commit."""
    names = [new_object_name() for _ in range(count)]
    await note_objects([(name, 0, 1) for name in names])
    for name in names:
        await store_of(server).put(name, BytesIO(b"1"), {})
    return names


async def test_what_a_killed_server_left_goes_when_it_is_due_and_not_before(
    stored: Server,
) -> None:
    names = await abandoned(stored, 3)
    assert await sweep(stored.database, store_of(stored)) == 0
    assert in_store(stored) == sorted(names)
    await StoredObject.filter(name=names[0]).update(due_at=now())
    assert await sweep(stored.database, store_of(stored)) == 1
    assert in_store(stored) == sorted(names[1:])
    await StoredObject.all().update(due_at=now())
    assert await swept(stored) == []


async def test_what_is_in_use_is_never_swept_however_old(server: Server) -> None:
    await sign_up_with(server.anonymous, EMAIL, resume=CV)
    await StoredObject.all().update(due_at=now() - timedelta(days=1000))
    assert await sweep(server.database, store_of(server)) == 0
    assert len(await swept(server)) == 1


async def test_more_than_a_batch_goes_at_once(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(objects, "BATCH", 4)
    await abandoned(server, 11)
    await StoredObject.all().update(due_at=now())
    assert await sweep(server.database, store_of(server)) == 11
    assert in_store(server) == []


async def test_of_many_sweepers_each_object_is_one_s(server: Server) -> None:
    await abandoned(server, 30)
    await StoredObject.all().update(due_at=now())
    counts = await asyncio.gather(*[sweep(server.database, store_of(server)) for _ in range(5)])
    assert sum(counts) == 30
    assert in_store(server) == []


async def test_binding_and_sweeping_at_once_never_lose_a_file_in_use(server: Server) -> None:
    await sign_up_with(server.anonymous, EMAIL, resume=CV)
    (file,) = await File.all()
    for _ in range(20):
        (name,) = await abandoned(server)
        await StoredObject.filter(name=name).update(due_at=now(), width=64)

        async def bind(name: str = name) -> bool:
            async with transaction():
                return await bind_object(name, file.id)

        is_bound, _ = await asyncio.gather(bind(), sweep(server.database, store_of(server)))
        assert is_bound is (name in in_store(server)) is (name in await in_use())
        await StoredObject.filter(name=name).delete()
        await store_of(server).remove(name)


async def test_what_is_doomed_is_bound_to_nothing(server: Server) -> None:
    await sign_up_with(server.anonymous, EMAIL, resume=CV)
    (file,) = await File.all()
    (name,) = await abandoned(server)
    await StoredObject.filter(name=name).update(is_doomed=True)
    assert not await bind_object(name, file.id)
    assert not await bind_object("never/noted", file.id)
    # An object that is a file's stays that file's.
    (used,) = await in_use()
    assert not await bind_object(used, file.id)


async def test_a_sweeper_that_is_killed_or_finds_the_store_away_is_followed_by_another(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    (name,) = await abandoned(server)
    await StoredObject.all().update(due_at=now())

    async def away(*_: Any) -> None:
        raise StorageError("It is away.")

    with monkeypatch.context() as patched:
        patched.setattr(Storage, "remove", away)
        assert await sweep(server.database, store_of(server)) == 0
    row = await StoredObject.get(name=name)
    assert row.is_doomed
    assert row.due_at > now() + timedelta(minutes=4)
    assert await sweep(server.database, store_of(server)) == 0
    assert in_store(server) == [name]
    await StoredObject.all().update(due_at=now())
    assert await sweep(server.database, store_of(server)) == 1
    assert in_store(server) == []


async def test_whoever_deletes_the_row_the_object_is_waste(server: Server) -> None:
    await sign_up_with(server.anonymous, EMAIL, resume=CV, cover=CV)
    await File.filter(field="cover").delete()
    assert len(await swept(server)) == 1
    await Project.all().delete()
    assert await swept(server) == []


async def goes_by_itself(server: Server, before: list[str]) -> bool:
    """Wait until the store holds what files have, and tell whether that is something else now."""
    for _ in range(500):
        if in_store(server) == await in_use() != before:
            return True
        await asyncio.sleep(0.01)
    return False


async def test_what_was_replaced_or_removed_goes_by_itself(server: Server) -> None:
    _, client = await sign_up_with(server.anonymous, EMAIL, resume=CV, plan=CV)
    before = await in_use()
    await put(client, resume=CV)
    assert await goes_by_itself(server, before)
    before = await in_use()
    await remove(client, "resume")
    assert await goes_by_itself(server, before)


async def test_files_of_deleted_users_go_by_themselves(server: Server) -> None:
    user, _ = await sign_up_with(server.anonymous, EMAIL, resume=CV)
    _, client = await sign_up_with(server.anonymous, "bob@example.com", resume=CV)
    before = await in_use()
    deleted = (await server.admin.data(DELETE, {"ids": [user["id"]]}))["deleteUsers"]
    assert deleted["errors"] == []
    assert await goes_by_itself(server, before)
    before = await in_use()
    assert (await delete(client))["errors"] == []
    assert await goes_by_itself(server, before)
    assert in_store(server) == []


async def test_a_failure_does_not_end_the_sweeping(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    called = asyncio.Event()

    async def failing(*_: Any) -> int:
        called.set()
        raise OSError("the database is away")

    _, client = await sign_up_with(server.anonymous, EMAIL, resume=CV)
    await swept(server)
    with monkeypatch.context() as patched:
        patched.setattr(objects, "sweep", failing)
        await put(client, resume=CV)
        await asyncio.wait_for(called.wait(), 5)
        await asyncio.sleep(0.2)
    before = await in_use()
    await put(client, resume=CV)
    assert await goes_by_itself(server, before)
