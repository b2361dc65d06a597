"""What a file is: found from its content alone, and allowed by list.

puremagic proposes by the first bytes; then the reader of each format has the last word, because
first bytes are easily had. These functions block: they run in a thread.
"""

import zipfile
from collections.abc import Callable
from typing import BinaryIO
from xml.parsers import expat

import olefile
import puremagic

from core.images import FORMATS
from core.sparing import sparing
from core.svg import is_harmless_svg

PDF = "application/pdf"
SVG = "image/svg+xml"
DOC = "application/msword"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
EXTENSIONS = {
    "image/jpeg": "jpg",
    "image/png": "png",
    "image/gif": "gif",
    "image/webp": "webp",
    SVG: "svg",
    PDF: "pdf",
    DOC: "doc",
    DOCX: "docx",
}
"""The content types that are allowed, and how names of such files end."""
SHOWN = frozenset({*FORMATS, PDF})
"""Those that a browser may show by itself; the others it saves."""
_HEAD = 4096
_MAX_MANIFEST = 1024 * 1024
_LOOK = {"most": 4 * 1024 * 1024, "pieces": 1_000_000}
_MANIFEST, _DOCUMENT = "[Content_Types].xml", "word/document.xml"
_MAIN = b"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"


def content_type_of(file: BinaryIO) -> str | None:
    """Give the content type of a file; None if it is none of those allowed.

    Of a picture only the beginning has been looked at: whether it is one, decoding will show.
    """
    file.seek(0)
    head = file.read(_HEAD)
    try:
        proposed = [str(match.mime_type) for match in puremagic.magic_string(head)]
    except (puremagic.PureError, ValueError):
        proposed = []
    # Text has no signature: whether it is a drawing, only reading it tells.
    for content_type in dict.fromkeys([*proposed, SVG]):
        if content_type in EXTENSIONS and _CONFIRM.get(content_type, _is_proposed)(file):
            return content_type
    return None


def _is_proposed(_file: BinaryIO) -> bool:
    return True


def _is_pdf(file: BinaryIO) -> bool:
    """Tell whether a PDF begins at the first byte (ISO 32000-1, 7.5.2), not somewhere behind."""
    file.seek(0)
    return file.read(5) == b"%PDF-"


def _is_doc(file: BinaryIO) -> bool:
    """Tell a Word document from the other things that compound files hold ([MS-DOC], 2.1.1)."""
    file.seek(0)
    try:
        with olefile.OleFileIO(sparing(file, **_LOOK)) as compound:
            return bool(compound.exists("WordDocument"))
    except Exception:  # noqa: BLE001 -- a reader of hostile input raises nearly everything
        return False


def _is_docx(file: BinaryIO) -> bool:
    """Tell a Word document from other zip files (ECMA-376, part 2: its manifest names the part)."""
    file.seek(0)
    if file.read(4) != b"PK\x03\x04":
        return False
    try:
        with zipfile.ZipFile(sparing(file, **_LOOK)) as archive:
            names = set(archive.namelist())
            if not {_MANIFEST, _DOCUMENT} <= names:
                return False
            with archive.open(_MANIFEST) as manifest:
                return _MAIN in manifest.read(_MAX_MANIFEST)
    except Exception:  # noqa: BLE001 -- see above
        return False


def _is_svg(file: BinaryIO) -> bool:
    file.seek(0)
    try:
        return is_harmless_svg(file)
    except expat.ExpatError:
        return False


_CONFIRM: dict[str, Callable[[BinaryIO], bool]] = {
    PDF: _is_pdf,
    DOC: _is_doc,
    DOCX: _is_docx,
    SVG: _is_svg,
}
