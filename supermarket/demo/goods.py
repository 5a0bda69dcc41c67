"""What the demo's supermarket has on offer: invented prices, the article's rice for 20 points."""

from typing import Final, NamedTuple


class Goods(NamedTuple):
    """`points` and `fen` of one unit; so many `units` come in at the larger counter each time;
    `days` is how long they keep (None: for good)."""

    number: int
    name: str
    category: str
    unit: str
    points: int
    fen: int
    units: int
    days: int | None
    limit: int | None = None
    low: int | None = None


class Service(NamedTuple):
    """`merchant` is the login name of whoever serves; the office owes `fen` for each use."""

    number: int
    name: str
    unit: str
    points: int
    fen: int
    merchant: str
    limit: int | None = None


RICE, EGGS, POTATOES, WASHING_POWDER, SATCHEL = 101, 105, 201, 301, 403

GOODS: Final = (
    Goods(RICE, "大米（10斤）", "粮油", "袋", 20, 3200, 40, 360, 2, 10),
    Goods(102, "面粉（5斤）", "粮油", "袋", 12, 1900, 30, 270, 2, 8),
    Goods(103, "菜籽油", "粮油", "桶", 15, 2800, 30, 540, 2, 8),
    Goods(104, "挂面", "粮油", "把", 4, 550, 60, 300, None, 15),
    Goods(EGGS, "鸡蛋", "粮油", "盘", 10, 1600, 20, 40, 2, 5),
    Goods(106, "酱油", "粮油", "瓶", 4, 620, 50, 540, None, 10),
    Goods(107, "食盐", "粮油", "袋", 2, 250, 90, None, None, 20),
    Goods(POTATOES, "土豆", "蔬果", "袋", 3, 400, 60, 45, None, 10),
    Goods(202, "苹果", "蔬果", "袋", 6, 980, 40, 45, 3, 8),
    Goods(203, "大白菜", "蔬果", "棵", 2, 260, 60, 30, None, 15),
    Goods(WASHING_POWDER, "洗衣粉", "日用品", "袋", 5, 750, 50, None, None, 10),
    Goods(302, "肥皂", "日用品", "块", 2, 300, 90, None, None, 20),
    Goods(303, "洗洁精", "日用品", "瓶", 4, 580, 50, None, None, 10),
    Goods(304, "牙膏", "日用品", "支", 4, 600, 50, 720, None, 10),
    Goods(305, "毛巾", "日用品", "条", 5, 700, 50, None, None, 10),
    Goods(306, "卫生纸", "日用品", "提", 7, 1150, 40, None, 2, 10),
    Goods(307, "雨伞", "日用品", "把", 12, 1900, 20, None, 1, 4),
    Goods(401, "作业本", "文具", "包", 3, 380, 60, None, None, 10),
    Goods(402, "铅笔", "文具", "盒", 3, 400, 60, None, None, 10),
    Goods(SATCHEL, "书包", "文具", "个", 25, 4200, 6, None, 1, 5),
)

SERVICES: Final = (
    Service(501, "理发", "次", 10, 1200, "lifa", 2),
    Service(502, "老人上门理发", "次", 6, 1500, "lifa", 1),
    Service(503, "测血压血糖", "次", 3, 500, "weisheng"),
    Service(504, "健康体检", "次", 20, 6000, "weisheng", 1),
    Service(505, "家电检修", "次", 8, 2500, "weixiu", 2),
    Service(506, "清洗油烟机", "次", 18, 5000, "weixiu", 1),
    Service(507, "缝补衣物", "件", 2, 400, "fengren"),
)
CATEGORY: Final = "便民服务"

MERCHANTS: Final = {
    "lifa": ("S1", "槐树底理发店", "0000-1234511", "每天8点至19点"),
    "weisheng": ("S2", "东岭卫生室", "0000-1234512", "每天8点至17点"),
    "weixiu": ("S3", "石桥家电维修部", "0000-1234513", "逢集日"),
    "fengren": ("S4", "新塘缝纫铺", "0000-1234514", "每天9点至18点"),
}
"""Login name → code, name, telephone and hours of the merchant."""
COUNTERS: Final = {
    "chaoshi": ("M1", "爱心超市", "0000-1234506", "兑换期内8点至17点"),
    "chaoshi2": ("M2", "河东便民点", "0000-1234507", "兑换期内9点至16点"),
}
"""Login name → code, name, telephone and hours of the counter; the larger one first."""
