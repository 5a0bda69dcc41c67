"""Settled months of a community as the office would have left them, written straight into the
tables: through the steps it would take an hour."""

import random
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

from django.conf import settings
from django.db import transaction

from households.models import Appointment, Household
from points.matters import Matter
from points.models import Item, Record, RecordScore, Sheet, SheetLine, StepDecision
from points.periods import Month
from points.replay import Track
from points.scoring import StandardRules, score
from points.services import standards
from points.services.scorebook import rules_of
from points.services.standard_file import read_standard
from points.steps import Step
from tests.factory import NOON, Office, make_group, make_standard

YEAR = 2026
RECORDS = 10
"""Of a household and month."""


class Settled:
    """`households` in `groups` with so many months of the shipped standard, and a `draft` in which
    half of its items are worth twice as much."""

    def __init__(self, households: int, groups: int, months: int) -> None:
        office = self.office = Office(f"{households}户的社区")
        path = settings.BASE_DIR / "points" / "data" / "standard-14-rules.csv"
        rows = tuple(read_standard(path.read_bytes(), path.name))
        self.standard = make_standard(office.community, Month(YEAR, 2), rows)
        self.items = list(self.standard.items.all())
        self.months = [Month(YEAR, number) for number in range(1, months + 1)]
        self.groups = [office.group]
        self.groups += [make_group(office.village, f"第{n}组") for n in range(2, groups + 1)]
        self.households = Household.objects.bulk_create(
            Household(
                community=office.community,
                group=self.groups[number % groups],
                code=f"{number:06d}",
                head="张三禾",
            )
            for number in range(households)
        )
        self.appointment = Appointment.objects.get(user=office.auditor)
        chance = random.Random(YEAR)
        with transaction.atomic():
            self._settle(rules_of(self.standard), chance)
        dearer = [
            replace(row, points_min=2 * row.points_min, points_max=2 * row.points_max)
            if row.monthly_cap is None and row.yearly_cap is None
            else row
            for row in rows
        ]
        self.draft = standards.create_draft(office.community, "草案", Month(YEAR + 1, 1), dearer)

    def _settle(self, rules: StandardRules, chance: random.Random) -> None:
        tracks = {household.pk: Track() for household in self.households}
        for month in self.months:
            decisions = {group.pk: self._decision(group.pk, month) for group in self.groups}
            lines = SheetLine.objects.bulk_create(
                SheetLine.of(decisions[household.group_id].sheet, household.pk)
                for household in self.households
            )
            records, counts = [], []
            for line in lines:
                matters = list(self._matters(month, chance))
                track = tracks[line.household_id]
                scored = score([each for _, each in matters], rules, track.before(month)).matters
                track.passed(month, rules, scored)
                counted = {each.key: each.counted for each in scored}
                records += [self._record(line, item, matter) for item, matter in matters]
                counts += [counted[matter.key] for _, matter in matters]
            Record.objects.bulk_create(records, batch_size=2_000)
            RecordScore.objects.bulk_create(
                (
                    RecordScore(
                        community=self.office.community,
                        decision=decisions[self._group_of(record)],
                        record=record,
                        counted=counted,
                        explanation="计分",
                    )
                    for record, counted in zip(records, counts, strict=True)
                ),
                batch_size=2_000,
            )

    def _decision(self, group: int, month: Month) -> StepDecision:
        sheet = Sheet.objects.create(
            community=self.office.community,
            group_id=group,
            year=month.year,
            month=month.month,
            standard=self.standard,
            state=Sheet.State.READY,
            step=Step.ASSEMBLY,
            notice_first=True,
            opened_by=self.office.clerk,
            opened_at=NOON,
        )
        return StepDecision.objects.create(
            community=self.office.community,
            sheet=sheet,
            step=Step.AUDIT,
            round=1,
            outcome=StepDecision.Outcome.PASSED,
            version=1,
            by=self.office.auditor,
            appointment=self.appointment,
            at=NOON,
        )

    def _matters(self, month: Month, chance: random.Random) -> Iterator[tuple[Item, Matter]]:
        for key, item in enumerate(chance.sample(self.items, RECORDS)):
            points = chance.randint(item.points_min, item.points_max)
            day = month.first_day + timedelta(days=chance.randrange(28))
            yield item, Matter(key, item.code, points, day, key)

    def _record(self, line: SheetLine, item: Item, matter: Matter) -> Record:
        return Record(
            community=self.office.community,
            line=line,
            item=item,
            occurred_on=matter.occurred_on,
            points=matter.points,
            origin=Record.Origin.OFFICE,
            once_a_month=item.once_a_month,
            version=1,
            recorded_by=self.office.clerk,
            recorded_at=NOON,
        )

    def _group_of(self, record: Record) -> int:
        return record.line.sheet.group_id
