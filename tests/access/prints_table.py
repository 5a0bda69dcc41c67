"""The access table of the long prints; see `table`."""

from dataclasses import replace

from tests.access.table import ALL, A, C, K, Lies, Row, act, form, page


def of_print(row: Row) -> Row:
    return replace(row, lies=Lies.CLERK, named=lambda town: {"ref": town.print_job.ref})


PRINTS_TABLE: dict[str, Row] = {
    "prints": page(*ALL, K),
    "print_new": form(A, C, named=lambda _: {"kind": "letters"}),
    "print_job": of_print(page(C)),
    "print_progress": of_print(page(C)),
    "print_stop": of_print(act(C)),
    "print_again": of_print(act(C)),
    # It waits, so there is nothing to open.
    "print_paper": of_print(page(C, shown=302)),
}
