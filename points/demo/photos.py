"""The demo's photos: drawn, as nobody's house may stand for another's."""

from io import BytesIO

from PIL import Image

from points.photos import Prepared, prepare


def taken(picture: Image.Image) -> Prepared:
    """`picture` as if a camera had taken it."""
    sent = BytesIO()
    picture.save(sent, "JPEG")
    return prepare(sent.getvalue())
