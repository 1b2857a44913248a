"""Hostile and ordinary pictures, made here byte by byte."""

from __future__ import annotations

import hashlib
import io
import struct
import zlib
from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageDraw

from hemera.errors import ImageRefused
from hemera.media import WIDTHS, Prepared, prepare


def chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def png(width: int, height: int, packed: bytes, extra: bytes = b"") -> bytes:
    header = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + header + extra + chunk(b"IDAT", packed) + chunk(b"IEND", b"")


def flat_png(width: int, height: int, extra: bytes = b"") -> bytes:
    """Make a one-colour PNG without ever holding its pixels."""
    packer, row = zlib.compressobj(1), b"\0" + b"\x40\x80\xc0" * width
    return png(width, height, b"".join(packer.compress(row) for _ in range(height)) + packer.flush(), extra)


def encoded(image: Image.Image, kind: str, **options: object) -> bytes:
    out = io.BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()


def photo(width: int = 640, height: int = 400) -> Image.Image:
    """Draw a scene whose left half is red and whose top left corner is blue: enough to see how it is turned."""
    image = Image.new("RGB", (width, height), "green")
    draw = ImageDraw.Draw(image)
    draw.rectangle((0, 0, width // 2, height), fill="red")
    draw.rectangle((0, 0, width // 4, height // 4), fill="blue")
    return image


def opened(prepared: Prepared, width: int) -> Image.Image:
    image = Image.open(io.BytesIO(prepared.files[width]), formats=("WEBP",))
    image.load()
    return image


def refused(body: bytes) -> str:
    with pytest.raises(ImageRefused) as caught:
        prepare(body)
    assert str(caught.value)
    return caught.value.key


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "GIF", "AVIF"])
def test_every_kind_we_keep_becomes_two_webp_pictures(kind: str) -> None:
    body = encoded(photo(1600, 1000), kind)
    prepared = prepare(body)
    assert prepared.sha256 == hashlib.sha256(body).hexdigest()
    assert (prepared.width, prepared.height) == (1200, 750)
    assert [opened(prepared, width).size for width in WIDTHS] == [(1200, 750), (480, 300)]
    red, green, blue = opened(prepared, 480).convert("RGB").getpixel((200, 250))
    assert red > 200
    assert green < 60 > blue


def test_small_pictures_are_not_enlarged() -> None:
    prepared = prepare(encoded(photo(300, 200), "PNG"))
    assert (prepared.width, prepared.height) == (300, 200)
    assert {opened(prepared, width).size for width in WIDTHS} == {(300, 200)}


def test_a_ribbon_is_kept_within_what_webp_can_hold() -> None:
    prepared = prepare(flat_png(60, 30_000))
    assert prepared.height == 4800


def test_a_header_that_promises_2500_megapixels_is_refused() -> None:
    assert refused(png(50_000, 50_000, b"")) == "image.refused.pixels"


def test_36_flat_megapixels_pass() -> None:
    assert prepare(flat_png(6000, 6000)).width == 1200


def test_over_40_megapixels_is_refused() -> None:
    assert refused(png(8000, 5001, b"")) == "image.refused.pixels"


def test_webp_has_a_lower_limit_for_its_reader_takes_four_times_the_memory() -> None:
    assert refused(encoded(Image.new("L", (5000, 5000)), "WEBP", method=0)) == "image.refused.pixels"


def test_of_3000_frames_the_first_is_kept() -> None:
    frames = [Image.new("P", (64, 64), color) for color in (1, 2)] * 1500
    palette = [0, 0, 0, 255, 0, 0, 0, 0, 255] + [0] * 759
    for frame in frames[:2]:
        frame.putpalette(palette)
    body = encoded(frames[0], "GIF", save_all=True, append_images=frames[1:], duration=20, disposal=2)
    red, _, blue = opened(prepare(body), 480).convert("RGB").getpixel((32, 32))
    assert red > 200
    assert blue < 60


def test_a_text_chunk_that_inflates_to_50_megabytes_is_refused() -> None:
    bomb = chunk(b"zTXt", b"k\0\0" + zlib.compress(b"A" * 50_000_000))
    assert refused(flat_png(64, 64, bomb)) == "image.refused.damaged"


def test_a_jpeg_of_many_scans_is_refused() -> None:
    body = encoded(photo(), "JPEG", progressive=True)
    assert prepare(body).width == 640
    scan = body.rindex(b"\xff\xda")
    assert refused(body[:scan] + body[scan:-2] * 200 + b"\xff\xd9") == "image.refused.scans"


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "GIF", "AVIF"])
def test_a_cut_file_is_refused(kind: str) -> None:
    noise = Image.effect_noise((400, 300), 90)
    body = encoded(noise.convert("P") if kind == "GIF" else noise.convert("RGB"), kind)
    assert refused(body[: len(body) // 2]) == "image.refused.damaged"


def test_a_png_whose_data_ends_early_is_refused() -> None:
    noise = Image.effect_noise((600, 200), 90).tobytes()
    packed = zlib.compress(b"".join(b"\0" + noise[at : at + 600] for at in range(0, len(noise), 600)))
    assert refused(png(200, 200, packed[: len(packed) // 2])) == "image.refused.damaged"


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>",
        b"<html><script>alert(1)</script>",
        b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n",
        b"%PDF-1.7\n",
        b"BM" + bytes(60),
    ],
    ids=["empty", "svg", "html", "eps", "pdf", "bmp"],
)
def test_other_kinds_are_refused(body: bytes) -> None:
    assert refused(body) == "image.refused.kind"


@pytest.mark.parametrize("kind", ["TIFF", "BMP", "ICO", "PPM", "TGA", "JPEG2000"])
def test_formats_pillow_could_read_but_we_do_not_keep(kind: str) -> None:
    assert refused(encoded(photo(64, 64), kind)) == "image.refused.kind"


def test_gif_that_is_also_a_script_is_refused() -> None:
    body = b"GIF89a/*\x00\x00\x00\x00\x00*/=1;alert(1)//;"
    assert refused(body) in {"image.refused.damaged", "image.refused.pixels", "image.refused.small"}


def test_what_follows_or_hides_in_a_picture_does_not_survive() -> None:
    page = b"<script>alert(1)</script>"
    for body in (
        encoded(photo(), "JPEG", comment=page) + page,
        flat_png(80, 80, chunk(b"tEXt", b"Comment\0" + page)) + page,
    ):
        assert page in body
        assert all(b"script" not in data for data in prepare(body).files.values())


@pytest.mark.parametrize("size", [(1, 1), (49, 600), (600, 49)])
def test_tracking_pixels_are_refused(size: tuple[int, int]) -> None:
    assert refused(encoded(Image.new("RGB", size), "PNG")) == "image.refused.small"


def test_more_than_16_megabytes_are_refused_unread() -> None:
    assert refused(b"\xff\xd8\xff" + bytes(16 << 20)) == "image.refused.size"


def test_place_and_profile_are_gone() -> None:
    exif = Image.Exif()
    exif[0x010F] = "Camera maker"
    exif.get_ifd(0x8825)[2] = (33.0, 58.0, 17.0)
    body = encoded(photo(), "JPEG", exif=exif, icc_profile=b"profile" * 40)
    assert b"Camera maker" in body
    for width, data in prepare(body).files.items():
        assert b"Camera" not in data
        assert not {b"EXIF", b"ICCP", b"XMP "} & {data[i : i + 4] for i in range(len(data) - 4)}
        assert not opened(prepare(body), width).getexif()


# Where the blue corner comes to lie: (right, bottom).
UPRIGHT = {1: (0, 0), 2: (1, 0), 3: (1, 1), 4: (0, 1), 5: (0, 0), 6: (1, 0), 7: (1, 1), 8: (0, 1)}


@pytest.mark.parametrize("orientation", UPRIGHT)
def test_pictures_stand_upright(orientation: int) -> None:
    exif = Image.Exif()
    exif[0x0112] = orientation
    prepared = prepare(encoded(photo(1600, 800), "JPEG", exif=exif, quality=95))
    turned = orientation >= 5
    assert (prepared.width, prepared.height) == ((800, 1600) if turned else (1200, 600))
    image, (right, bottom) = opened(prepared, 480).convert("RGB"), UPRIGHT[orientation]
    corner = (image.width - 12 if right else 12, image.height - 12 if bottom else 12)
    assert image.getpixel(corner)[2] > 180


def test_damaged_exif_turns_nothing() -> None:
    assert prepare(encoded(photo(), "JPEG", exif=b"Exif\0\0MM\0*\xff\xff\xff\xff" + b"\xff" * 40)).width == 640


def test_cut_outs_lie_on_white() -> None:
    image = Image.new("RGBA", (100, 100), (0, 0, 0, 0))
    assert opened(prepare(encoded(image, "PNG")), 480).convert("RGB").getpixel((50, 50)) == (255, 255, 255)


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "I;16", "CMYK"])
def test_odd_modes_come_out_as_they_look(mode: str) -> None:
    grey = Image.new("L", (80, 80), 128)
    image = Image.new("I;16", (80, 80), 128 * 256) if mode == "I;16" else grey.convert(mode)
    body = encoded(image, "JPEG" if mode == "CMYK" else "PNG")
    value = opened(prepare(body), 480).convert("L").resize((1, 1), Image.Resampling.BOX).getpixel((0, 0))
    assert abs(value - 128) < 8


GOOD = {kind: encoded(photo(96, 64), kind) for kind in ("JPEG", "PNG", "WEBP", "GIF", "AVIF")}


@settings(max_examples=120, deadline=None)
@given(st.sampled_from(sorted(GOOD)), st.lists(st.tuples(st.integers(0, 4000), st.binary(min_size=1, max_size=8)), min_size=1))
def test_a_damaged_picture_is_prepared_or_refused_by_name(kind: str, wounds: list[tuple[int, bytes]]) -> None:
    body = bytearray(GOOD[kind])
    for place, data in wounds:
        at = place % len(body)
        body[at : at + len(data)] = data
    with suppress(ImageRefused):
        assert max(opened(prepare(bytes(body)), 480).size) <= 1920
