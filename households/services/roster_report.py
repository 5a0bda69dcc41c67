"""What a roster changed, or would change: for the command's output and the back office alike."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from households.models import Household, Place


@dataclass(frozen=True, slots=True)
class Changed:
    """One value of a household that the roster changed: the heading, before, after."""

    household: Household
    heading: str
    before: str
    after: str

    def __str__(self) -> str:
        before, after = self.before or "（空）", self.after or "（空）"
        return f"{self.household}：{self.heading} {before} → {after}"


@dataclass(frozen=True, slots=True)
class Section:
    """One paragraph of the report: its heading, and a line for each case."""

    title: str
    lines: Sequence[str]


@dataclass
class RosterReport:
    """What became of every row, and which households the roster leaves out.

    `absent` live here, in the villages the roster names, and are not on it; nothing is done to
    them. Offices keep rosters by village too, so of the others only `villages_left_out` tells,
    with how many households live there. `gone` are on the roster but registered as having left.
    """

    new: list[Household] = field(default_factory=list)
    changed: list[Changed] = field(default_factory=list)
    new_heads: list[Changed] = field(default_factory=list)
    moved: list[Changed] = field(default_factory=list)
    unchanged: int = 0
    absent: list[Household] = field(default_factory=list)
    villages_left_out: Counter[str] = field(default_factory=Counter)
    gone: list[Household] = field(default_factory=list)
    made: list[Place] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    @property
    def changed_households(self) -> int:
        """How many known households get at least one new value, a new group not counted."""
        return len({each.household.pk for each in (*self.changed, *self.new_heads)})

    @property
    def summary(self) -> str:
        return (
            f"新增 {len(self.new)} 户，变更 {self.changed_households} 户，"
            f"迁组 {len(self.moved)} 户，没有变化 {self.unchanged} 户"
        )

    def sections(self) -> list[Section]:
        """The report as paragraphs, those with nothing to say left out."""
        listed = [
            ("新建的自然村和村民小组", [f"{place.code} {place}" for place in self.made]),
            ("新增的户", [_with_group(household) for household in self.new]),
            ("户主变更", [str(each) for each in self.new_heads]),
            ("迁组", [str(each) for each in self.moved]),
            ("其他变更", [str(each) for each in self.changed]),
            ("名册中没有的户（未作改动）", [_with_group(household) for household in self.absent]),
            (
                "已登记迁出、名册中还有的户（未作改动；确已迁回的，请先在后台清空迁出日期）",
                [_with_group(household) for household in self.gone],
            ),
            (
                "名册没有涉及的自然村（未作改动）",
                [f"{village}：{count} 户" for village, count in self.villages_left_out.items()],
            ),
            ("请留意", self.notes),
        ]
        return [Section(f"{title}：{len(lines)}", lines) for title, lines in listed if lines]


def _with_group(household: Household) -> str:
    return f"{household} · {household.group.label}"
