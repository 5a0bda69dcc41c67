"""The demo's papers: hung in every village with a photo, one of them blown down and hung again."""

import random
from datetime import timedelta
from typing import Final

from PIL import Image, ImageDraw

from households.models import Place
from households.services.days import moment_of
from points.demo.photos import taken
from points.demo.world import World
from points.models import Notice
from points.photos import Prepared
from points.services import hangings

BLOWN_DOWN: Final = "夜里刮大风，公示单被吹坏"


def hang_up(world: World, notice: Notice, chance: random.Random) -> None:
    """Notes that the paper of `notice` was hung on its first day; in the second village it came
    down on the next one, and hangs its days from then on."""
    first, night = notice.opens_on, notice.opens_on + timedelta(days=1)
    for number, village in enumerate(_villages(notice)):
        by, who = world.clerk, _hand(world, village)
        hangings.hang(notice, village, first, who, [_photo(chance)], by, moment_of(first, 14))
        if number == 1:
            at = moment_of(night, 9)
            hangings.take_down(notice, village, night, who, BLOWN_DOWN, by, at)
            hangings.hang(notice, village, night, who, [_photo(chance)], by, at)


def take_down(world: World, notice: Notice) -> None:
    """Notes that all papers of `notice` were taken down two days after its last one."""
    down = notice.closes_on + timedelta(days=2)
    for village in _villages(notice):
        who, at = _hand(world, village), moment_of(down, 16)
        hangings.take_down(notice, village, down, who, "", world.clerk, at)


def _villages(notice: Notice) -> list[Place]:
    codes = hangings.villages_in(notice)
    return list(Place.objects.filter(community=notice.community, code__in=codes).order_by("code"))


def _hand(world: World, village: Place) -> str:
    """Who hangs the papers of a village: the scorer of its first group."""
    first = min(place.pk for place in world.groups if place.parent_id == village.pk)
    return world.scorers[first].name


def _photo(chance: random.Random) -> Prepared:
    """A board at a wall under the sky, with a sheet full of lines on it."""
    picture = Image.new("RGB", (480, 360), (150, 180, chance.randint(190, 220)))
    draw = ImageDraw.Draw(picture)
    draw.rectangle((0, chance.randint(60, 110), 480, 360), fill=(196, 188, 172))
    draw.rectangle((60, 90, 420, 310), fill=(126, chance.randint(30, 60), 40))
    left, top = chance.randint(90, 140), chance.randint(110, 130)
    draw.rectangle((left, top, left + 240, top + 160), fill=(248, 246, 238))
    draw.rectangle((left + 60, top + 10, left + 180, top + 20), fill=(60, 60, 60))
    for line in range(chance.randint(8, 12)):
        y = top + 32 + 10 * line
        draw.line((left + 14, y, left + 226, y), fill=(150, 150, 150))
    return taken(picture)
