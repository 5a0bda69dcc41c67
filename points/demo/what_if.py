"""The demo's replay: its finished months under the standard that is being drafted. The worker that
`make run` starts works it out."""

from datetime import datetime

from django.conf import settings

from points.demo.world import World
from points.models import Standard
from points.services import replays
from points.services.replays import Wanted
from points.stars import Stars

STARS = Stars(((5, 20), (4, 15), (3, 10)))


def ask_what_if(world: World, now: datetime) -> None:
    """The clerk asks what the finished months would have come to under the latest draft."""
    draft = Standard.objects.drafts().filter(community=world.community).first()
    months = replays.settled_months(world.community)
    if draft is not None and months:
        wanted = Wanted(months[0], months[-1], STARS)
        replays.ask(draft, wanted, world.clerk, now, settings.SITE_URL)
