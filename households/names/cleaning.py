"""What is typed or imported, made comparable; and a person's name, made fit for storing."""

import re
import unicodedata

NAME_LENGTH = 60

MIDDLE_DOT = "·"
# Katakana dot, bullet, hyphenation point, bullet operator, dot operator: all typed for the one.
OTHER_DOTS = re.compile("[・•‧∙⋅]")
# Blanks of every width and the marks nobody can see: controls, joiners, direction marks.
UNSEEN = ("Zs", "Zl", "Zp", "Cc", "Cf")

# Unicode normalisation would swap compatibility ideographs for other shapes; a person's name is
# written as its bearer writes it.
KEPT_IDEOGRAPHS = re.compile("[\uf900-\ufaff\U0002f800-\U0002fa1f]")
# With the private-use area, where older systems keep rare characters.
IDEOGRAPH = "[\u3007\u3400-\u4dbf\u4e00-\u9fff\ue000-\ufaff\U00020000-\U0003ffff]"
POINT_INSIDE_A_NAME = re.compile(rf"(?<={IDEOGRAPH})\.(?={IDEOGRAPH})")


def is_unseen(char: str) -> bool:
    """Whether the character leaves no ink: blanks, controls, zero-width marks."""
    return unicodedata.category(char) in UNSEEN


def narrowed(text: str) -> str:
    """The text with half-width letters and digits, one kind of middle dot, ideographs untouched.

    Kangxi radicals, which copying out of a PDF leaves in place of characters, become characters.
    """
    folded = "".join(
        char if KEPT_IDEOGRAPHS.match(char) else unicodedata.normalize("NFKC", char)
        for char in text
    )
    return OTHER_DOTS.sub(MIDDLE_DOT, folded)


def fold(text: str) -> str:
    """Codes, headings and queries made comparable: half-width, one kind of dot, no blanks."""
    return "".join(char for char in narrowed(text) if not is_unseen(char))


def clean_name(text: str) -> str:
    """A person's name as it is stored.

    Trims; takes blanks out of Chinese names (“张 三” becomes “张三”) and leaves one between Latin
    words; writes every middle dot, and a full stop between characters, as “·”. Rare and
    compatibility characters stay as they are. An empty name stays empty: whether a name is needed
    is for the caller to say.

    Raises ValueError, with a Chinese sentence, for more than 60 characters.
    """
    visible = "".join(
        " " if char.isspace() else char
        for char in narrowed(text)
        if char.isspace() or not is_unseen(char)
    )
    name = ("" if re.search(IDEOGRAPH, visible) else " ").join(visible.split())
    name = POINT_INSIDE_A_NAME.sub(MIDDLE_DOT, name)
    name = re.sub(f" ?{MIDDLE_DOT} ?", MIDDLE_DOT, name)
    if len(name) > NAME_LENGTH:
        raise ValueError(
            f"姓名有 {len(name)} 个字，超过 {NAME_LENGTH} 个字，请核对是否把别的内容填进了姓名。"
        )
    return name
