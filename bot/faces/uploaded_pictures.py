"""Pictures that members upload for a face: checked, cut square, made small, and rid of what they carry along."""

import io

from PIL import Image, ImageOps, UnidentifiedImageError

from bot.faces.canvas import SIZE
from troupe.core.errors import BadInput
from troupe.people.persona.persona_version import MAX_AVATAR_BYTES

MAX_UPLOAD = 8 * 1024 * 1024
"""The most bytes taken: what a telephone's camera makes."""
MAX_PIXELS = 40_000_000
"""A few bytes can claim to be a picture that fills the memory."""
FORMATS = ("PNG", "JPEG", "WEBP")


def face_from(upload: bytes) -> bytes:
    """The middle of the picture as a square PNG, as large as drawn faces are. Only its pixels are kept: places and
    times that cameras write into pictures are not. Raises BadInput."""
    if len(upload) > MAX_UPLOAD:
        raise BadInput(f"must be at most {MAX_UPLOAD // 1024 // 1024} MiB", field="picture")
    try:
        with Image.open(io.BytesIO(upload), formats=FORMATS) as image:
            if image.width * image.height > MAX_PIXELS:
                raise BadInput(f"must have at most {MAX_PIXELS // 1_000_000} million pixels", field="picture")
            upright = ImageOps.exif_transpose(image).convert("RGBA")
    except UnidentifiedImageError:
        raise BadInput("must be a PNG, JPEG or WebP picture", field="picture") from None
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        raise BadInput("cannot be read as a picture; is the file damaged?", field="picture") from None
    return _small_png(ImageOps.fit(upright, (SIZE, SIZE)))


def _small_png(image: Image.Image) -> bytes:
    """Clear backgrounds stay clear; what would be too large even so has fewer colours."""
    clear = image.getchannel("A").getextrema() != (255, 255)
    plain = image if clear else image.convert("RGB")
    png = _png(plain)
    return png if len(png) <= MAX_AVATAR_BYTES else _png(plain.convert("RGB").quantize(256))


def _png(image: Image.Image) -> bytes:
    out = io.BytesIO()
    image.save(out, format="PNG", optimize=True)
    return out.getvalue()
