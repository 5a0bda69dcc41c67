"""QR codes as inline SVG: nothing to fetch, sharp at every size."""

import segno
from django.utils.safestring import SafeString, mark_safe


def qr_svg(text: str) -> SafeString:
    """A QR code holding `text`, with its quiet zone; the style sheet gives it its size.

    Correction level M: 15 % of it may be stained by rain or paste.
    """
    drawn = segno.make(text, error="m", micro=False).svg_inline(omitsize=True, border=4)
    return mark_safe(drawn)  # noqa: S308  (drawn by segno; the text is in it as squares only)
