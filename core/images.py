"""Pictures are decoded and written anew, so that nothing but the picture is kept.

That takes away places, cameras and comments (EXIF, XMP), whatever is hidden behind the picture,
and what would confuse another decoder. These functions block: they run in a thread.
"""

from collections.abc import Iterator
from contextlib import suppress
from io import BytesIO
from typing import Any, BinaryIO

from PIL import Image, ImageCms, ImageOps, ImageSequence

from core.sparing import TooMuchError, sparing

FORMATS = {"image/jpeg": "JPEG", "image/png": "PNG", "image/gif": "GIF", "image/webp": "WEBP"}
"""What Pillow calls the content types of pictures."""
MOVING = frozenset({"GIF", "WEBP"})
WIDTHS = (64, 256, 1024)
"""Pixels; what pictures are made smaller to."""
MAX_PIXELS = 16_000_000
"""Of a picture, and of all frames of a moving one together; each takes some 10 bytes of memory."""
MAX_JPEG_PIXELS = 64_000_000
"""Of a JPEG, which can be decoded at half or a quarter of its size."""
MAX_FRAMES = 1000
"""Of a moving picture; each takes its time, however small it is."""
MAX_SCANS = 100
"""Of a JPEG that appears little by little; cameras and programs write some 10. Of a hundred bytes
each, every one has the whole picture gone through."""
MAX_BYTES = 1024**3
"""Read of a file; a moving picture is gone through some times."""
MAX_PIECES = 2_000_000
"""Of a file; each of its markers, chunks and blocks is read in some, and is kept by the decoder."""
SAVING: dict[str, dict[str, Any]] = {
    "JPEG": {"quality": 90, "optimize": True},
    "PNG": {"optimize": False},
    "GIF": {},
    "WEBP": {"quality": 90},
}
_SCAN = b"\xff\xda"
_PIECE = 256 * 1024
_TOO_LARGE = (
    Image.DecompressionBombError,
    Image.DecompressionBombWarning,
    MemoryError,
    TooMuchError,
)
Image.MAX_IMAGE_PIXELS = MAX_JPEG_PIXELS


class PictureTooLargeError(Exception):
    """A picture has more pixels, frames or scans than are decoded."""


class NoPictureError(Exception):
    """What claims to be a picture cannot be decoded."""


def rewrite(source: BinaryIO, target: BinaryIO, content_type: str) -> int:
    """Decode a picture, upright and in sRGB, write it anew in its own format; give its width.

    A moving GIF or WebP goes on moving. A JPEG of more than MAX_PIXELS is made smaller.

    Raises:
        NoPictureError, PictureTooLargeError: see there.
        OSError: there is no room for it.
    """
    kind = FORMATS[content_type]
    written = BytesIO()
    try:
        if kind == "JPEG":
            _check_scans(source)
        bounded = sparing(source, most=MAX_BYTES, pieces=MAX_PIECES)
        with Image.open(bounded, formats=[kind]) as image:
            _check_size(image, kind)
            width = _save(image, kind, written)
    except _TOO_LARGE as error:
        raise PictureTooLargeError from error
    except PictureTooLargeError:
        raise
    # Decoders of hostile input raise nearly everything: OSError, SyntaxError, struct.error, ...
    except Exception as error:
        raise NoPictureError from error
    target.write(written.getbuffer())
    return width


def shrink(source: BinaryIO, target: BinaryIO, content_type: str, width: int) -> None:
    """Write a picture that `rewrite` wrote again, `width` pixels wide; a moving one stands still.

    Raises:
        OSError: there is no room for it.
    """
    kind = FORMATS[content_type]
    with Image.open(source, formats=[kind]) as image:
        height = max(1, round(image.height * width / image.width))
        image.draft(None, (width, height))
        small = _plain(image, kind).resize((width, height), Image.Resampling.LANCZOS)
        small.save(target, kind, **SAVING[kind])


def _check_size(image: Image.Image, kind: str) -> None:
    pixels = image.width * image.height
    if pixels > (MAX_JPEG_PIXELS if kind == "JPEG" else MAX_PIXELS):
        raise PictureTooLargeError
    if kind in MOVING:
        _check_frames(image)
    scale = 1
    while pixels > MAX_PIXELS * scale * scale:
        scale *= 2
    if scale > 1:
        image.draft(None, (image.width // scale, image.height // scale))


def _check_frames(image: Image.Image) -> None:
    """Go through the frames; one that is larger than those before makes the whole picture so."""
    for number, frame in enumerate(ImageSequence.Iterator(image), 1):
        if number > MAX_FRAMES or number * frame.width * frame.height > MAX_PIXELS:
            raise PictureTooLargeError
    image.seek(0)


def _check_scans(source: BinaryIO) -> None:
    """Count the beginnings of scans (ITU T.81, B.1.1.3) without decoding any."""
    source.seek(0)
    scans, before = 0, b""
    while piece := source.read(_PIECE):
        scans += (before + piece).count(_SCAN)
        before = piece[-1:]
    if scans > MAX_SCANS:
        raise PictureTooLargeError


def _save(image: Image.Image, kind: str, target: BytesIO) -> int:
    if kind not in MOVING or getattr(image, "n_frames", 1) == 1:
        still = _plain(image, kind)
        still.save(target, kind, **SAVING[kind])
        return still.width
    durations = [_duration(frame) for frame in ImageSequence.Iterator(image)]
    image.seek(0)
    frames = _frames(image, kind)
    first = next(frames)
    moving = {"save_all": True, "append_images": frames, "duration": durations}
    loop = image.info.get("loop")
    moving |= {"loop": loop} if isinstance(loop, int) else {}
    first.save(target, kind, **SAVING[kind], **moving)
    return first.width


def _frames(image: Image.Image, kind: str) -> Iterator[Image.Image]:
    for frame in ImageSequence.Iterator(image):
        yield _plain(frame, kind)


def _duration(frame: Image.Image) -> int:
    """Give the milliseconds that a frame is shown; decoders of WebP know them after decoding."""
    frame.load()
    return int(frame.info.get("duration", 0))


def _plain(image: Image.Image, kind: str) -> Image.Image:
    """Give the pixels alone: upright, in sRGB, and without what else the file says."""
    upright = _of_8_bits(ImageOps.exif_transpose(image))
    has_alpha = kind != "JPEG" and upright.has_transparency_data
    mode = "RGBA" if has_alpha else "L" if upright.mode in {"1", "L"} else "RGB"
    profile = upright.info.get("icc_profile")
    if profile:
        upright = _in_srgb(upright, profile)
    plain = upright.convert(mode)
    plain.info.clear()
    return plain


def _of_8_bits(image: Image.Image) -> Image.Image:
    """Bring 65,536 greys down to 256; conversion alone would make nearly all of them white."""
    if not image.mode.startswith("I"):
        return image
    return image.point(lambda value: value * (1 / 257)).convert("L")


def _in_srgb(image: Image.Image, profile: bytes) -> Image.Image:
    """Turn the colours of a profile into sRGB; one that is wrong is passed over."""
    mode = image.mode if image.mode in {"RGB", "RGBA"} else "RGB"
    if image.mode not in {"RGB", "RGBA", "CMYK"}:
        return image
    with suppress(ImageCms.PyCMSError, OSError):
        given = ImageCms.ImageCmsProfile(BytesIO(profile))
        srgb = ImageCms.createProfile("sRGB")
        return ImageCms.profileToProfile(image, given, srgb, outputMode=mode) or image
    return image
