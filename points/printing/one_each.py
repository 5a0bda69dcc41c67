"""A paper of which every household gets one side: all set together, and told whose runs over."""

from collections import Counter
from collections.abc import Sequence
from typing import Any, Final

from households.refusals import Refused
from points.printing.kept import kept
from points.printing.pdf import no_complaints, set_page

MOST_NAMED: Final = 5


class RunsOver(Refused):
    """The `paper` of some households has more on it than one side holds; nothing was printed.

    `over` are the codes of these households, in the order of printing.
    """

    def __init__(self, paper: str, over: Sequence[str], advice: str) -> None:
        named = "、".join(over[:MOST_NAMED])
        if len(over) > MOST_NAMED:
            named += f"等{len(over)}户"
        super().__init__(f"户 {named} 的{paper}一页放不下，所以没有打印。{advice}")
        self.over = over


def typeset_one_each(page: str, paper: str, advice: str, *, keep: bool) -> bytes:
    """One PDF of `page`, an HTML document in which every household's part begins a page and has the
    household's code as its id. It is kept nowhere, or for a day with `keep`.

    Raises RunsOver, which says that the `paper` (“信”) of these households is too long and gives
    the `advice`; otherwise as `printing.pdf.typeset`.
    """

    def make() -> bytes:
        with no_complaints():
            document = set_page(page)
            over = _more_than_one(document.pages)
            if over:
                raise RunsOver(paper, over, advice)
            made: bytes = document.write_pdf()
        return made

    return kept([page], make) if keep else make()


def _more_than_one(sides: Sequence[Any]) -> list[str]:
    """The ids of the parts that take more than one of `sides`."""
    taken: Counter[str] = Counter()
    whose = ""
    for side in sides:
        whose = next(iter(side.anchors), whose)
        taken[whose] += 1
    return [part for part, number in taken.items() if number > 1]
