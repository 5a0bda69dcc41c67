"""Text in a .csv file that Excel would run as a formula, made harmless, and the way back.

A .csv cell has no type: what begins with = + - @, a tab or a carriage return is calculated when the
file is opened (OWASP: CSV injection). A leading apostrophe stops that. Only text is guarded; a
number such as -3 stays a number.
"""

# Excel takes the full-width signs of a Chinese keyboard for the half-width ones.
LIVE = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
GUARD = "'"


def is_live(text: str) -> bool:
    """Whether a spreadsheet might run this text, blanks in front of it included."""
    return text.startswith(LIVE) or text.lstrip().startswith(LIVE)


def guarded(text: str) -> str:
    """The text as it is written into a .csv file."""
    return GUARD + text if is_live(text) or text.startswith(GUARD) else text


def unguarded(text: str) -> str:
    """The text as it was before `guarded`."""
    bare = text.removeprefix(GUARD)
    return bare if bare != text and guarded(bare) == text else text
