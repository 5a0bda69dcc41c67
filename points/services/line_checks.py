"""The only writer of line checks: how often strangers may ask for a household's line.

Whoever asks is told what hung in the village and stands on the board, with the name as it hung; and
of a code that is not in the notice, that it is not. He learns nothing that the board does not show;
the limits keep these answers from becoming a second list, to be taken code by code.
"""

from datetime import datetime, timedelta
from typing import Final

from households.refusals import Refused
from points.models import LineCheck, Notice

SPAN: Final = timedelta(minutes=15)
ADDRESS_LIMIT: Final = 30
"""Questions of one address, answered or not, in 15 minutes: a village hall, or a whole mobile
network, may come from one. Taking a village of 150 households
by its codes lasts over an hour."""
COMMUNITY_LIMIT: Final = 600
"""Questions of everybody in 15 minutes, for the notices of one community. Whoever uses them up
keeps others from asking here for that long; the paper and the board still show every line."""

TOO_OFTEN: Final = "查得太多了，请过15分钟再查，或者直接看公示单和公示栏。"


def count(notice: Notice, address_hash: str, at: datetime) -> None:
    """Counts a question before anybody answers it, and forgets those that no longer count. Raises
    Refused where there were too many.

    Without a lock: as many more may get through as the server answers at the same moment.
    """
    asked = LineCheck.objects.filter(at__gt=at - SPAN)
    if asked.filter(address_hash=address_hash).count() >= ADDRESS_LIMIT:
        raise Refused(TOO_OFTEN)
    if asked.filter(notice__community=notice.community_id).count() >= COMMUNITY_LIMIT:
        raise Refused(TOO_OFTEN)
    LineCheck.objects.filter(at__lte=at - SPAN).delete()
    LineCheck.objects.create(notice=notice, address_hash=address_hash, at=at)
