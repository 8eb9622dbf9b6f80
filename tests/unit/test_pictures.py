"""Uploaded pictures: cut, made small, rid of what they carry, and refused where they are none or a trap."""

import io
import random
import struct
import zlib

import pytest
from PIL import Image

from bot.faces.uploaded_pictures import MAX_UPLOAD, face_from
from troupe.core.errors import BadInput
from troupe.people.persona.persona_version import MAX_AVATAR_BYTES


def picture(kind: str, size: tuple[int, int] = (400, 300), **saved: object) -> bytes:
    out = io.BytesIO()
    image = Image.new("RGB", size, (10, 120, 200))
    image.paste((250, 10, 10), (0, 0, size[0] // 8, size[1]))
    image.save(out, kind, **saved)
    return out.getvalue()


def opened(png: bytes) -> Image.Image:
    image = Image.open(io.BytesIO(png))
    image.load()
    return image


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP"])
def test_the_middle_is_kept_as_a_small_square_png(kind: str) -> None:
    image = opened(face_from(picture(kind)))
    assert (image.format, image.size) == ("PNG", (256, 256))
    assert image.convert("RGB").getpixel((128, 128))[2] > 150  # pyright: ignore[reportIndexIssue, reportOptionalSubscript]


def test_places_and_times_of_a_camera_are_not_kept() -> None:
    exif = Image.Exif()
    exif[0x010E] = "my garden, 52.5 N 13.4 E"
    exif[0x0112] = 6  # to be turned by a quarter
    upload = picture("JPEG", exif=exif.tobytes())
    assert b"my garden" in upload
    png = face_from(upload)
    assert b"my garden" not in png
    assert not dict(opened(png).getexif())


def test_a_clear_background_stays_clear() -> None:
    out = io.BytesIO()
    Image.new("RGBA", (64, 64), (0, 0, 0, 0)).save(out, "PNG")
    assert opened(face_from(out.getvalue())).mode == "RGBA"


def test_what_would_be_too_large_has_fewer_colours() -> None:
    noise = random.Random(1).randbytes(256 * 256 * 4)
    out = io.BytesIO()
    Image.frombytes("RGBA", (256, 256), noise).save(out, "PNG")
    assert len(out.getvalue()) > MAX_AVATAR_BYTES
    assert len(face_from(out.getvalue())) <= MAX_AVATAR_BYTES


def bomb() -> bytes:
    """A PNG of a few hundred bytes that claims a hundred thousand pixels each way."""
    head = struct.pack(">IIBBBBB", 100_000, 100_000, 8, 2, 0, 0, 0)
    data = zlib.compress(b"\0" * 1000)
    chunks = b"".join(
        struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))
        for name, body in ((b"IHDR", head), (b"IDAT", data), (b"IEND", b""))
    )
    return b"\x89PNG\r\n\x1a\n" + chunks


@pytest.mark.parametrize(
    ("upload", "words"),
    [
        (b"", "PNG, JPEG or WebP"),
        (b"<svg/>", "PNG, JPEG or WebP"),
        (picture("GIF"), "PNG, JPEG or WebP"),
        (picture("BMP"), "PNG, JPEG or WebP"),
        (picture("PNG")[:200], "damaged"),
        (picture("JPEG")[:300], "damaged|PNG, JPEG or WebP"),
        (bomb(), "pixels|damaged"),
        (bytes(MAX_UPLOAD + 1), "8 MiB"),
    ],
)
def test_what_is_no_such_picture_is_refused_in_one_line(upload: bytes, words: str) -> None:
    with pytest.raises(BadInput, match=words) as caught:
        face_from(upload)
    assert caught.value.field == "picture"
    assert "\n" not in str(caught.value)


def test_damaged_pictures_are_refused_and_never_more_than_that() -> None:
    rng = random.Random(7)
    whole = [picture(kind, (60, 40)) for kind in ("PNG", "JPEG", "WEBP")]
    read = refused = 0
    for _ in range(300):
        damaged = bytearray(rng.choice(whole))
        for _ in range(rng.randint(1, 8)):
            damaged[rng.randrange(len(damaged))] = rng.randrange(256)
        try:
            face = face_from(bytes(damaged))
        except BadInput:
            refused += 1
            continue
        read += 1
        assert len(face) <= MAX_AVATAR_BYTES
    assert read > 30
    assert refused > 30
