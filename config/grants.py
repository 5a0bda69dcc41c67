"""What each office may do. One table; a right outside it does not exist.

Rights are Django permission names, so the admin, the templates and our own views ask the same
question.
"""

from households.roles import Role

SEE_HOUSEHOLDS = {"households.view_household", "households.view_place"}
SEE_POINTS = {
    "points.view_sheet",
    "points.view_record",
    "points.view_notice",
    "points.view_standard",
    "points.view_area",
    "points.view_rule",
    "points.view_item",
    "points.view_account",
    "points.view_entry",
    "points.view_activity",
}
KEEP_HOUSEHOLDS = {
    "households.add_household",
    "households.change_household",
    "households.import_household",
    "households.export_household",
}
KEEP_PEOPLE = {
    "households.add_place",
    "households.change_place",
    "households.view_user",
    "households.add_user",
    "households.change_user",
    "households.view_appointment",
    "households.add_appointment",
    "households.change_appointment",
    "households.view_relation",
    "households.add_relation",
    "households.change_relation",
}
DRAFT_STANDARD = {
    f"points.{act}_{thing}"
    for act in ("add", "change", "delete")
    for thing in ("standard", "area", "rule", "item")
}
ORGANISE = {"points.organise_activity"}
RECORD = {"points.add_record", "points.void_record"}
REVISE = {"points.revise_record"}
PROVE = {"points.attach_evidence"}
TELL = {"points.serve_record"}
PRINT = {"points.print_notice"}
PRINT_FORMS = {"points.print_form"}
PRINT_ARCHIVE = {"points.print_archive"}
WRITE_LETTER = {"points.write_letter"}
HANG = {"points.note_hanging"}
SEE_PATROLS = {"points.view_patrol"}
WALK_PATROLS = SEE_PATROLS | {"points.walk_patrol"}
SEE_YEAR_END = {"points.view_clearing", "points.view_certificate"}
SEE_HONOURS = {"points.view_annualranking"}
SEE_VETOES = {"points.view_veto"}
SEE_FAIRNESS = {"points.view_fairness"}
SEE_DISPUTES = {"points.view_objection", "points.view_adjustment"}

SEE_MARKET = {
    f"supermarket.view_{thing}" for thing in ("outlet", "product", "stock", "window", "redemption")
}
SEE_OUTLOOK = {"supermarket.view_outlook"}
SEE_SETTLEMENTS = {"supermarket.view_settlement"}
KEEP_STOCK = {"supermarket.keep_stock"}
PRINT_SLIPS = {"supermarket.print_slip"}
KEEP_MARKET = {
    f"supermarket.{right}"
    for right in (
        "change_outlet",
        "change_product",
        "import_product",
        "open_window",
        "cancel_redemption",
        "settle",
        "change_marketpolicy",
    )
}

SEE = SEE_HOUSEHOLDS | SEE_POINTS

GRANTS: dict[str, frozenset[str]] = {
    Role.ADMINISTRATOR: frozenset(
        SEE
        | KEEP_HOUSEHOLDS
        | KEEP_PEOPLE
        | DRAFT_STANDARD
        | PRINT
        | WRITE_LETTER
        | SEE_HONOURS
        | {
            "households.enter_back_office",
            "points.adopt_standard",
            "points.view_policy",
            "points.change_policy",
        }
    ),
    Role.CLERK: frozenset(
        SEE
        | KEEP_HOUSEHOLDS
        | DRAFT_STANDARD
        | RECORD
        | ORGANISE
        | PROVE
        | TELL
        | SEE_MARKET
        | SEE_OUTLOOK
        | SEE_SETTLEMENTS
        | KEEP_STOCK
        | KEEP_MARKET
        | PRINT_SLIPS
        | PRINT
        | PRINT_FORMS
        | PRINT_ARCHIVE
        | WRITE_LETTER
        | HANG
        | SEE_DISPUTES
        | SEE_YEAR_END
        | SEE_FAIRNESS
        | SEE_HONOURS
        | SEE_VETOES
        | {
            "households.enter_back_office",
            "households.issue_card",
            "households.view_relation",
            "points.add_objection",
            "points.handle_objection",
            "points.add_adjustment",
            "points.add_veto",
            "points.correct_ranking",
            "points.print_honour",
            "points.add_recommendation",
            "points.change_honourpolicy",
            "points.add_clearingannouncement",
            "points.issue_certificate",
            "points.add_bankoffer",
            "points.view_policy",
            "points.open_sheet",
            "points.import_record",
            "points.pass_self",
            "points.publish_notice",
            "points.view_patrol",
            "points.plan_patrol",
            "points.close_notice",
        }
    ),
    Role.SCORER: frozenset(
        SEE
        | RECORD
        | ORGANISE
        | REVISE
        | PROVE
        | TELL
        | PRINT_FORMS
        | WALK_PATROLS
        | {"points.pass_group"}
    ),
    Role.COMMITTEE: frozenset(
        SEE
        | SEE_HONOURS
        | SEE_FAIRNESS
        | REVISE
        | PROVE
        | PRINT_FORMS
        | WALK_PATROLS
        | {"points.pass_committee", "points.score_reinspection"}
    ),
    Role.AUDITOR: frozenset(
        SEE
        | SEE_MARKET
        | SEE_OUTLOOK
        | SEE_SETTLEMENTS
        | REVISE
        | PROVE
        | PRINT
        | PRINT_FORMS
        | PRINT_ARCHIVE
        | SEE_DISPUTES
        | SEE_PATROLS
        | SEE_YEAR_END
        | SEE_FAIRNESS
        | SEE_HONOURS
        | SEE_VETOES
        | {
            "points.pass_audit",
            "points.decide_adjustment",
            "points.add_clearing",
            "points.draw_reinspection",
            "points.decide_veto",
        }
    ),
    Role.RECORDER: frozenset(
        SEE
        | SEE_HONOURS
        | REVISE
        | PRINT
        | PRINT_FORMS
        | {"points.pass_assembly", "points.freeze_ranking", "points.correct_ranking"}
    ),
    Role.SUPERVISOR: frozenset(
        SEE
        | SEE_MARKET
        | SEE_OUTLOOK
        | SEE_SETTLEMENTS
        | PRINT
        | PRINT_ARCHIVE
        | HANG
        | SEE_DISPUTES
        | WALK_PATROLS
        | SEE_YEAR_END
        | SEE_FAIRNESS
        | SEE_HONOURS
        | SEE_VETOES
        | {
            "households.view_appointment",
            "households.view_relation",
            "points.draw_reinspection",
            "points.score_reinspection",
        }
    ),
    # Counted at the assembly; the program asks nothing of them.
    Role.DELEGATE: frozenset(),
    Role.STOREKEEPER: frozenset(
        SEE_MARKET | KEEP_STOCK | PRINT_SLIPS | {"supermarket.serve_counter"}
    ),
    Role.MERCHANT: frozenset({"supermarket.use_voucher"}),
}
