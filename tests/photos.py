"""Pictures for tests, drawn when they are needed."""

from io import BytesIO
from typing import Any

from PIL import Image

from points.photos import Prepared, prepare


def drawn(width: int = 64, height: int = 48, seed: int = 1) -> Image.Image:
    """A picture unlike those of other seeds: 8 × 6 patches of different shades."""
    shades = bytes((seed * 37 + spot * (seed * 2 + 11)) % 256 for spot in range(48))
    return Image.frombytes("L", (8, 6), shades).resize((width, height), 0).convert("RGB")


def saved(image: Image.Image, kind: str = "JPEG", **how: Any) -> bytes:
    content = BytesIO()
    image.save(content, kind, **how)
    return content.getvalue()


def photo(seed: int = 1) -> Prepared:
    """A small photo, ready to be attached."""
    return prepare(saved(drawn(seed=seed)))
