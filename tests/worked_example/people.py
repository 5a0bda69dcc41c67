"""The office of the example, and a person at its pages."""

from datetime import date
from pathlib import Path

from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from households.models import User
from households.roles import Role
from points.periods import Month
from points.services import standards
from points.services.standard_file import read_standard
from tests.factory import (
    PASSWORD,
    appoint,
    make_community,
    make_group,
    make_household,
    make_officer,
    make_user,
    make_village,
)
from tests.worked_example import paper
from tests.worked_example.page import Form, Page

Files = dict[str, SimpleUploadedFile]
STANDARD: Path = settings.BASE_DIR / "points/data/standard-14-rules.csv"


class Person:
    """Somebody who signs in by the page, reads pages, follows links and sends forms."""

    def __init__(self, user: User) -> None:
        self._client = Client(enforce_csrf_checks=True)
        sign_in = self.open("/")
        assert sign_in.address.startswith("/login/")
        form = sign_in.form("username", "password")
        self.desk = self.send(sign_in, form, username=user.username, password=PASSWORD)
        assert self.desk.address == "/"

    def open(self, address: str) -> Page:
        answer = self._client.get(address, follow=True)
        assert answer.status_code == 200, f"{answer.status_code} at {address}"
        return Page(answer.text, _reached(answer, address))

    def file(self, address: str) -> bytes:
        """What a link to a file brings."""
        answer = self._client.get(address)
        assert answer.status_code == 200, f"{answer.status_code} at {address}"
        return answer.getvalue()

    def send(
        self, page: Page, form: Form, /, files: Files | None = None, status: int = 200, **typed: str
    ) -> Page:
        """Sends `form` of `page` with `typed` and `files`, and reads where it leads."""
        address = form.address or page.address
        if address.startswith("?"):
            address = page.address.partition("?")[0] + address
        act = self._client.post if form.method == "post" else self._client.get
        answer = act(address, {**form.filled(typed), **(files or {})}, follow=True)
        read = Page(answer.text, _reached(answer, address))
        assert answer.status_code == status, f"{answer.status_code} at {address}: {read.text}"
        return read


def _reached(answer: object, address: str) -> str:
    chain = getattr(answer, "redirect_chain", [])
    return chain[-1][0] if chain else address


class Village:
    """One villager group of four households, the shipped standard, and a person for each step."""

    def __init__(self) -> None:
        community = make_community("东岭社区")
        village = make_village(community, "赵庄", date(2026, 1, 1))
        self.group = make_group(village, "第1组")
        homes = [
            make_household(self.group, head, code)
            for code, head in zip(paper.CODES, paper.HEADS, strict=True)
        ]
        self.clerk = make_officer(Role.CLERK, community, "周经办")
        self.scorer = make_user(community, "李评分", homes[1])
        appoint(self.scorer, Role.SCORER, self.group)
        self.committee = make_officer(Role.COMMITTEE, community, "吴评议")
        self.auditor = make_officer(Role.AUDITOR, community, "郑审核")
        self.recorder = make_officer(Role.RECORDER, community, "王记录")
        chief = make_officer(Role.ADMINISTRATOR, community, "冯主任")
        draft = standards.create_draft(
            community,
            "家庭诚信积分标准",
            Month(2026, 1),
            read_standard(STANDARD.read_bytes(), STANDARD.name),
        )
        standards.adopt(draft, "2025年12月村民代表会议", chief, timezone.now())
