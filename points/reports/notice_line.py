"""One household's own line in a notice, for whoever names its code: that line and no other."""

from dataclasses import dataclass

from points.reports.notice_figures import Figures
from points.reports.notice_kinds import reading
from points.reports.notice_proof import Proof


@dataclass(frozen=True, slots=True)
class OwnLine:
    """What the notice says of one household, as it was frozen: heading and text of each figure.

    `corrections` are the sentences of what was corrected since the notices before; `figures` is
    empty where these are all it says.
    """

    code: str
    shown_as: str
    place: str
    figures: Figures
    corrections: tuple[str, ...]


def own_line(proof: Proof, code: str) -> OwnLine | None:
    """The line of the household `code` (as `clean_code` writes it); None where the notice has none.

    Asks nothing of the database beyond what `proof` has read.
    """
    figures = reading(proof.verdict.notice).figures
    for village in proof.villages:
        corrected = [each for each in getattr(village, "corrections", ()) if each.code == code]
        told = tuple(each.told for each in corrected)
        for group in village.groups:
            for row in group.rows:
                if row.code == code:
                    place = f"{village.name} {group.name}"
                    return OwnLine(code, row.shown_as, place, figures(village, row), told)
        if corrected:
            return OwnLine(code, corrected[0].shown_as, village.name, (), told)
    return None
