"""What a patrol looks at once a week, from the 环境建设 of the shipped standard (rules 4 to 6).

The standard counts the month's average: 45 of the 50 points and more give the most.
"""

from typing import Final

FULL_MARKS: Final = 5
"""Of each indicator: what everybody has where nothing is found."""

INDICATORS: Final = (
    "门前地面清扫干净",
    "门前花草护养整洁",
    "物品车辆摆放有序",
    "墙面无乱贴乱画",
    "垃圾分类投放",
    "垃圾桶加盖不外溢",
    "庭院杂物堆放整齐",
    "禽畜圈养无异味",
    "污水不乱排、沟渠通畅",
    "无露天焚烧",
)
