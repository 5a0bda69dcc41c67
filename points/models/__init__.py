from points.models.account import Account
from points.models.decision import RecordScore, Revision, StepDecision, StepScore
from points.models.entry import Entry, Posting
from points.models.meeting import Meeting
from points.models.notice import Notice
from points.models.notice_household import NoticeHousehold
from points.models.policy import Policy
from points.models.record import Record
from points.models.sheet import Sheet, SheetLine
from points.models.standard import Area, Item, Rule, Standard

__all__ = [
    "Account",
    "Area",
    "Entry",
    "Item",
    "Meeting",
    "Notice",
    "NoticeHousehold",
    "Policy",
    "Posting",
    "Record",
    "RecordScore",
    "Revision",
    "Rule",
    "Sheet",
    "SheetLine",
    "Standard",
    "StepDecision",
    "StepScore",
]
