"""Pictures: decoded and written anew, upright, without what else was in the file, and in bounds."""

from __future__ import annotations

import struct
import zlib
from io import BytesIO
from typing import Any

import pytest
from PIL import Image, ImageCms

from core.images import (
    FORMATS,
    MAX_PIXELS,
    WIDTHS,
    NoPictureError,
    PictureTooLargeError,
    rewrite,
    shrink,
)
from tests.uploads import moving, picture

KINDS = {kind: content_type for content_type, kind in FORMATS.items()}
SECRET = b"a place that nobody should learn"


def rewritten(content: bytes, kind: str) -> tuple[bytes, int]:
    target = BytesIO()
    width = rewrite(BytesIO(content), target, KINDS[kind])
    return target.getvalue(), width


def opened(content: bytes, kind: str) -> Image.Image:
    image = Image.open(BytesIO(content))
    assert image.format == kind
    image.load()
    return image


def is_near(pixel: Any, expected: tuple[int, ...], by: int = 12) -> bool:
    return all(abs(a - b) <= by for a, b in zip(pixel, expected, strict=True))


@pytest.mark.parametrize("kind", KINDS)
def test_the_picture_stays(kind: str) -> None:
    content, width = rewritten(picture(kind, (40, 20)), kind)
    image = opened(content, kind)
    assert (image.size, width) == ((40, 20), 40)
    assert is_near(image.convert("RGB").getpixel((20, 10)), (200, 30, 30))


@pytest.mark.parametrize("kind", ["PNG", "GIF", "WEBP"])
def test_what_is_transparent_stays_so(kind: str) -> None:
    written = BytesIO()
    half = Image.new("RGBA", (8, 8), (200, 30, 30, 255))
    half.paste((0, 0, 0, 0), (0, 0, 4, 8))
    half.save(written, kind)
    image = opened(rewritten(written.getvalue(), kind)[0], kind).convert("RGBA")
    assert [image.getpixel((x, 4))[3] for x in (1, 6)] == [0, 255]  # type: ignore[index]


def secretive(kind: str) -> bytes:
    """Make a picture that tells a place, a camera and a comment, turned to its side."""
    exif = Image.Exif()
    exif[0x0112] = 6
    exif[0x010E] = SECRET.decode()
    exif[0x8825] = {1: "N", 2: (48.0, 12.0, 30.0)}
    more: dict[str, Any] = {"exif": exif} if kind != "GIF" else {}
    if kind in {"JPEG", "GIF"}:
        more["comment"] = SECRET
    if kind == "WEBP":
        more["xmp"] = SECRET
    return picture(kind, (40, 20), **more) + SECRET


@pytest.mark.parametrize("kind", KINDS)
def test_all_but_the_picture_goes(kind: str) -> None:
    before = secretive(kind)
    assert SECRET in before
    content, width = rewritten(before, kind)
    assert SECRET not in content
    image = opened(content, kind)
    assert dict(image.getexif()) == {}
    # It was on its side: what turned it is gone, so it must have been turned.
    is_turned = kind != "GIF"
    assert image.size == ((20, 40) if is_turned else (40, 20))
    assert width == image.width


def test_texts_within_a_png_go() -> None:
    chunk = b"tEXt" + b"Comment\0" + SECRET
    text = struct.pack(">I", len(chunk) - 4) + chunk + struct.pack(">I", zlib.crc32(chunk))
    content = picture("PNG")
    assert SECRET not in rewritten(content[:33] + text + content[33:], "PNG")[0]


@pytest.mark.parametrize("kind", ["GIF", "WEBP"])
def test_what_moves_goes_on_moving(kind: str) -> None:
    image: Any = opened(rewritten(moving(kind), kind)[0], kind)
    assert image.n_frames == 3
    reds = []
    for number in range(3):
        image.seek(number)
        image.load()
        assert image.info["duration"] == 90
        reds.append(image.convert("RGB").getpixel((4, 2))[0])
    assert is_near(reds, (0, 80, 160))
    assert image.info.get("loop") == 0


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA", "I;16", "CMYK"])
def test_pictures_of_every_kind_of_colour(mode: str) -> None:
    kind = "JPEG" if mode == "CMYK" else "PNG"
    written = BytesIO()
    Image.new(mode, (8, 4)).save(written, kind)
    assert opened(rewritten(written.getvalue(), kind)[0], kind).size == (8, 4)


def test_greys_of_16_bits_stay_grey() -> None:
    image, written = Image.new("I;16", (8, 4), 100 * 257), BytesIO()
    image.putpixel((1, 0), 65535)
    image.save(written, "PNG")
    grey = opened(rewritten(written.getvalue(), "PNG")[0], "PNG").convert("L")
    assert (grey.getpixel((0, 0)), grey.getpixel((1, 0))) == (100, 255)


def test_colours_of_print_stay() -> None:
    written = BytesIO()
    Image.new("CMYK", (8, 4), (0, 255, 255, 0)).save(written, "JPEG")
    image = opened(rewritten(written.getvalue(), "JPEG")[0], "JPEG")
    assert is_near(image.getpixel((4, 2)), (255, 0, 0))


def test_colours_of_a_profile_become_those_of_srgb() -> None:
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    for told in (profile, b"no profile", SECRET):
        content = rewritten(picture("JPEG", icc_profile=told), "JPEG")[0]
        image = opened(content, "JPEG")
        assert "icc_profile" not in image.info
        assert is_near(image.getpixel((4, 2)), (200, 30, 30))


def claiming(width: int, height: int) -> bytes:
    """Make a PNG of a few bytes that says that it is of this size."""

    def chunk(name: bytes, data: bytes) -> bytes:
        crc = struct.pack(">I", zlib.crc32(name + data))
        return struct.pack(">I", len(data)) + name + data + crc

    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    pixels = zlib.compress(b"\0" * 1000)
    parts = chunk(b"IHDR", header) + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + parts


@pytest.mark.parametrize("size", [(4001, 4000), (16_000_001, 1), (2**31 - 1, 2**31 - 1)])
def test_a_picture_of_too_many_pixels_is_not_decoded(size: tuple[int, int]) -> None:
    with pytest.raises(PictureTooLargeError):
        rewritten(claiming(*size), "PNG")


@pytest.mark.parametrize("kind", ["GIF", "WEBP"])
def test_frames_count_together(kind: str) -> None:
    with pytest.raises(PictureTooLargeError):
        rewritten(moving(kind, 5, (2000, 2000)), kind)


def test_a_picture_of_more_than_a_thousand_frames_is_refused() -> None:
    tiny = [b"\x2c\0\0\0\0\x01\0\x01\0\0\x02\x02" + end + b"\x01\0" for end in (b"D", b"L")]
    start = b"GIF89a\x01\0\x01\0\x80\0\0\0\0\0\xff\xff\xff"
    assert rewritten(start + b"".join(tiny * 500) + b";", "GIF")[1] == 1
    with pytest.raises(PictureTooLargeError):
        rewritten(start + b"".join(tiny * 500) + tiny[0] + b";", "GIF")


def test_a_frame_that_is_larger_than_the_first_counts_before_it_is_decoded() -> None:
    large = picture("GIF", (4001, 4000))
    colours = 13 + 3 * (2 << (large[10] & 7))
    dot = b"\x2c\0\0\0\0\x01\0\x01\0\0\x02\x02D\x01\0"
    hidden = large[:6] + b"\x01\0\x01\0" + large[10:colours] + dot + large[colours:]
    assert opened(hidden, "GIF").size == (1, 1)
    with pytest.raises(PictureTooLargeError):
        rewritten(hidden, "GIF")


def test_a_photo_of_many_scans_is_refused() -> None:
    content = picture("JPEG", (64, 64), progressive=True)
    last = content[content.rindex(b"\xff\xda") : -2]
    assert rewritten(content[:-2] + last * 50 + content[-2:], "JPEG")[1] == 64
    with pytest.raises(PictureTooLargeError):
        rewritten(content[:-2] + last * 100 + content[-2:], "JPEG")


@pytest.mark.parametrize(
    ("kind", "start", "part"),
    [
        ("JPEG", 2, b"\xff\xfe\0\x02"),
        ("PNG", 33, b"\0\0\0\0abCd" + struct.pack(">I", zlib.crc32(b"abCd"))),
    ],
    ids=["markers", "chunks"],
)
def test_a_picture_of_a_great_many_parts_is_refused(
    kind: str, start: int, part: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("core.images.MAX_PIECES", 20_000)
    content = picture(kind)
    assert rewritten(content[:start] + part * 2_000 + content[start:], kind)[1] == 8
    with pytest.raises(PictureTooLargeError):
        rewritten(content[:start] + part * 20_000 + content[start:], kind)


def test_a_large_photo_is_made_smaller_and_a_larger_one_refused() -> None:
    content, width = rewritten(picture("JPEG", (6000, 4000)), "JPEG")
    image = opened(content, "JPEG")
    assert (image.size, width) == ((3000, 2000), 3000)
    assert image.width * image.height <= MAX_PIXELS
    with pytest.raises(PictureTooLargeError):
        rewritten(picture("JPEG", (8001, 8000)), "JPEG")


@pytest.mark.parametrize("kind", KINDS)
def test_a_damaged_picture_is_none(kind: str) -> None:
    content = picture(kind, (200, 200))
    for damaged in (content[: len(content) // 2], content[:20], content[:12] + b"\xff" * 400):
        with pytest.raises(NoPictureError):
            rewritten(damaged, kind)


@pytest.mark.parametrize("kind", KINDS)
def test_one_kind_is_not_decoded_as_another(kind: str) -> None:
    for other in KINDS.keys() - {kind}:
        with pytest.raises(NoPictureError):
            rewritten(picture(other), kind)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("width", WIDTHS)
def test_a_smaller_picture(kind: str, width: int) -> None:
    target = BytesIO()
    content = moving(kind, 2, (2000, 50)) if kind in {"GIF", "WEBP"} else picture(kind, (2000, 50))
    shrink(BytesIO(content), target, KINDS[kind], width)
    image = opened(target.getvalue(), kind)
    assert image.size == (width, max(1, round(50 * width / 2000)))
    assert getattr(image, "n_frames", 1) == 1
