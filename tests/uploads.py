"""What tests do with files: make them, send them in forms, and look into the store."""

from __future__ import annotations

import asyncio
import json
import zipfile
from dataclasses import dataclass
from io import BytesIO
from time import monotonic
from typing import TYPE_CHECKING, Any

import obstore
from PIL import Image

from core.storage import Storage
from models.file import StoredObject
from resolvers.objects import sweep
from tests.accounts import ERRORS, PASSWORD

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from tests.server import Answer, Client, Server

BOUNDARY = "a-boundary-of-tests"
PREFLIGHT = {"graphql-preflight": "1"}
FORM = {"content-type": f"multipart/form-data; boundary={BOUNDARY}"}
FILE = "id field filename contentType size url createdAt"
SIGNUP = f"""
mutation($input: SignupInput!) {{
  signup(input: $input) {{
    user {{ id avatarUrl files {{ {FILE} }} }} tokens {{ accessToken }} {ERRORS}
  }}
}}"""
UPDATE = f"""
mutation($input: UpdateProfileInput!) {{
  updateProfile(input: $input) {{ user {{ id name avatarUrl files {{ {FILE} }} }} {ERRORS} }}
}}"""
FILES = f"{{ me {{ avatarUrl files {{ {FILE} }} }} }}"
PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" width="8" height="8"><circle r="4"/></svg>'
DOCX_PART = b"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"


@dataclass(frozen=True)
class Sent:
    """A file as a client sends it; what it claims of itself should count for nothing."""

    content: bytes
    filename: str = "file.bin"
    content_type: str = "application/octet-stream"


def picture(kind: str = "PNG", size: tuple[int, int] = (8, 4), **saving: Any) -> bytes:
    """Draw a red picture."""
    written = BytesIO()
    Image.new("RGB", size, (200, 30, 30)).save(written, kind, **saving)
    return written.getvalue()


def moving(kind: str, count: int = 3, size: tuple[int, int] = (8, 4)) -> bytes:
    """Draw a picture that moves: `count` frames of different colours, each for 90 ms."""
    frames = [Image.new("RGB", size, (80 * number, 30, 30)) for number in range(count)]
    written = BytesIO()
    more = {"save_all": True, "append_images": frames[1:], "duration": 90, "loop": 0}
    frames[0].save(written, kind, **more)
    return written.getvalue()


def archive(parts: Mapping[str, bytes]) -> bytes:
    """Make a zip file."""
    written = BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in parts.items():
            made.writestr(name, content)
    return written.getvalue()


def docx(kind: bytes = DOCX_PART) -> bytes:
    """Make a Word document, or what its manifest says that it is."""
    manifest = b"<Types>" + kind + b"</Types>"
    return archive({"[Content_Types].xml": manifest, "word/document.xml": b"<w:document/>"})


def form(
    operations: Any, places: Any, parts: Iterable[tuple[str, Sent]], *, whole: bool = True
) -> bytes:
    """Write a form; without `whole` its last boundary is missing."""
    text = [("operations", operations), ("map", places)]
    written = b""
    for name, value in text:
        told = value if isinstance(value, bytes) else json.dumps(value).encode()
        written += part(f'form-data; name="{name}"', told)
    for name, one in parts:
        disposition = f'form-data; name="{name}"; filename="{one.filename}"'
        written += part(disposition, one.content, one.content_type)
    return written + (f"--{BOUNDARY}--\r\n".encode() if whole else b"")


def part(disposition: str, content: bytes, content_type: str | None = None) -> bytes:
    """Write one part of a form."""
    more = "" if content_type is None else f"Content-Type: {content_type}\r\n"
    head = f"--{BOUNDARY}\r\nContent-Disposition: {disposition}\r\n{more}\r\n"
    return head.encode() + content + b"\r\n"


def filled(query: str, values: Mapping[str, Any], files: Mapping[str, Sent]) -> bytes:
    """Write the form of a mutation that puts files into fields of its input."""
    given = [{"field": field, "file": None} for field in files]
    operations = {"query": query, "variables": {"input": {**values, "files": given}}}
    places = {str(n): [f"variables.input.files.{n}.file"] for n in range(len(given))}
    return form(operations, places, [(str(n), one) for n, one in enumerate(files.values())])


async def post(client: Client, body: bytes, **headers: str) -> Answer:
    """Send a form; underscores in the names of headers are hyphens."""
    more = {name.replace("_", "-"): value for name, value in headers.items()}
    return await client.request(
        "POST", "/graphql", body=body, headers={**FORM, **PREFLIGHT, **more}
    )


async def upload(
    client: Client, query: str, values: Mapping[str, Any], files: Mapping[str, Sent]
) -> Any:
    """Run a mutation with files, and give its payload."""
    answer = await post(client, filled(query, values, files))
    assert answer.status == 200, answer.json
    assert "errors" not in answer.json, answer.json
    (payload,) = answer.json["data"].values()
    return payload


async def sign_up_with(client: Client, email: str, **files: Sent) -> tuple[Any, Client]:
    """Sign up with files, which must succeed; give the user, and a caller who is it."""
    payload = await upload(client, SIGNUP, {"email": email, "password": PASSWORD}, files)
    assert payload["errors"] == []
    return payload["user"], client.with_token(payload["tokens"]["accessToken"])


async def put(client: Client, **files: Sent) -> Any:
    """Put files into fields of the caller; give the payload."""
    return await upload(client, UPDATE, {}, files)


async def files_of(client: Client) -> dict[str, Any]:
    """Give the caller's files by field."""
    me = (await client.data(FILES))["me"]
    return {file["field"]: file for file in me["files"]}


async def get(client: Client, url: str, method: str = "GET", **headers: str) -> Answer:
    """Ask for a file, without the credentials of the caller."""
    target = url.removeprefix("http://127.0.0.1:8000")
    assert target.startswith("/files/")
    nobody = type(client)(client.app)
    more = {name.replace("_", "-"): value for name, value in headers.items()}
    return await nobody.request(method, target, headers=more)


def in_store(server: Server) -> list[str]:
    """Name all that is in the store of a server."""
    return names_in(server.settings.storage_url)


def names_in(url: str) -> list[str]:
    """Name all that is in a store; in a folder the halves of what was being written, too."""
    storage = Storage(url)
    if storage.folder is not None:
        found = storage.folder.rglob("*") if storage.folder.exists() else []
        return sorted(str(p.relative_to(storage.folder)) for p in found if p.is_file())
    return sorted(one["path"] for one in obstore.list(storage._store).collect())


async def in_use() -> list[str]:
    """Name the objects that files have."""
    rows: Sequence[StoredObject] = await StoredObject.exclude(file_id=None)
    return sorted(row.name for row in rows)


async def swept(server: Server) -> list[str]:
    """Sweep, and name what is in the store then: nothing but what files have."""
    server.database.activate()
    give_up = monotonic() + 10
    # The server sweeps too: what it has just taken is not ours to remove.
    while await StoredObject.filter(file_id=None).exists() and monotonic() < give_up:
        await sweep(server.database, Storage(server.settings.storage_url))
        await asyncio.sleep(0.01)
    left = in_store(server)
    assert left == await in_use()
    assert await StoredObject.filter(file_id=None).count() == 0
    return left
