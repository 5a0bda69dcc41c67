"""Photos as the office keeps them: whatever was sent, made anew as a small JPEG without metadata.

A file is judged by what is in it, never by its name, and by its first bytes before anything of it
is decoded. Every refusal says in a sentence what the file is instead, and what to send.
"""

import hashlib
import re
from dataclasses import dataclass
from io import BytesIO
from itertools import pairwise
from typing import Final

from PIL import ExifTags, Image

MOST_BYTES: Final = 10 * 1024 * 1024
MOST_PIXELS: Final = 40_000_000
MOST_SIDE: Final = 2000
"""Pixels of the longer side of what is kept: a page of handwriting can still be read."""
QUALITY: Final = 85
MOST_SCANS: Final = 100
"""A progressive JPEG is stored in about ten passes. A crafted one repeats a pass of sixty bytes a
hundred thousand times, each as long to decode as the whole picture."""
LEAST_CONTRAST: Final = 16
"""Of 256 shades: a blank wall or a white sheet looks like every other one."""

INSTEAD: Final = "请拍照或扫描成 JPG 图片再传。"
TOO_LARGE: Final = f"照片超过 10 MB，{INSTEAD}"
TOO_MANY_PIXELS: Final = f"照片的像素太多（最多 4000 万），{INSTEAD}"
ANIMATED: Final = f"这是会动的图，看不出以哪一张为准，{INSTEAD}"
BROKEN: Final = f"照片不完整或已损坏，打不开，{INSTEAD}"

_UPRIGHT: Final = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
"""The EXIF orientation → what sets the picture upright."""
_FORMATS: Final = ("JPEG", "PNG", "WEBP")
_PHOTO: Final = re.compile(rb"\xff\xd8\xff|\x89PNG\r\n\x1a\n|RIFF.{4}WEBP", re.DOTALL)
_SIGNS: Final = (
    (rb"GIF8[79]a", ANIMATED),
    (rb".{0,1000}%PDF-", f"这是 PDF 文件，不是照片，{INSTEAD}"),
    (rb".{4}ftyp(hei|hev|mif|msf|avi)", f"这是 HEIC 一类的照片，这里打不开，{INSTEAD}"),
    (rb"\s*(<[?!][^<]*)*<svg", f"这是 SVG 矢量图，不是照片，{INSTEAD}"),
    (rb"\s*<", f"这是网页，不是照片，{INSTEAD}"),
    (rb"[^\0]+\Z", f"这是文字，不是照片，{INSTEAD}"),
    (rb"", f"这不是照片（JPG、PNG 或 WebP），{INSTEAD}"),
)
"""What people send instead of a photo: how it begins, and what they are told."""
_READ: Final = 2000
"""Bytes that tell what a file is."""
_MARKER: Final = re.compile(rb"\xff[^\x00\xd0-\xd7\xff]")
"""A JPEG marker; within a scan 0xFF is followed by 0 or by one of the eight restarts."""
_SCAN, _END = 0xDA, 0xD9


class BadPhoto(ValueError):
    """Not a photo the office can keep; the message is a Chinese sentence with what to do."""


@dataclass(frozen=True, slots=True)
class Prepared:
    """A photo as it is kept: `jpeg` of `width` × `height` pixels, without metadata.

    `digest` is the SHA-256 of the bytes that were sent. `look` tells the same picture in another
    size or quality: 64 bits as 16 hex digits, empty for one without contrast.
    """

    jpeg: bytes
    width: int
    height: int
    digest: str
    look: str


def prepare(content: bytes) -> Prepared:
    """Makes a photo anew from the bytes sent: a still JPEG, PNG or WebP of at most 10 MB and 40
    million pixels.

    Raises BadPhoto for anything else. Photos of phones that hold several pictures (MPO) give the
    first.
    """
    if len(content) > MOST_BYTES:
        raise BadPhoto(TOO_LARGE)
    if not _PHOTO.match(content):
        raise BadPhoto(_what_it_is(content))
    _require_few_scans(content)
    picture = _upright(_opened(content))
    kept = BytesIO()
    picture.save(kept, "JPEG", quality=QUALITY)
    return Prepared(
        jpeg=kept.getvalue(),
        width=picture.width,
        height=picture.height,
        digest=hashlib.sha256(content).hexdigest(),
        look=_look(picture),
    )


def smaller(jpeg: bytes, side: int) -> bytes:
    """A photo that is kept, with its longer side of at most `side` pixels: for paper."""
    picture = Image.open(BytesIO(jpeg), formats=("JPEG",))
    picture.thumbnail((side, side), Image.Resampling.LANCZOS)
    made = BytesIO()
    picture.save(made, "JPEG", quality=QUALITY)
    return made.getvalue()


def _what_it_is(content: bytes) -> str:
    start = content[:_READ].removeprefix(b"\xef\xbb\xbf")
    return next(told for sign, told in _SIGNS if re.match(sign, start, re.DOTALL | re.IGNORECASE))


def _require_few_scans(content: bytes) -> None:
    """Counts the passes of a JPEG; what follows its first picture (a clip, other views) is not
    read. Raises BadPhoto for too many."""
    scans, at = 0, 2
    while content.startswith(b"\xff\xd8") and (found := _MARKER.search(content, at)):
        marker, at = content[found.start() + 1], found.end()
        if marker == _END:
            return
        # A segment says how long it is, and may hold anything, a smaller picture too.
        at += int.from_bytes(content[at : at + 2])
        scans += marker == _SCAN
        if scans > MOST_SCANS:
            raise BadPhoto(BROKEN)


def _opened(content: bytes) -> Image.Image:
    """The first picture, decoded; its size and whether it moves are known before that."""
    try:
        image = Image.open(BytesIO(content), formats=_FORMATS)
        _require_fit(image)
        # A large JPEG is decoded at a half or a quarter, never below what is kept.
        image.draft(None, (MOST_SIDE, MOST_SIDE))
        image.load()
    except BadPhoto:
        raise
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise BadPhoto(TOO_MANY_PIXELS) from error
    except Exception as error:  # A crafted file makes a decoder raise anything.
        raise BadPhoto(BROKEN) from error
    return image


def _require_fit(image: Image.Image) -> None:
    if image.width * image.height > MOST_PIXELS:
        raise BadPhoto(TOO_MANY_PIXELS)
    if image.format != "MPO" and getattr(image, "n_frames", 1) > 1:
        raise BadPhoto(ANIMATED)


def _upright(image: Image.Image) -> Image.Image:
    """The picture as one looks at it, in RGB and of the size that is kept.

    A picture of its own: a JPEG would take the comment of the old one along. Colour profiles are
    left out unread: the colours of a proof need not be exact, and a profile is one more thing to
    be crafted.
    """
    turn = _UPRIGHT.get(_orientation(image) or 1)
    if image.mode == "I;16":
        # Converting would cut off all shades above the lowest 256, and take one for clear.
        image = image.point(lambda shade: shade / 256).convert("L")
        image.info.pop("transparency", None)
    small = image.convert("RGBA" if image.has_transparency_data else "RGB")
    small.thumbnail((MOST_SIDE, MOST_SIDE), Image.Resampling.LANCZOS)
    picture = Image.new("RGB", small.size, "white")
    picture.paste(small, mask=small if small.mode == "RGBA" else None)
    return picture if turn is None else picture.transpose(turn)


def _orientation(image: Image.Image) -> int | None:
    try:
        return image.getexif().get(ExifTags.Base.Orientation)
    except Exception:  # noqa: BLE001  (broken metadata do not make a photo worthless)
        return None


def _look(picture: Image.Image) -> str:
    """Whether each of 8 × 8 spots is lighter than the one to its left (a difference hash)."""
    shades = picture.convert("L").resize((9, 8), Image.Resampling.BOX).tobytes()
    if max(shades) - min(shades) < LEAST_CONTRAST:
        return ""
    rows = [shades[start : start + 9] for start in range(0, 72, 9)]
    bits = "".join(str(int(right > left)) for row in rows for left, right in pairwise(row))
    return f"{int(bits, 2):016x}"
