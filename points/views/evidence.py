"""佐证: hanging photos on a record, and handing out a photo to who may see its record."""

from io import BytesIO

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from households.http import Request, require
from households.refusals import Refused
from households.services.submissions import once
from points.forms.photos import EvidenceForm
from points.models import Evidence
from points.models.photo import Photo
from points.reports.gallery import gallery
from points.services import evidence
from points.views.record import visible_record


@require_http_methods(["GET", "HEAD", "POST"])
def record_evidence(request: Request, ref: str) -> HttpResponse:
    """Hangs photos on a record."""
    record = visible_record(request, ref)
    require(request.user, "points.attach_evidence", record)
    if request.user.household_id == record.line.household_id:
        raise PermissionDenied("不能给自己家的记录附佐证，请由别的工作人员办理。")
    form = EvidenceForm(request.POST, request.FILES) if request.method == "POST" else EvidenceForm()
    now = timezone.now()

    def act() -> int:
        return len(evidence.attach(record, form.cleaned_data["photos"], request.user, now))

    if form.is_valid():
        token = form.cleaned_data["form_token"]
        try:
            count, _ = once(token, "record_evidence", request.user, now, act)
        except Refused as refused:
            form.refuse(refused)
        else:
            messages.success(request, f"已附佐证照片{count}张。")
            return redirect("record_page", ref=ref)
    context = {"form": form, "record": record, "gallery": gallery(record, request.user)}
    status = 422 if form.is_bound else 200
    return render(request, "points/record_evidence.html", context, status=status)


@require_safe
def evidence_file(request: Request, ref: str) -> FileResponse:
    """One photo, for whoever may see the record it hangs on."""
    visible = Evidence.objects.visible_to(request.user)
    chain = visible.select_related("record__line__sheet__group__parent")
    found = get_object_or_404(chain, ref=ref)
    require(request.user, "points.view_record", found.record)
    return evidence_response(found)


def evidence_response(photo: Photo, called: str = "佐证") -> FileResponse:
    """The file of `photo`, to whoever asks after he was found to be allowed: downloaded under a
    name that says nothing about anybody, shown only within a page, and kept nowhere.

    Raises Http404 when the file is gone.
    """
    try:
        with photo.file.open("rb") as file:
            content = BytesIO(file.read())
    except FileNotFoundError as error:
        raise Http404("这张照片的文件不在了，请联系系统管理员从备份恢复。") from error
    return FileResponse(
        content,
        as_attachment=True,
        filename=f"{called}-{photo.ref}.jpg",
        content_type="image/jpeg",
        headers={"X-Content-Type-Options": "nosniff", "Cache-Control": "private, no-store"},
    )
