"""The shape of the program, read from its syntax trees: arrows, writers, sizes, clocks."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
APPS = ("households", "points", "supermarket", "config")
MAY_IMPORT = {
    "households": {"households"},
    "points": {"points", "households"},
    "supermarket": {"supermarket", "points", "households"},
    "config": set(APPS),
}
PURE = {
    "points": (
        "periods",
        "steps",
        "scoring",
        "explain",
        "rulebook",
        "spans",
        "tiers",
        "matters",
        "sofar",
        "tally",
        "weights",
        "groups",
        "hours",
        "validity",
        "bank_offer",
        "fairness",
        "fair_words",
        "lots",
        "fitness",
        "barred",
        "comparison",
        "pairing",
        "quorum",
        "patrol",
        "proposals",
        "canonical",
        "chain",
        "letters",
        "photos",
        "running",
        "star_shares",
        "stars",
        "ranking",
        "ranks",
        "translation",
        "replay",
        "replay_findings",
        "wording",
    ),
    "supermarket": ("limits", "outlook"),
}
CLOCKS = {"now", "today", "localdate", "localtime", "utcnow"}

WRITERS = {
    "Entry": "points/services/ledger.py",
    "Account": "points/services/ledger.py",
    "Posting": "points/services/posting.py",
    "Notice": "points/services/notices.py",
    "NoticeHousehold": "points/services/notices.py",
    "HangingReceipt": "points/services/hangings.py",
    "HangingPhoto": "points/services/hangings.py",
    "HonourPolicy": "points/services/honour_policies.py",
    "AnnualRanking": "points/services/rankings.py",
    "RankingLine": "points/services/rankings.py",
    "RankingCorrection": "points/services/rankings.py",
    "Veto": "points/services/vetoes.py",
    "VetoObjection": "points/services/vetoes.py",
    "VetoLift": "points/services/vetoes.py",
    "Recommendation": "points/services/recommendations.py",
    "RecommendationStep": "points/services/recommendations.py",
    "Letter": "points/services/letters.py",
    "LineCheck": "points/services/line_checks.py",
    "PatrolRound": "points/services/patrol_plans.py",
    "PatrolConfirmation": "points/services/patrol_plans.py",
    "PatrolFinding": "points/services/patrols.py",
    "PatrolFindingPhoto": "points/services/patrols.py",
    "PatrolCheck": "points/services/patrol_checks.py",
    "PatrolCheckPhoto": "points/services/patrol_checks.py",
    "PrintJob": "points/services/print_jobs.py",
    "Replay": "points/services/replays.py",
    "StepDecision": "points/services/review.py",
    "StepScore": "points/services/review.py",
    "RecordScore": "points/services/review.py",
    "Revision": "points/services/revisions.py",
    "Record": "points/services/records.py",
    "ProposalAnswer": "points/services/proposals.py",
    "Evidence": "points/services/evidence.py",
    "Serving": "points/services/servings.py",
    "Answer": "points/services/servings.py",
    "Meeting": "points/services/meetings.py",
    "MeetingScan": "points/services/meetings.py",
    "CommitteeVote": "points/services/votes.py",
    "Team": "points/services/teams.py",
    "TeamMember": "points/services/teams.py",
    "Activity": "points/services/activities.py",
    "SignUp": "points/services/sign_ups.py",
    "Attendance": "points/services/attendances.py",
    "Relation": "households/services/relations.py",
    "Objection": "points/services/objections.py",
    "ObjectionReply": "points/services/objections.py",
    "StandardComment": "points/services/standard_comments.py",
    "StandardCommentAnswer": "points/services/standard_comments.py",
    "Correction": "points/services/corrections.py",
    "RecordCorrection": "points/services/corrections.py",
    "Adjustment": "points/services/adjustments.py",
    "AdjustmentDecision": "points/services/adjustments.py",
    "AdjustmentScan": "points/services/adjustments.py",
    "Reinspection": "points/services/reinspections.py",
    "ReinspectedHousehold": "points/services/reinspections.py",
    "SecondScore": "points/services/reinspections.py",
    "BankOffer": "points/services/bank_offers.py",
    "CertificateRequest": "points/services/certificates.py",
    "Certificate": "points/services/certificates.py",
    "ClearingAnnouncement": "points/services/clearing_announcements.py",
    "Clearing": "points/services/clearings.py",
    "ClearedBalance": "points/services/clearings.py",
    "Appointment": "households/services/appointments.py",
    "Submission": "households/services/submissions.py",
    "Card": "households/services/cards.py",
    "CardAttempt": "households/services/cards.py",
    "Household": "households/services/households.py",
    "HouseholdMove": "households/services/households.py",
    "Outlet": "supermarket/services/outlets.py",
    "Product": "supermarket/services/catalogue.py",
    "Price": "supermarket/services/catalogue.py",
    "MarketPolicy": "supermarket/services/market_policies.py",
    "Stock": "supermarket/services/shelf.py",
    "Lot": "supermarket/services/shelf.py",
    "StockMovement": "supermarket/services/shelf.py",
    "Receipt": "supermarket/services/stock.py",
    "StockCount": "supermarket/services/stock.py",
    "StockCountLine": "supermarket/services/stock.py",
    "Window": "supermarket/services/windows.py",
    "Redemption": "supermarket/services/exchange.py",
    "RedemptionLine": "supermarket/services/exchange.py",
    "Cancellation": "supermarket/services/cancelling.py",
    "Reservation": "supermarket/services/reservations.py",
    "Voucher": "supermarket/services/vouchers.py",
    "Settlement": "supermarket/services/settlements.py",
    "SettlementLine": "supermarket/services/settlements.py",
    "SlipPrint": "supermarket/services/slip_prints.py",
}
"""The one door for each kind of fact."""

PREPARES = {
    ("points/services/recordbook.py", "Record"),
    ("points/services/attendance_book.py", "Attendance"),
    ("points/services/patrol_book.py", "PatrolFinding"),
    ("points/demo/world.py", "Household"),
    ("points/services/grid.py", "Household"),
}
"""Who makes unsaved rows: to hand them to their writer, or in place of one that was read."""

WRITES = {"create", "bulk_create", "get_or_create", "update_or_create", "bulk_update"}


def sources() -> Iterator[Path]:
    for app in APPS:
        for path in sorted((ROOT / app).rglob("*.py")):
            if "migrations" not in path.parts:
                yield path


def imported(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module


def short(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def test_imports_point_down_from_one_app_to_the_next() -> None:
    wrong = []
    for path in sources():
        app = path.relative_to(ROOT).parts[0]
        for module in imported(ast.parse(path.read_text())):
            top = module.split(".")[0]
            if top in APPS and top not in MAY_IMPORT[app]:
                wrong.append(f"{short(path)} imports {module}")
    assert wrong == []


def test_rules_know_neither_django_nor_the_models() -> None:
    pure = {f"{app}.{name}" for app, names in PURE.items() for name in names}
    wrong = []
    for rules in sorted(pure):
        path = ROOT / f"{rules.replace('.', '/')}.py"
        for module in imported(ast.parse(path.read_text())):
            ours = module.split(".")[0] in APPS and module not in {*pure, *PURE}
            if ours or module.startswith("django"):
                wrong.append(f"{short(path)} imports {module}")
    assert wrong == []


def test_services_import_neither_views_nor_forms_nor_reports() -> None:
    wrong = []
    for path in sources():
        if "services" not in path.parts and "models" not in path.parts:
            continue
        wrong += [
            f"{short(path)} imports {module}"
            for module in imported(ast.parse(path.read_text()))
            if {"views", "forms", "reports", "urls", "admin"} & set(module.split(".")[1:])
        ]
    assert wrong == []


def writes(tree: ast.AST) -> Iterator[str]:
    """Names of models that a tree makes rows of: `Entry(...)`, `Entry.objects.bulk_create(...)`."""
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        called = node.func
        if isinstance(called, ast.Name):
            yield called.id
        elif (
            isinstance(called, ast.Attribute)
            and called.attr in WRITES
            and isinstance(called.value, ast.Attribute)
            and isinstance(called.value.value, ast.Name)
        ):
            yield called.value.value.id


def test_each_kind_of_fact_has_one_writer() -> None:
    wrong = [
        f"{short(path)} writes {model}"
        for path in sources()
        for model in set(writes(ast.parse(path.read_text())))
        if model in WRITERS
        and short(path) != WRITERS[model]
        and (short(path), model) not in PREPARES
    ]
    assert wrong == []


def test_rules_services_and_models_never_look_at_the_clock() -> None:
    wrong = []
    rules = {f"{app}/{name}.py" for app, names in PURE.items() for name in names}
    for path in sources():
        name = short(path)
        if not ("/services/" in name or "/models/" in name or name in rules):
            continue
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
                told = node.func.attr in CLOCKS and not node.args
                if told and name != "households/models/user.py":
                    wrong.append(f"{name}:{node.lineno} asks {node.func.attr}()")
    assert wrong == []


@pytest.mark.parametrize("app", [*APPS, "tests", "static/js", "static/css", "templates"])
def test_no_file_is_longer_than_three_hundred_lines(app: str) -> None:
    long = []
    for path in sorted((ROOT / app).rglob("*")):
        if path.suffix in {".py", ".js", ".css", ".html"} and "migrations" not in path.parts:
            lines = len(path.read_text().splitlines())
            if lines > 300:
                long.append(f"{short(path)}: {lines}")
    assert long == []
