"""How texts are written where there is little room for them."""


def shortened(text: str, most: int) -> str:
    """`text`, or its beginning and “…” where it has more than `most` characters."""
    return text if len(text) <= most else f"{text[: most - 1]}…"
