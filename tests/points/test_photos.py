"""Photos as they arrive, good and bad: each is made anew or refused with its own sentence."""

import importlib
import struct
import time
import zlib
from io import BytesIO

import pytest
from PIL import ExifTags, Image, ImageFile
from PIL.PngImagePlugin import PngInfo

from points.photos import MOST_BYTES, BadPhoto, Prepared, prepare, smaller
from tests.photos import drawn, saved

RED, BLUE = (254, 0, 0), (0, 0, 254)
SENTENCES = ("网页", "SVG", "PDF", "HEIC", "文字", "不是照片", "会动", "不完整", "像素", "10 MB")


def opened(made: Prepared) -> Image.Image:
    image = Image.open(BytesIO(made.jpeg))
    assert (image.format, image.mode, image.size) == ("JPEG", "RGB", (made.width, made.height))
    return image


def colour(made: Prepared, x: int = 0, y: int = 0) -> tuple[int, int, int]:
    """The colour at a point, to the nearest 64: a JPEG is not exact."""
    return tuple(round(part / 64) * 64 for part in opened(made).getpixel((x, y)))


def segments(jpeg: bytes) -> list[int]:
    """The markers of a JPEG before its scan."""
    found, at = [], 2
    while jpeg[at + 1] != 0xDA:
        found.append(jpeg[at + 1])
        at += 2 + int.from_bytes(jpeg[at + 2 : at + 4])
    return found


def chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def png(width: int, height: int, *more: bytes, kind: int = 0, depth: int = 1) -> bytes:
    """A PNG by hand whose header says any size; `more` are chunks between header and picture."""
    header = struct.pack(">IIBBBBB", width, height, depth, kind, 0, 0, 0)
    picture = chunk(b"IDAT", zlib.compress(b"\0" * 999))
    return b"".join((b"\x89PNG\r\n\x1a\n", chunk(b"IHDR", header), *more, picture))


def sideways(orientation: int) -> bytes:
    """A picture, red left and blue right, with a note how to turn it and where it was taken."""
    image = Image.new("RGB", (80, 40), RED)
    image.paste(BLUE, (40, 0, 80, 40))
    exif = Image.Exif()
    exif[ExifTags.Base.Orientation] = orientation
    exif[ExifTags.Base.Model] = "手机".encode().decode("latin-1")
    exif.get_ifd(ExifTags.IFD.GPSInfo)[ExifTags.GPS.GPSLatitude] = (31.0, 52.0, 1.0)
    return saved(image, exif=exif, comment=b"secret comment", icc_profile=b"secret profile")


def test_a_photo_is_made_anew_in_its_own_size_with_its_digest_and_look() -> None:
    sent = saved(drawn(640, 480))
    made = prepare(sent)
    assert (made.width, made.height) == (640, 480)
    assert opened(made).size == (640, 480)
    assert made.jpeg != sent
    assert len(made.digest) == 64
    assert len(made.look) == 16


def test_nothing_of_the_metadata_is_left() -> None:
    sent = sideways(6)
    assert {0xE1, 0xE2, 0xFE} <= set(segments(sent))
    made = prepare(sent).jpeg
    # JFIF, tables, frame: what a JPEG can't do without.
    assert set(segments(made)) <= {0xE0, 0xDB, 0xC0, 0xC4}
    assert b"secret" not in made
    assert not Image.open(BytesIO(made)).getexif()


@pytest.mark.parametrize(
    ("orientation", "size", "red_at"),
    [
        (1, (80, 40), (5, 5)),
        (2, (80, 40), (75, 5)),
        (3, (80, 40), (75, 5)),
        (4, (80, 40), (5, 5)),
        (5, (40, 80), (5, 5)),
        (6, (40, 80), (5, 5)),
        (7, (40, 80), (5, 75)),
        (8, (40, 80), (5, 75)),
        (99, (80, 40), (5, 5)),
    ],
)
def test_a_sideways_photo_is_set_upright(
    orientation: int, size: tuple[int, int], red_at: tuple[int, int]
) -> None:
    made = prepare(sideways(orientation))
    assert (made.width, made.height) == size
    assert colour(made, *red_at) == (256, 0, 0)


def test_a_large_photo_is_made_smaller_and_keeps_its_shape() -> None:
    for kind, size in (("JPEG", (6000, 3000)), ("PNG", (1500, 3000)), ("WEBP", (2500, 2500))):
        made = prepare(saved(drawn(*size), kind))
        longest = max(made.width, made.height)
        assert longest == 2000
        assert made.width * size[1] == made.height * size[0]
    small = prepare(saved(drawn(1999, 10)))
    assert (small.width, small.height) == (1999, 10)


def test_for_paper_a_photo_is_made_smaller_and_never_larger() -> None:
    kept = prepare(saved(drawn(800, 400))).jpeg
    assert Image.open(BytesIO(smaller(kept, 200))).size == (200, 100)
    assert Image.open(BytesIO(smaller(kept, 2000))).size == (800, 400)


def test_a_photo_of_a_phone_that_holds_two_pictures_gives_the_first() -> None:
    sent = saved(
        Image.new("RGB", (80, 60), RED), "MPO",
        save_all=True, append_images=[Image.new("RGB", (40, 30), BLUE)],
    )  # fmt: skip
    assert Image.open(BytesIO(sent)).n_frames == 2
    made = prepare(sent)
    assert (made.width, made.height, colour(made)) == (80, 60, (256, 0, 0))


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA", "CMYK"])
def test_a_picture_of_any_mode_becomes_a_colour_photo(mode: str) -> None:
    image = drawn(40, 30).convert(mode)
    made = prepare(saved(image, "JPEG" if mode == "CMYK" else "PNG"))
    assert opened(made).size == (40, 30)


def test_the_colours_of_a_printers_photo_are_those_one_sees() -> None:
    made = prepare(saved(Image.new("RGB", (40, 30), RED).convert("CMYK")))
    assert colour(made) == (256, 0, 0)


def test_grey_in_sixteen_bits_keeps_its_shades() -> None:
    image = Image.new("I;16", (60, 10), 0x8000)
    image.paste(0, (0, 0, 20, 10))
    image.paste(0xFFFF, (40, 0, 60, 10))
    made = prepare(saved(image, "PNG"))
    assert [colour(made, x)[0] for x in (5, 30, 55)] == [0, 128, 256]
    assert colour(prepare(png(8, 8, chunk(b"tRNS", b"\x80\0"), depth=16))) == (0, 0, 0)


def test_what_one_sees_through_is_white() -> None:
    clear = prepare(saved(Image.new("RGBA", (40, 30), (*RED, 0)), "PNG"))
    half = prepare(saved(Image.new("RGBA", (40, 30), (*RED, 128)), "WEBP", lossless=True))
    palette = Image.new("P", (40, 30), 1)
    palette.putpalette([*BLUE, *RED])
    clear_palette = prepare(saved(palette, "PNG", transparency=1))
    assert colour(clear) == colour(clear_palette) == (256, 256, 256)
    assert colour(half) == (256, 128, 128)


def test_the_same_photo_is_told_by_its_look_in_another_size_and_quality() -> None:
    image = drawn(1600, 1200, seed=3)
    sent = [saved(image), saved(image.resize((800, 600)), quality=60), saved(image, "PNG")]
    made = [prepare(content) for content in sent]
    assert len({each.digest for each in made}) == 3
    assert len({each.look for each in made}) == 1
    assert prepare(saved(drawn(1600, 1200, seed=4))).look != made[0].look


def test_a_picture_without_contrast_looks_like_no_other() -> None:
    wall = Image.new("L", (200, 100), 200)
    wall.paste(209, (0, 0, 100, 100))
    assert prepare(saved(wall)).look == ""
    wall.paste(230, (0, 0, 100, 100))
    assert prepare(saved(wall)).look != ""


def moving(kind: str) -> bytes:
    frames = [drawn(seed=seed) for seed in (1, 2)]
    return saved(frames[0], kind, save_all=True, append_images=frames[1:], duration=100)


HTML = "<!DOCTYPE html><html><body><svg></svg>照片</body></html>".encode()
SVG = b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>"
BAD = {
    "a GIF": (moving("GIF"), "会动"),
    "an animated WebP": (moving("WEBP"), "会动"),
    "an animated PNG": (moving("PNG"), "会动"),
    "a web page": (HTML, "网页"),
    "a web page in capitals": (b"\xef\xbb\xbf\n <HTML><BODY>", "网页"),
    "an SVG": (SVG, "SVG"),
    "an SVG with its declarations": (b"<?xml version='1.0'?><!-- x --><!DOCTYPE svg>" + SVG, "SVG"),
    "a PDF": (b"%PDF-1.7\n%\xe2\xe3", "PDF"),
    "a PDF behind a mark": (b"\xef\xbb\xbf\r\n%PDF-1.4", "PDF"),
    "a photo of an iPhone": (b"\0\0\0\x28ftypheic\0\0\0\0mif1", "HEIC"),
    "a text": ("门前三包，已打扫".encode("gb18030"), "文字"),
    "a table": (b"PK\x03\x04\x14\0\x06\0", "不是照片"),
    "nothing": (b"", "不是照片"),
    "a truncated JPEG": (saved(drawn(600, 400))[:3000], "不完整"),
    "a truncated PNG": (saved(drawn(600, 400), "PNG")[:-60], "不完整"),
    "a truncated WebP": (saved(drawn(600, 400), "WEBP")[:-60], "不完整"),
    "the beginning of a JPEG": (b"\xff\xd8\xff\xe0", "不完整"),
    "a sound with the name of a photo": (b"RIFF\0\0\0\0WAVEfmt ", "不是照片"),
    "a PNG of 100,000 × 100,000": (png(100_000, 100_000), "像素"),
    "a PNG of 40 megapixels and a row": (png(8000, 5001), "像素"),
    "a PNG of 100 megapixels": (png(10_000, 10_000), "像素"),
    "10 MB and a byte": (saved(drawn()).ljust(MOST_BYTES + 1, b"\0"), "10 MB"),
}  # fmt: skip


@pytest.mark.parametrize("what", BAD)
def test_what_is_no_photo_is_refused_with_its_own_sentence(what: str) -> None:
    content, word = BAD[what]
    with pytest.raises(BadPhoto) as raised:
        prepare(content)
    told = str(raised.value)
    assert next(each for each in SENTENCES if each in told) == word
    assert told.endswith("请拍照或扫描成 JPG 图片再传。")


def test_ten_megabytes_and_forty_megapixels_are_taken() -> None:
    assert prepare(saved(drawn()).ljust(MOST_BYTES, b"\0")).width == 64
    made = prepare(saved(Image.new("1", (8000, 5000)), "PNG"))
    assert (made.width, made.height) == (2000, 1250)


def test_no_picture_is_decoded_whose_header_says_too_much(monkeypatch: pytest.MonkeyPatch) -> None:
    def decoded(*_: object) -> None:
        raise AssertionError("decoded")

    monkeypatch.setattr("PIL.ImageFile.ImageFile.load", decoded)
    for content, _ in (BAD["a PNG of 40 megapixels and a row"], BAD["an animated PNG"]):
        with pytest.raises(BadPhoto):
            prepare(content)
    with pytest.raises(BadPhoto, match="不完整"):
        prepare(saved(drawn()))


def test_a_profile_or_text_that_swells_when_it_is_unpacked_is_not_unpacked() -> None:
    swelling = zlib.compress(b"x" * 50_000_000)
    for swollen in (
        chunk(b"iCCP", b"p\0\0" + swelling),
        chunk(b"zTXt", b"t\0\0" + swelling),
        chunk(b"iTXt", b"t\0\1\0\0\0" + swelling),
    ):
        with pytest.raises(BadPhoto, match="不完整"):
            prepare(png(8, 8, swollen))
    note = PngInfo()
    note.add_text("note", "字" * 2000, zip=True)
    assert prepare(saved(drawn(), "PNG", pnginfo=note)).width == 64


def test_a_jpeg_that_repeats_its_passes_is_refused_before_it_is_decoded() -> None:
    sent = saved(Image.new("RGB", (8000, 5000), "white"), progressive=True)
    end = sent.rfind(b"\xff\xd9")
    last = sent[sent.rfind(b"\xff\xda") : end]
    assert prepare(sent).width == 2000
    started = time.monotonic()
    with pytest.raises(BadPhoto, match="不完整"):
        prepare(sent[:end] + last * 1_000 + sent[end:])
    assert time.monotonic() - started < 5


def test_a_clip_that_follows_the_photo_is_no_part_of_it() -> None:
    assert prepare(saved(drawn()) + b"\0\2" + b"\xff\xda\0\2" * 500).width == 64


@pytest.mark.parametrize("kind", ["JPEG", "PNG"])
def test_broken_metadata_do_not_make_a_photo_worthless(kind: str) -> None:
    sent = saved(drawn(), kind, exif=b"Exif\0\0garbage", dpi=(72, 72))
    with pytest.raises(SyntaxError):
        Image.open(BytesIO(sent)).getexif()
    assert prepare(sent).width == 64


def test_the_printing_of_papers_leaves_the_decoders_strict() -> None:
    importlib.import_module("points.printing.pdf")
    assert not ImageFile.LOAD_TRUNCATED_IMAGES
