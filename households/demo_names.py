"""Believable names for the demo community, the same every time, and nobody's in particular.

A village has its clans: one surname for close to half of the households, two more for a third.
Older heads carry a generation character of their clan (字辈), younger ones the fashion of the day.
"""

import hashlib
import random
from pathlib import Path

# Shares of the population in thousandths, rounded; the order of the census.
SURNAMES = {
    "王": 72, "李": 72, "张": 68, "刘": 54, "陈": 45, "杨": 31, "黄": 22, "赵": 23, "吴": 20,
    "周": 21, "徐": 17, "孙": 16, "马": 13, "朱": 13, "胡": 13, "郭": 12, "何": 11, "林": 11,
    "高": 10, "罗": 9, "郑": 9, "梁": 8, "谢": 7, "宋": 7, "唐": 7, "许": 6, "韩": 7, "邓": 6,
    "冯": 6, "曹": 6, "彭": 5, "曾": 5, "田": 5, "董": 5, "潘": 4, "袁": 4, "蔡": 4, "余": 4,
    "杜": 4, "戴": 3, "夏": 3, "钟": 3, "汪": 3, "任": 3, "姜": 3, "范": 3, "方": 3, "石": 3,
    "陶": 2, "葛": 2, "鲁": 2, "单": 1, "仇": 1, "解": 1, "查": 1, "缪": 1, "翟": 1, "盖": 1,
}  # fmt: skip
COMPOUND = ("欧阳", "上官", "诸葛", "司徒", "皇甫", "尉迟")
CLAN_SHARES = (45, 20, 12)
OTHERS_SHARE = 23

GENERATIONS = "德永世国家文兴正传广克绍守继长树庭宗"
OLDER_MEN = "福贵财山林海江明华清生根发义礼成良忠田来顺祥"
OLDER_WOMEN = ("秀桂玉春凤素翠月金兰", "英兰珍芳梅莲云香芝娥琴")
YOUNGER_MEN = ("建志海晓立宏俊新长春", "军强平峰东辉勇斌涛波亮刚")
YOUNGER_WOMEN = ("丽晓海春小雪红艳慧美", "芳敏静燕霞娟玲红梅萍娜")
SINGLE = "柱旺顺根栓宽稳喜粮仓枝巧杏荷菊环"
RARE = ("𬭎", "䶮", "㛃", "喆", "堃", "犇", "玥", "燊", "淼", "垚", "昇", "翀", "彧", "祎", "頔")
# Pieces of names with a dot: a given name, and the father's.
DOTTED = (
    ("古丽", "阿依", "帕提", "热依", "玛依", "祖丽"),
    ("夏提", "仙木", "米拉", "努尔", "沙", "加玛丽"),
    ("艾山", "吐尔逊", "买买提", "卡德尔", "依明", "亚森", "玉素甫"),
)

VILLAGES = {
    "赵庄": 4, "河东村": 4, "柳树湾": 3, "上坡村": 4, "石桥头": 4, "槐树底": 3, "南园村": 4,
    "北沟村": 3, "新塘村": 4, "枣林村": 3, "双井村": 4, "杨家圩": 3, "东岗村": 3,
}  # fmt: skip
"""The demo community's natural villages → how many villager groups each has; 46 in all."""

# SHA-256 of names that everybody knows, cut to 12 digits: kept out without being written here.
BLOCKED = frozenset(
    (Path(__file__).parent / "data" / "demo_names_blocked.txt").read_text("ascii").split()
)


def is_blocked(name: str) -> bool:
    """Whether the name is a widely known person's."""
    return hashlib.sha256(name.encode()).hexdigest()[:12] in BLOCKED


def names(seed: int | str, count: int, village: str = "") -> list[str]:
    """So many heads of household of one village; the same for the same arguments.

    A village called after a surname (赵庄) has it as its first clan. Some names occur twice, as
    they do in life; about one in fifty has a rare character, one in two hundred a compound surname,
    as many a dot.
    """
    chance = random.Random(f"{village} {seed}")  # noqa: S311 - a demo, no secret
    clans = pick_clans(chance, village)
    found: list[str] = []
    given: set[str] = set()
    while len(found) < count:
        name = one_name(chance, clans)
        namesake = name in given and chance.randrange(20) > 0
        if not namesake and not is_blocked(name):
            given.add(name)
            found.append(name)
    return found


def pick_clans(chance: random.Random, village: str) -> list[tuple[str, str]]:
    """The village's three clans: surname, and the characters of its three living generations."""
    surnames = [village[0]] if village[:1] in SURNAMES else []
    while len(surnames) < len(CLAN_SHARES):
        surname = common_surname(chance)
        if surname not in surnames:
            surnames.append(surname)
    return [(surname, "".join(chance.sample(GENERATIONS, 3))) for surname in surnames]


def common_surname(chance: random.Random) -> str:
    return chance.choices(list(SURNAMES), weights=list(SURNAMES.values()))[0]


def one_name(chance: random.Random, clans: list[tuple[str, str]]) -> str:
    """One head of household, of a clan of the village or from elsewhere."""
    kind = chance.randrange(1000)
    if kind < 4:
        return dotted(chance)
    place = chance.choices(range(len(clans) + 1), weights=(*CLAN_SHARES, OTHERS_SHARE))[0]
    if place < len(clans):
        surname, generations = clans[place]
    else:
        surname, generations = common_surname(chance), GENERATIONS
    generation = chance.choice(generations)
    if kind < 8:
        surname = chance.choice(COMPOUND)
    if kind < 28:
        return surname + chance.choice(["", generation]) + chance.choice(RARE)
    return surname + given_name(chance, generation)


def given_name(chance: random.Random, generation: str) -> str:
    """One or two characters in the taste of the generation; heads are mostly men."""
    woman = chance.randrange(100) < 15
    if chance.randrange(100) < 45:
        if woman:
            return "".join(chance.choice(part) for part in OLDER_WOMEN)
        return generation + chance.choice(OLDER_MEN)
    if chance.randrange(100) < 20:
        return chance.choice(SINGLE)
    return "".join(chance.choice(part) for part in (YOUNGER_WOMEN if woman else YOUNGER_MEN))


def dotted(chance: random.Random) -> str:
    """A name in two parts with a dot between them."""
    first, second, father = (chance.choice(part) for part in DOTTED)
    return f"{first}{second}·{father}"


def village_names() -> list[str]:
    """The 13 natural villages of the demo community; every one invented."""
    return list(VILLAGES)


def group_names(village: str) -> list[str]:
    """The villager groups of one of these villages: 第1组, 第2组…"""
    return [f"第{number}组" for number in range(1, VILLAGES[village] + 1)]


def house_numbers(seed: int | str, count: int) -> list[str]:
    """House numbers along the lanes of a village, with the gaps that pulled-down houses leave."""
    chance = random.Random(f"{seed} house")  # noqa: S311 - a demo, no secret
    standing = sorted(chance.sample(range(1, count + count // 10 + 1), count))
    return [f"{number}号" for number in standing]
