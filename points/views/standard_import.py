"""Importing a standard from a table on a page: looked at first, then a draft."""

from collections.abc import Sequence

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from households.http import Request, require
from households.refusals import Refused
from households.services.submissions import once
from households.tables import TableError
from points.forms.standard import ImportForm
from points.models import Standard
from points.periods import Month
from points.services import standards
from points.services.standard_file import StandardFileRefused, read_standard, remarks_on
from points.services.standard_fit import obstacle
from points.services.standards import ItemRow
from points.views.standard_acts import address_of
from points.views.table_import import import_page

TEMPLATE = "points/standard_import.html"


@require_http_methods(["GET", "HEAD", "POST"])
def standard_import(request: Request) -> HttpResponse:
    """Takes the table; “check” tells what it holds and writes nothing."""
    community = request.user.community
    require(request.user, "points.add_standard", community)
    now = timezone.now()
    if request.method != "POST":
        initial = {"starts": Month.of(timezone.localdate(now)).next()}
        return import_page(request, TEMPLATE, ImportForm(initial=initial))
    form = ImportForm(request.POST, request.FILES)
    if not form.is_valid():
        return import_page(request, TEMPLATE, form)
    typed = form.cleaned_data
    try:
        rows = read_standard(typed["file"].read(), typed["file"].name)

        def act() -> tuple[int, str]:
            draft = standards.create_draft(community, typed["title"], typed["starts"], rows)
            return draft.pk, _told(rows, draft)

        if "check" in request.POST:
            with transaction.atomic():
                _, told = act()
                transaction.set_rollback(True)
            checked = f"检查通过，没有写入。表里有{told}要导入，请再选一次文件。"
            return import_page(request, TEMPLATE, form, checked=checked)
        (made, told), _ = once(typed["form_token"], "import_standard", request.user, now, act)
    except StandardFileRefused as refused:
        return import_page(request, TEMPLATE, form, errors=refused.errors)
    except TableError as error:
        form.add_error("file", str(error))
        return import_page(request, TEMPLATE, form)
    except Refused as refused:
        form.refuse(refused)
        return import_page(request, TEMPLATE, form)
    messages.success(request, f"已导入成草案，{told}请核对。")
    return redirect(address_of(request, made))


def _told(rows: Sequence[ItemRow], draft: Standard) -> str:
    """How much there is of it, what is odd about it, and why it can't be adopted yet."""
    wrong = obstacle(draft)
    waits = f"现在还不能通过：{wrong}" if wrong else ""
    return f"{len(rows)}个评分项。" + "".join(remarks_on(rows)) + waits
