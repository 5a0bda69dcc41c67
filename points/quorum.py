"""When a committee passes a sheet, and when an assembly has ratified it, in whole numbers.

Source of the assembly's numbers: 《中华人民共和国村民委员会组织法》第二十六条: the assembly
(村民代表会议) may sit when at least two thirds (三分之二以上, the number itself included) of its
members attend, and decides by more than half (过半数) of those attending. An abstention is
therefore not a vote in favour, and counts among those attending.
"""


def refusals(total: int, present: int, in_favour: int, against: int, abstained: int) -> list[str]:
    """Why these numbers do not ratify, as Chinese sentences; an empty list means ratified.

    All numbers are persons: members in all, those present, and their three kinds of vote. Numbers
    that cannot be true together are named first, alone: the law is asked only about a real count.
    """
    return _miscounts(total, present, in_favour, against, abstained) or _shortfalls(
        total, present, in_favour
    )


def _miscounts(total: int, present: int, in_favour: int, against: int, abstained: int) -> list[str]:
    counts = {
        "代表总数": total,
        "到会人数": present,
        "同意票数": in_favour,
        "反对票数": against,
        "弃权票数": abstained,
    }
    found = [f"{name}不能小于 0，请改正。" for name, count in counts.items() if count < 0]
    if total == 0:
        found.append("代表总数不能为 0，请填写代表会议的组成人数。")
    if present > total:
        found.append(f"到会 {present} 人，多于代表总数 {total} 人，请核对后改正。")
    votes = in_favour + against + abstained
    if votes != present:
        found.append(f"同意、反对、弃权合计 {votes} 人，与到会 {present} 人不符，请核对后改正。")
    return found


def _shortfalls(total: int, present: int, in_favour: int) -> list[str]:
    found = []
    if 3 * present < 2 * total:
        found.append(
            f"到会 {present} 人，不足代表总数 {total} 人的三分之二"
            f"（至少 {fewest_present(total)} 人），会议不能作出决定，请重新召集会议。"
        )
    if 2 * in_favour <= present:
        found.append(
            f"同意 {in_favour} 票，未超过到会 {present} 人的半数"
            f"（至少 {fewest_in_favour(present)} 票），未获通过，请退回重评或重新审议。"
        )
    return found


def fewest_present(total: int) -> int:
    """With how many of its `total` members an assembly may sit."""
    return -(-2 * total // 3)


def fewest_in_favour(present: int) -> int:
    """How many of those `present` at an assembly have to agree."""
    return present // 2 + 1


def votes_needed(members: int, setting: int | None) -> int:
    """How many of a committee's `members` (those who need not stay out) have to agree.

    `setting` is the community's own number; without one more than half of them, so that nobody
    who has yet to vote could change the outcome.
    """
    return members // 2 + 1 if setting is None else setting
