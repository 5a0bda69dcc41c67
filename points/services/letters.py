"""The only writer of the letter to every household."""

from datetime import datetime
from typing import Final

from django.db import transaction

from households.models import Place, User
from households.refusals import AlreadyHandled, Refused
from households.services.appointments import offices_for
from households.services.days import day_of
from points.letters import TEXT, TITLE, faults
from points.models import Letter

RIGHT: Final = "points.write_letter"


def letter_of(community: Place) -> Letter:
    """The letter as it stands; the shipped words, as number 0, while nobody has written one."""
    latest = Letter.objects.filter(community=community).select_related("by").first()
    return latest or Letter(community=community, number=0, title=TITLE, text=TEXT)


@transaction.atomic
def write(community: Place, title: str, text: str, seen: int, by: User, at: datetime) -> Letter:
    """A new version of the letter, upon the one of number `seen`.

    Raises Refused at the field for no words or a gap that cannot be filled, and without an office;
    AlreadyHandled when somebody has written another version meanwhile.
    """
    # The lock that keeps the numbers without gaps.
    Place.objects.select_for_update(no_key=True).get(pk=community.pk)
    offices_for(by, RIGHT, [community], day_of(at))
    wrong = {name: faults(typed) for name, typed in (("title", title), ("text", text))}
    wrong |= {
        name: ["请填写。"]
        for name, typed in (("title", title), ("text", text))
        if not typed.strip()
    }
    if any(wrong.values()):
        raise Refused({name: told for name, told in wrong.items() if told})
    if letter_of(community).number != seen:
        raise AlreadyHandled("这封信刚刚被别人改过，本次没有保存。请刷新页面，看过新的再改。")
    return Letter.objects.create(
        community=community,
        number=seen + 1,
        title=title.strip(),
        text="\n".join(text.strip().splitlines()),
        by=by,
        at=at,
    )
