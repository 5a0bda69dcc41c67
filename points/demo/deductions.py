"""The demo's deductions: each with a photo, told to its household; some households answer."""

import random
from collections.abc import Sequence
from datetime import datetime

from django.utils import timezone
from PIL import Image, ImageDraw

from points.demo.photos import taken
from points.demo.world import World
from points.models import Answer, Record, Serving, Sheet
from points.photos import Prepared
from points.services import evidence, servings
from points.services.scorebook import with_points_now

ANSWERS = ("当时家里没人，回来就收拾了", "已经改好，请再来看", "下次注意", "那天不是我家的狗")


def tell_deductions(
    world: World, sheets: Sequence[Sheet], chance: random.Random, at: datetime
) -> None:
    """Attaches a drawn photo to every deduction of `sheets` and tells it on the day it happened.

    Every third household answers, and each whose time to do so is not over at `at`.
    """
    standing = Record.objects.standing().filter(line__sheet__in=sheets)
    deductions = with_points_now(standing).filter(points_now__lt=0).select_related("line")
    by, today = world.publisher, timezone.localdate(at)
    for record in deductions.order_by("pk"):
        evidence.attach(record, [_photo(chance)], by, at)
        how = chance.choice((Serving.How.IN_PERSON, Serving.How.AT_HOME))
        told = servings.serve(record, record.occurred_on, how, "", record.points_now, by, at)
        if told.answer_until >= today or not chance.randrange(3):
            text, day = chance.choice(ANSWERS), told.served_on
            servings.answer(record, text, Answer.How.ORAL, day, by, at)


def _photo(chance: random.Random) -> Prepared:
    """A wall, the ground before it, and what somebody left there."""
    picture = Image.new("RGB", (480, 360), (188, 192, chance.randint(170, 200)))
    draw = ImageDraw.Draw(picture)
    draw.rectangle((0, chance.randint(180, 230), 480, 360), fill=(124, 116, 96))
    for _ in range(chance.randint(4, 9)):
        x, y, size = chance.randrange(420), chance.randint(150, 300), chance.randint(30, 110)
        shade = (chance.randint(30, 150), chance.randint(40, 140), chance.randint(30, 90))
        draw.ellipse((x, y, x + size, y + size // 2), fill=shade)
    return taken(picture)
