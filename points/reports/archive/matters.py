"""Of a month's volume: its records, what was changed of them, the photos and scans kept."""

from collections.abc import Iterator, Sequence
from typing import Final

from households.services.days import day_of
from points.models import Evidence, HangingPhoto, MeetingScan
from points.models.photo import Photo
from points.periods import chinese_date
from points.reports.archive.book import Column, Kind, Section, Table, Value, latest
from points.reports.archive.month_facts import MonthFacts
from points.reports.archive.words import WHO, in_office, moment
from points.reports.record_rows import RecordRow

RECORDS: Final = (
    Column("序号", 3, Kind.NUMBER),
    *WHO,
    Column("日期", 8, Kind.DAY),
    Column("评分项", 11),
    Column("数量", 3, Kind.NUMBER),
    Column("记录分值", 3, Kind.POINTS),
    Column("现分值", 3, Kind.POINTS),
    Column("计分", 3, Kind.POINTS),
    Column("说明", 9),
    Column("来源", 5),
    Column("记录人", 5),
    Column("记录时间", 8, Kind.MOMENT),
    Column("补录", 3),
    Column("作废", 9),
    Column("记录号", 7, Kind.CODE),
)
REVISIONS: Final = (
    *WHO,
    Column("日期", 8, Kind.DAY),
    Column("评分项", 12),
    Column("步骤", 6),
    Column("轮次", 3, Kind.NUMBER),
    Column("原分", 3, Kind.POINTS),
    Column("改后", 3, Kind.POINTS),
    Column("理由", 14),
    Column("改分人", 12),
    Column("时间", 8, Kind.MOMENT),
    Column("记录号", 7, Kind.CODE),
)
PHOTOS: Final = (
    Column("序号", 3, Kind.NUMBER),
    Column("种类", 6),
    Column("所属", 20),
    Column("照片号", 6, Kind.CODE),
    Column("提供人", 6),
    Column("时间", 8, Kind.MOMENT),
    Column("像素", 5),
    Column("SHA-256校验值", 26, Kind.CODE),
)


def records_section(month: MonthFacts) -> Section:
    """1: every record with what became of it."""
    rows = [_record(month, number, row) for number, row in enumerate(month.every_record(), 1)]
    records = [row.record for row in month.every_record()]
    voided = sum(record.voided_at is not None for record in records)
    days = [day_of(record.recorded_at) for record in records]
    days += [day_of(record.voided_at) for record in records if record.voided_at]
    return Section(
        "事项记录",
        month.sheet.group.label,
        latest(days),
        [Table("事项记录", RECORDS, rows)],
        f"共{len(records)}条，其中作废{voided}条。现分值是改分以后的分值，计分是上限、互斥算过以后的分。"
        if records
        else "",
    )


def _record(month: MonthFacts, number: int, row: RecordRow) -> Sequence[Value]:
    record = row.record
    voided = ""
    if record.voided_at is not None:
        voided = f"{record.voided_by_whom}，{moment(record.voided_at)}，{record.void_reason}"
    return (
        number,
        *month.who(record),
        record.occurred_on,
        str(record.item),
        record.quantity,
        record.points,
        row.points,
        row.counted.points if row.counted else None,
        record.note,
        record.source,
        record.author,
        record.recorded_at,
        "补录" if record.late else "",
        voided,
        record.ref,
    )


def revisions_section(month: MonthFacts) -> Section:
    """3: every change of a record's points, as it was made."""
    changes = [(row, each) for row in month.every_record() for each in row.revisions]
    rows = [
        (
            *month.who(row.record),
            row.record.occurred_on,
            str(row.record.item),
            each.get_step_display(),
            each.round,
            each.points_before,
            each.points_after,
            each.reason,
            in_office(each.by, each.appointment),
            each.at,
            row.record.ref,
        )
        for row, each in sorted(changes, key=lambda change: (change[1].at, change[1].pk))
    ]
    day = latest(day_of(each.at) for _, each in changes)
    return Section("改分", month.office, day, [Table("改分", REVISIONS, rows)])


def photos_section(month: MonthFacts) -> Section:
    """6: the list of photos and scans that are kept; the pictures stay where they are."""
    photos = list(_photos(month))
    rows = [
        (
            number,
            str(photo._meta.verbose_name),
            of,
            photo.ref,
            photo.author,
            photo.at,
            f"{photo.width}×{photo.height}",
            photo.digest,
        )
        for number, (photo, of) in enumerate(photos, 1)
    ]
    return Section(
        "佐证目录",
        month.office,
        latest(day_of(photo.at) for photo, _ in photos),
        [Table("佐证目录", PHOTOS, rows)],
        f"照片和扫描件共{len(photos)}张，存于系统，不随卷打印；校验值是原件的，改动一处即不同。"
        if photos
        else "",
    )


def _photos(month: MonthFacts) -> Iterator[tuple[Photo, str]]:
    """Each with what it is a proof of. Three queries."""
    sheet = month.sheet
    evidence = Evidence.objects.filter(record__line__sheet=sheet)
    for photo in evidence.select_related("by", "record__item").order_by(
        "record__line__household__code", "record__occurred_on", "record_id", "pk"
    ):
        record = photo.record
        code, head = month.who(record)
        yield photo, f"{code} {head}，{chinese_date(record.occurred_on)}，{record.item}"
    scans = MeetingScan.objects.filter(meeting__decisions__sheet=sheet).select_related("by")
    for page in scans.select_related("meeting").order_by("meeting_id", "pk"):
        yield page, f"{chinese_date(page.meeting.held_on)}审定会议"
    hung = HangingPhoto.objects.filter(
        hanging__notice=sheet.notice_id, hanging__village=sheet.group.parent_id
    )
    for shot in hung.select_related("by", "hanging__village").order_by("hanging_id", "pk"):
        yield shot, f"{shot.hanging.village.label}，{chinese_date(shot.hanging.hung_on)}张贴"
