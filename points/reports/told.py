"""扣分告知 of one record as its page shows it: whether it is told, until when, the answers."""

from dataclasses import dataclass
from datetime import date

from households.models import User
from points.models import Answer, Record, Serving
from points.periods import chinese_date
from points.services.servings import RIGHT
from points.services.telling import Telling, takes_answers, tellings


@dataclass(frozen=True, slots=True)
class Told:
    """`standing` says in a sentence where it stands; `done` when nothing holds up the audit.

    `may_serve` and `may_answer` are what the person may register, `may_print` the paper.
    """

    standing: str
    done: bool
    servings: list[Serving]
    answers: list[Answer]
    may_serve: bool
    may_answer: bool
    may_print: bool


def told(record: Record, points_now: int, user: User, day: date) -> Told | None:
    """None for what is no deduction now and was never told as one. Three queries."""
    servings = list(record.servings.select_related("by", "appointment__place__parent"))
    deducts = points_now < 0 and record.voided_at is None
    if not (deducts or servings):
        return None
    telling = tellings({record.pk: points_now})[record.pk]
    acts = (
        takes_answers(record.line.sheet)
        and record.voided_at is None
        and record.line.household_id != user.household_id
        and user.has_perm(RIGHT, record)
    )
    return Told(
        standing=_standing(telling, day) if deducts else "现在不扣分，不用再告知。",
        done=not deducts or not telling.missing(day),
        servings=servings,
        answers=list(record.answers.select_related("typed_by")),
        may_serve=acts and deducts,
        may_answer=acts and bool(servings),
        may_print=deducts and user.has_perm(RIGHT, record),
    )


def _standing(telling: Telling, day: date) -> str:
    missing = telling.missing(day)
    if missing or telling.serving is None:
        return f"{missing}。"
    if telling.answered:
        return "已告知，本户已陈述。"
    return f"已告知，陈述期限到{chinese_date(telling.serving.answer_until)}，本户没有陈述。"
