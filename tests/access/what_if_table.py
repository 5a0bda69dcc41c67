"""The access table of replays, and their forms filled in."""

from dataclasses import replace

from tests.access.filled import CLERK, WRITERS, Filled
from tests.access.table import A, C, Lies, Row, act, form, of_draft, of_standard, page
from tests.access.what_if_town import OCTOBER


def of_result(row: Row) -> Row:
    return replace(
        row, lies=Lies.COMMUNITY, named=lambda town: {"ref": town.replays.result.job.ref}
    )


def of_waiting(row: Row) -> Row:
    return replace(row, lies=Lies.CLERK, named=lambda town: {"ref": town.replays.waiting.ref})


WHAT_IF_TABLE: dict[str, Row] = {
    "what_if_standard": of_standard(form(A, C)),
    "what_if_draft": of_draft(form(A, C)),
    "what_if": of_result(page(A, C)),
    "what_if_families": of_result(page(A, C)),
    "what_if_print": of_result(page(A, C)),
    "what_if_progress": of_waiting(page(C)),
    "what_if_stop": of_waiting(act(C)),
    "what_if_again": of_waiting(act(C)),
}

MONTHS = {"first": OCTOBER, "last": OCTOBER}
WHAT_IF_FILLED: dict[str, Filled] = {
    "what_if_standard": Filled(lambda _: MONTHS, WRITERS),
    "what_if_draft": Filled(lambda _: MONTHS | {"five": 7}, WRITERS),
    "what_if_stop": Filled(lambda _: {}, CLERK, lies=Lies.CLERK),
    # It has not ended, which is found out after the right to replay.
    "what_if_again": Filled(lambda _: {}, CLERK, changes=False, lies=Lies.CLERK),
}
