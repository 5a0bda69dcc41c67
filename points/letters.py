"""一封信: the shipped words, and how the gaps in it are filled. Words alone, no models."""

import re
from collections.abc import Mapping
from typing import Final

GAPS: Final = {
    "社区": "社区名称",
    "村组": "收信这一户的村和组",
    "户主": "收信这一户的户主",
    "户编号": "收信这一户的编号",
    "积分标准": "当月执行的积分标准的名称",
    "方面条数": "标准有几个方面、几条，如“5个方面、14条”",
    "各方面": "每个方面一行，列出各条；请单独成段",
    "三个例子": "标准里的三个加分项和分值",
    "评定经过": "三评两审和公示，按社区设置的先后",
    "公示天数": "公示几天",
    "陈述天数": "扣分告知后几天内可以陈述",
    "受理天数": "异议几个工作日内受理",
    "答复天数": "异议几个工作日内答复",
    "能换什么": "超市货架上的例子，如“20分可换大米一袋”",
    "兑换时间": "本季或下一季的兑换日期",
    "兑换地点": "爱心超市的名称、营业时间和电话",
    "积分办电话": "社区设置里的积分办电话",
    "监督电话": "社区设置里的监督委员会电话",
    "街道电话": "社区设置里的街道电话",
}
"""What may stand in braces, and what is printed in its place."""

OF_A_HOUSEHOLD: Final = ("村组", "户主", "户编号")

TITLE: Final = "致{社区}居民的一封信"
TEXT: Final = """\
{村组}{户主}家（户编号{户编号}）：
您好！村里干净不干净、邻里和不和，靠的是每一家。为了让做了好事的人家看得见、得实惠，社区实行家庭诚信积分：一事一记录、一月一公示、一季一兑换。参加不收一分钱，每一分都有据可查。
一、积分怎么来
按《{积分标准}》，共{方面条数}：
{各方面}
例如：{三个例子}。
二、分数怎么定，不同意怎么办
{评定经过}，公示{公示天数}天。要扣分的，先告知您家，{陈述天数}天内可以说明情况。对公示有不同意见，公示期内找村小组、积分办或监督委员会，口头、书面都行，也可以用积分卡在手机上提：{受理天数}个工作日内受理，{答复天数}个工作日内答复。
三、积分能换什么
{能换什么}。{兑换时间}地点：{兑换地点}。兑换只减可兑积分，不减荣誉积分；荣誉积分用来评星级家庭。
四、积分不用来做什么
看病、上学、低保、救助、办证，都和积分无关，不会因为积分少受影响。您家的积分只用于本社区的积分公示、兑换和评选，没有您家同意，不提供给别的单位和个人。
五、有事找谁
积分办电话{积分办电话}，监督委员会电话{监督电话}，街道电话{街道电话}。工作日上班时间都可以来问、来查。"""

_GAP: Final = re.compile(r"[{｛]([^{}｛｝]*)[}｝]")
_BRACE: Final = re.compile(r"[{}｛｝]")


def faults(text: str) -> list[str]:
    """What has to be mended in `text` before it can be filled, in Chinese sentences."""
    told = [
        f"信里的“{{{name}}}”不是可以填的内容，请改成下面列出的一种，或去掉花括号。"
        for name in dict.fromkeys(_GAP.findall(text))
        if name.strip() not in GAPS
    ]
    if _BRACE.search(_GAP.sub("", text)):
        told.append("信里有一个花括号没有配成对，请补上另一半，或去掉它。")
    return told


def filled(text: str, values: Mapping[str, str]) -> str:
    """`text` with the gaps filled from `values`. Raises KeyError for one that they don't have."""
    return _GAP.sub(lambda gap: values[gap[1].strip()], text)
