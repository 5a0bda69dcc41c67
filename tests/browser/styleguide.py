"""The style guide with made-up content, served without a database to a browser under test."""

import json
import mimetypes
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

from django import forms
from django.contrib.auth.forms import AuthenticationForm
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, QueryDict
from django.template.loader import render_to_string
from django.test import override_settings
from django.urls import path

ROOT = Path(__file__).resolve().parents[2]
STEPS = ("自评", "组评", "评议", "审核", "审定")
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'"
)
HOUSEHOLDS = (
    {"value": "0101003", "label": "0101003 张*三 · 赵庄第1组", "hint": "本月 12 分"},
    {"value": "0101017", "label": "0101017 赵*山 · 赵庄第1组", "hint": ""},
    {"value": "0203009", "label": "0203009 周*生 · 周家湾第3组", "hint": ""},
)
TYPED = {"x-points": "8", "x-household": "01019", "x-note": "门前打扫干净"}
ITEMS = (
    "不私搭乱建围墙棚屋、土灶烟囱", "主动拆除私搭乱建", "为公益建设无偿让地、配合施工",
    "门前三包合格", "垃圾分类合格", "乱倒垃圾，经劝导不改", "邻里互助", "调解邻里纠纷",
    "孝亲敬老", "陪伴子女阅读",
    "志愿服务一次", "红白事简办", "参加村民会议", "外来人口主动报备",
)  # fmt: skip


class Example(forms.Form):
    household = forms.CharField(label="农户", help_text="填户编号、姓名或拼音首字母。")
    month = forms.CharField(label="月份", initial="2026年11月", disabled=True)
    points = forms.IntegerField(
        label="分值", min_value=1, max_value=5, help_text="1 至 5 分。",
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
    )  # fmt: skip
    origin = forms.ChoiceField(
        label="来源", widget=forms.RadioSelect,
        choices=[("self", "本户申报"), ("group", "小组发现")],
    )  # fmt: skip
    told = forms.BooleanField(label="已告知农户", required=False)
    paper = forms.FileField(label="佐证照片", required=False)
    note = forms.CharField(label="说明", widget=forms.Textarea(attrs={"rows": 3}), required=False)

    def clean(self) -> dict[str, Any]:
        if not self.data.get("x-origin"):
            raise forms.ValidationError("这张积分表已进入评议，不能再添加记录。请记到下个月。")
        return self.cleaned_data


class Entry(forms.Form):
    household = forms.CharField(
        label="农户",
        widget=forms.TextInput(
            attrs={"data-combobox": True, "data-url": "/households/search/", "autofocus": True}
        ),
    )
    item = forms.CharField(label="评分项")
    day = forms.DateField(label="日期", widget=forms.DateInput(attrs={"type": "date"}))
    quantity = forms.CharField(label="数量", widget=forms.TextInput(attrs={"inputmode": "numeric"}))


class Filters(forms.Form):
    q = forms.CharField(label="农户", required=False)
    village = forms.ChoiceField(
        label="自然村", required=False, choices=[("", "全部"), ("01", "赵庄"), ("02", "周家湾")]
    )


class Reason(forms.Form):
    reason = forms.CharField(label="理由")


def _answer(request: HttpRequest) -> HttpResponse:
    return HttpResponse()


urlpatterns = [
    path(f"{name}/", _answer, name=name) for name in ("login", "logout", "password_change")
]


class _Person:
    name = "周办事员"
    is_authenticated = True


def frame() -> dict[str, Any]:
    """What the context processors give base.html."""
    request = HttpRequest()
    request.GET = QueryDict("village=01&page=2")
    request.user = _Person()
    labels = ("待办", "农户", "记事", "积分表", "公示", "标准", "后台")
    nav = [{"url": f"#{at}", "label": label, "current": at == 3} for at, label in enumerate(labels)]
    return {
        "request": request, "nav": nav, "community": {"name": "青禾社区"},
        "csrf_token": "x", "form_token": "6f9b5a3e-1d0c-4a53-9a7b-0c4a5a0f9e11",
    }  # fmt: skip


def _village(name: str, total: int, *reached: int) -> dict[str, Any]:
    stages = [{"label": label, "count": count} for label, count in zip(STEPS, reached, strict=True)]
    return {"label": name, "url": "#main", "total": total, "done": reached[-1], "reached": stages}


def _scores(code: str, name: str, *scores: int) -> list[dict[str, Any]]:
    cells = [{"label": "户编号", "text": code, "url": "#main"}, {"label": "户主", "text": name}]
    return cells + [
        {"label": step, "text": score, "numeric": True}
        for step, score in zip(STEPS, scores, strict=True)
    ]


def _grid(households: int) -> list[dict[str, Any]]:
    return [
        {
            "code": f"0101{at:03}",
            "name": f"张*{'三四五'[at % 3]}",
            "locked": at == 4,
            "cells": [
                {"name": f"c{at}-{item}", "item": name, "value": 1 if (at + item) % 5 == 0 else ""}
                for item, name in enumerate(ITEMS)
            ],
        }
        for at in range(1, households + 1)
    ]


def context() -> dict[str, Any]:
    """Everything styleguide.html shows."""
    states = ("done", "done", "current", "todo", "todo")
    full = ("群众自评", "村小组评分", "评审委员会评议", "两委审核", "代表大会审定")
    notes = ("11月5日 26 户", "11月8日 周评分员", "应到 7 人", "", "")
    groups = ("自评", "组评", "评议", "审核", "审定", "待公示", "公示中", "已入账")
    return frame() | {
        "form": Example(TYPED, prefix="x"),
        "entry": Entry(),
        "filters": Filters({"f-village": "01"}, prefix="f"),
        "reason": Reason(prefix="r"),
        "carried": [{"name": "sheet", "value": "1"}],
        "labels": [*groups, "退回", "作废"],
        "steps": [
            {"label": label, "state": state, "note": note}
            for label, state, note in zip(full, states, notes, strict=True)
        ],
        "villages": [
            _village("赵庄", 9, 9, 9, 7, 5, 3),
            _village("周家湾", 12, 12, 11, 6, 2, 0),
            _village("柳树店", 6, 6, 6, 6, 6, 6),
            _village("大河口北", 10, 8, 3, 1, 0, 0),
        ],
        "sheets": [
            {"code": at, "group": f"赵庄第{at}组", "step": step, "households": 40 + at,
             "points": 126 - 40 * at}
            for at, step in enumerate(groups[1:5], start=1)
        ],
        "page": Paginator(range(460), 50).page(2),
        "columns": [{"label": "户编号"}, {"label": "户主"}]
        + [{"label": step, "numeric": True} for step in STEPS],
        "rows": [
            _scores("0101003", "张*三", 8, 10, 10, 10, 10),
            _scores("0101017", "欧阳*山", 15, 12, 12, 11, 11),
            _scores("0101021", "周*", 0, -3, -3, -3, -3),
        ],
        "items": [
            {"number": f"{at // 4 + 1}.{at % 4 + 1}", "name": name, "points": -5 if at == 5 else 2}
            for at, name in enumerate(ITEMS)
        ],
        "grid": _grid(45),
        "facts": [
            {"label": "户编号", "text": "0101003"},
            {"label": "户主", "text": "张*三", "url": "#main"},
            {"label": "村组", "text": "赵庄第1组"},
            {"label": "可兑积分", "text": 46},
            {"label": "联系电话", "text": ""},
        ],
    }  # fmt: skip


def pages() -> dict[str, str]:
    """Address → page, rendered once."""
    refused = AuthenticationForm(None, {"username": "lisi", "password": "wrong"})
    refused._errors = forms.utils.ErrorDict()
    refused.cleaned_data = {}
    refused.add_error(None, forms.ValidationError("?", code="invalid_login"))
    frame = context()
    templates = {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [ROOT / "templates"],
        "APP_DIRS": True,
    }
    plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    with override_settings(
        ROOT_URLCONF=__name__,
        TEMPLATES=[templates],
        STATIC_URL="/static/",
        STORAGES={"staticfiles": plain},
    ):
        return {
            "/": render_to_string("styleguide.html", frame, frame["request"]),
            "/login/": render_to_string("registration/login.html", {"form": AuthenticationForm()}),
            "/login/refused/": render_to_string("registration/login.html", {"form": refused}),
        } | {f"/{code}/": render_to_string(f"{code}.html") for code in ("400", "403", "404", "500")}


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    pages: dict[str, str]

    def do_GET(self) -> None:
        address = urlsplit(self.path)
        if address.path == "/households/search/":
            (typed,) = parse_qs(address.query)["q"]
            found = [house for house in HOUSEHOLDS if typed in ("z", house["value"])]
            self._send(json.dumps({"results": found}).encode(), "application/json")
        elif address.path.startswith("/static/"):
            file = ROOT / address.path.lstrip("/")
            self._send(file.read_bytes(), mimetypes.guess_type(file.name)[0] or "text/plain")
        else:
            self._send(self.pages[address.path].encode(), "text/html; charset=utf-8")

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        # Answers nothing, so that the page stays and shows what it does while it waits.
        self.send_response(204)
        self.end_headers()

    def log_message(self, *args: object) -> None:
        """Keeps the test's output quiet."""

    def _send(self, body: bytes, kind: str) -> None:
        self.send_response(200)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Security-Policy", POLICY)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


@contextmanager
def served() -> Iterator[str]:
    """The address of a loopback server with the style guide, the sign-in and the error pages."""
    handler = type("Handler", (_Handler,), {"pages": pages()})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
