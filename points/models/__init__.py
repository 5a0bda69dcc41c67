from points.models.account import Account
from points.models.activity import Activity
from points.models.attendance import Attendance, SignUp
from points.models.certificate import BankOffer, Certificate, CertificateRequest
from points.models.clearing import ClearedBalance, Clearing, ClearingAnnouncement
from points.models.comment import StandardComment, StandardCommentAnswer
from points.models.correction import (
    Adjustment,
    AdjustmentDecision,
    Correction,
    NoticeCorrection,
    RecordCorrection,
)
from points.models.decision import RecordScore, Revision, StepDecision, StepScore
from points.models.entry import Entry, Posting
from points.models.evidence import AdjustmentScan, Evidence, MeetingScan
from points.models.hanging import HangingPhoto, HangingReceipt
from points.models.honour_policy import HonourPolicy
from points.models.item import Item
from points.models.letter import Letter
from points.models.line_check import LineCheck
from points.models.meeting import Meeting
from points.models.notice import Notice
from points.models.notice_household import NoticeHousehold
from points.models.objection import Objection, ObjectionReply
from points.models.patrol import PatrolConfirmation, PatrolRound
from points.models.patrol_finding import (
    PatrolCheck,
    PatrolCheckPhoto,
    PatrolFinding,
    PatrolFindingPhoto,
)
from points.models.policy import Policy
from points.models.print_job import PrintJob
from points.models.proposal import ProposalAnswer
from points.models.ranking import AnnualRanking, RankingCorrection, RankingLine
from points.models.recommendation import Recommendation, RecommendationStep
from points.models.record import Record
from points.models.reinspection import ReinspectedHousehold, Reinspection, SecondScore
from points.models.replay import Replay
from points.models.serving import Answer, Serving
from points.models.sheet import Sheet, SheetLine
from points.models.standard import Area, Rule, Standard
from points.models.team import Team, TeamMember
from points.models.veto import Veto, VetoLift, VetoObjection
from points.models.vote import CommitteeVote

__all__ = [
    "Account",
    "Activity",
    "Adjustment",
    "AdjustmentDecision",
    "AdjustmentScan",
    "AnnualRanking",
    "Answer",
    "Area",
    "Attendance",
    "BankOffer",
    "Certificate",
    "CertificateRequest",
    "ClearedBalance",
    "Clearing",
    "ClearingAnnouncement",
    "CommitteeVote",
    "Correction",
    "Entry",
    "Evidence",
    "HangingPhoto",
    "HangingReceipt",
    "HonourPolicy",
    "Item",
    "Letter",
    "LineCheck",
    "Meeting",
    "MeetingScan",
    "Notice",
    "NoticeCorrection",
    "NoticeHousehold",
    "Objection",
    "ObjectionReply",
    "PatrolCheck",
    "PatrolCheckPhoto",
    "PatrolConfirmation",
    "PatrolFinding",
    "PatrolFindingPhoto",
    "PatrolRound",
    "Policy",
    "Posting",
    "PrintJob",
    "ProposalAnswer",
    "RankingCorrection",
    "RankingLine",
    "Recommendation",
    "RecommendationStep",
    "Record",
    "RecordCorrection",
    "RecordScore",
    "ReinspectedHousehold",
    "Reinspection",
    "Replay",
    "Revision",
    "Rule",
    "SecondScore",
    "Serving",
    "Sheet",
    "SheetLine",
    "SignUp",
    "Standard",
    "StandardComment",
    "StandardCommentAnswer",
    "StepDecision",
    "StepScore",
    "Team",
    "TeamMember",
    "Veto",
    "VetoLift",
    "VetoObjection",
]
