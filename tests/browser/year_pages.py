"""What the people of the demo do on the pages of a year's end, each at his own screen."""

import io
import re
from collections import Counter
from contextlib import AbstractContextManager

from playwright.sync_api import Page, expect
from pypdf import PdfReader

from households.models import User
from points.models import Adjustment, Certificate
from points.prints.one_worker import sole_worker
from points.stars import NAMES
from tests.browser import ledger_of_a_year as ledger
from tests.browser.ledger_of_a_year import Family
from tests.browser.office import Screens
from tests.points.print_kinds import work

TOO_WIDE = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
YEAR = 2025
FIRST_ONES = 10
CLEARED_ON = "2026-01-30"
DECIDED = "1月21日代表会议按垃圾分类的表现定的"


class Town:
    """The demo's people before their screens."""

    def __init__(self, screens: Screens) -> None:
        self.screens = screens
        self.people = {user.username: user for user in User.objects.exclude(password="")}

    def at(self, login: str) -> AbstractContextManager[Page]:
        return self.screens.of(self.people[login])


def settle_corrections(town: Town) -> None:
    """Another person approves the corrections that wait; each is entered at once."""
    waiting = list(Adjustment.objects.filter(decision__isnull=True))
    with town.at("lianwei") as page:
        for each in waiting:
            page.goto(f"/adjustments/{each.ref}/")
            page.get_by_label("同意，计入积分账").check()
            page.get_by_role("button", name="提交复核").click()
            expect(page.get_by_text("已记入积分账")).to_be_visible()


def be_refused(page: Page) -> None:
    """What still hinders is named, for the year that runs and for the one that is over."""
    page.get_by_role("link", name="年度", exact=True).first.click()
    page.get_by_role("link", name="看排名").click()
    page.get_by_text("定名次之前还要办的").click()
    expect(page.get_by_text("入账后更正还没有复核").first).to_be_visible()
    expect(page.get_by_role("link", name="定名次")).to_have_count(0)
    page.goto(f"/year/{YEAR + 1}/freeze/")
    expect(page.get_by_text(f"{YEAR + 1}年2月还没有开积分表。")).to_be_visible()
    expect(page.get_by_role("button", name="定名次")).to_have_count(0)


def freeze(page: Page) -> None:
    page.goto(f"/year/{YEAR}/ranking/")
    page.get_by_role("link", name="定名次").click()
    page.get_by_label("会议日期").fill("2026-01-21")
    numbers = {"代表总数": 60, "到会人数": 39, "同意票数": 30, "反对票数": 1, "弃权票数": 8}
    for label, number in numbers.items():
        page.get_by_label(label).fill(str(number))
    page.get_by_role("button", name="定名次").click()
    expect(page.get_by_text("到会人数").first).to_be_visible()
    expect(page.get_by_role("alert")).to_contain_text("三分之二")
    page.get_by_label("到会人数").fill("40")
    page.get_by_label("同意票数").fill("31")
    page.get_by_role("button", name="定名次").click()
    expect(page.get_by_text(f"{YEAR}年的排名已经定了，可以发布星级家庭公示。")).to_be_visible()


def cells(page: Page, caption: str) -> list[list[str]]:
    """The rows of a table as they stand on the page."""
    rows = page.get_by_role("table", name=caption).locator("tbody tr")
    return [row.locator("th, td").all_inner_texts() for row in rows.all()]


def look_at_places(page: Page, ranked: list[Family]) -> None:
    place = ledger.places(ranked)
    shown = [(row[0], row[1], row[3]) for row in cells(page, "名次")]
    wanted = [
        (str(place[each.code]), f"{each.code} {each.name}", str(each.points).replace("-", "−"))
        for each in ranked
    ]
    assert Counter(shown[: len(wanted)]) == Counter(wanted)
    assert [row[0] for row in shown[: len(wanted)]] == [row[0] for row in wanted]
    assert [row[0] for row in shown[len(wanted) :]] == ["—"]


def publish_stars(page: Page, given: dict[str, dict[str, int]]) -> str:
    """The address of the notice on the board."""
    page.goto(f"/year/{YEAR}/stars/")
    for village, families in given.items():
        levels = Counter(families.values())
        told = "，".join(f"{NAMES[level]}{levels[level]}户" for level in (5, 4, 3) if levels[level])
        expect(page.get_by_text(f"{village}：{told}", exact=True)).to_be_visible()
    page.get_by_role("button", name="发布公示").click()
    expect(page.get_by_text(re.compile(r"第\d+期公示已发布，请按村打印张贴。"))).to_be_visible()
    number = re.search(r"/notices/(\d+)/", page.url)
    assert number is not None
    return f"/board/DEMO/{number[1]}/"


def read_the_board(page: Page, address: str, given: dict[str, int], barred: str) -> None:
    """Anybody reads the first village's families; names are masked, the barred one is in none."""
    page.goto(address)
    expect(page.get_by_role("heading", name=f"{YEAR}年")).to_be_visible()
    rows = page.locator("main table tbody th[scope=row]").all_inner_texts()
    assert {re.sub(r"\D", "", row) for row in rows} == set(given)
    assert barred not in page.content()
    assert page.evaluate(TOO_WIDE) == 0


def print_papers(page: Page, kind: str, village: str) -> PdfReader:
    """Lines up a long print for a village, lets the worker set it, and takes it home."""
    page.goto(f"/year/{YEAR}/stars/")
    page.get_by_role("link", name=kind).click()
    page.get_by_label("打印范围").select_option(label=f"{village}（全村）")
    page.get_by_label(f"{YEAR}年").check()
    page.get_by_role("button", name="提交打印").click()
    expect(page.get_by_role("progressbar")).to_be_visible()
    with sole_worker():
        work()
    expect(page.get_by_text("排好了，可以打开打印。")).to_be_visible()
    with page.expect_download() as saved:
        page.get_by_role("link", name="保存", exact=True).click()
    return PdfReader(io.BytesIO(saved.value.path().read_bytes()))


def recommend(page: Page, ranked: list[Family]) -> list[str]:
    """The first ten; for the last of them a tie is told and has to be settled. Codes."""
    place = ledger.places(ranked)
    last = place[ranked[FIRST_ONES - 1].code]
    clear = [each.code for each in ranked if place[each.code] < last]
    tied = [each for each in ranked if place[each.code] == last]
    assert len(clear) + len(tied) > FIRST_ONES, "the demo has no tie at the last place any more"
    page.goto(f"/year/{YEAR}/recommendations/")
    names = "、".join(f"{each.code} {each.name}" for each in tied)
    expect(page.get_by_text(f"{names}并列第{last}名，前{FIRST_ONES}名放不下：")).to_be_visible()
    boxes = page.get_by_role("checkbox")
    assert len([box for box in boxes.all() if box.is_checked()]) == len(clear)
    more = [each.code for each in tied[: FIRST_ONES - len(clear)]]
    for code in more:
        page.get_by_role("checkbox", name=code).check()
    page.get_by_role("button", name="推荐", exact=True).click()
    expect(page.get_by_role("alert")).to_contain_text("请写明推荐谁")
    page.get_by_label("推荐的理由").fill(DECIDED)
    page.get_by_role("button", name="推荐", exact=True).click()
    expect(page.get_by_text(f"已推荐{FIRST_ONES}户，可以打印推荐表。")).to_be_visible()
    expect(page.get_by_text("名放不下：")).to_have_count(0)
    return clear + more


def ask_with_the_card(page: Page, told: str) -> None:
    address, pin = re.findall(r"(/card/[\w-]+/)  密码 (\d{6})", told)[0]
    page.goto(address)
    page.get_by_label("密码").fill(pin)
    page.get_by_role("button", name="打开").click()
    page.get_by_role("link", name="积分证明").click()
    page.get_by_label("哪一年的积分").fill(str(YEAR))
    page.get_by_label("给谁").select_option(label="用人单位")
    page.get_by_label("接收单位").fill("东岭中学")
    page.get_by_label("用途").fill("应聘宿舍管理员")
    page.get_by_label("申请人姓名").fill("赵小环")
    page.get_by_label("与户主的关系").select_option(label="户主的子女")
    page.get_by_label("申请人已满18周岁").check()
    page.get_by_label("本户同意").check()
    page.get_by_role("button", name="提交申请").click()
    expect(page.get_by_text("申请已提交，请到社区积分办领取盖章的证明。")).to_be_visible()
    assert page.evaluate(TOO_WIDE) == 0


def certify(page: Page, points: int) -> str:
    """Gives what was asked for; its code."""
    _open_the_request(page)
    expect(page.get_by_text(f"{YEAR}年荣誉积分 {points} 分，计分 3 个月")).to_be_visible()
    page.get_by_role("button", name="开具证明").click()
    expect(page.get_by_role("heading", name="证明", exact=True)).to_be_visible()
    return Certificate.objects.get(request__recipient="东岭中学").code


def revoke(page: Page) -> None:
    _open_the_request(page)
    page.get_by_role("link", name="作废").click()
    page.get_by_label("原因").fill("本户不去应聘了")
    page.get_by_role("button", name="终止").click()
    expect(page.get_by_text("已作废").first).to_be_visible()


def _open_the_request(page: Page) -> None:
    page.goto("/certificates/")
    page.get_by_role("row").filter(has_text="东岭中学").get_by_role("link").click()


def verify(page: Page, code: str) -> None:
    """Anybody types the code of a paper."""
    page.goto("/verify/")
    page.get_by_label("校验码").fill(code)
    page.get_by_role("button", name="核对").click()


def announce_the_clearing(town: Town) -> None:
    """The administrator's setting, then the clerk's notice."""
    with town.at("guanli") as page:
        page.goto("/admin/points/policy/")
        page.get_by_role("link", name="东岭社区").click()
        page.locator("select[name=year_end]").select_option("clear")
        page.get_by_role("button", name="保存", exact=True).click()
    with town.at("jifenban") as page:
        page.get_by_role("link", name="年度", exact=True).first.click()
        page.get_by_role("link", name="年末清零、成绩单").click()
        page.get_by_role("link", name="发清零公告").click()
        page.get_by_label("清零日期").fill(CLEARED_ON)
        page.get_by_role("button", name="发布公告").click()
        expect(page.get_by_text(re.compile(r"清零公告已作为第\d+期公示发布"))).to_be_visible()


def clear(page: Page) -> None:
    """The second person sees what the ledger says is left, and takes it."""
    left = ledger.left_to_clear()
    untouched = {code: points for code, points in ledger.balances().items() if code not in left}
    page.goto("/year-end/")
    page.get_by_role("link", name="办理清零").click()
    told = f"要清零的有{len(left)}户，合计{sum(left.values())}分"
    expect(page.get_by_text(told)).to_be_visible()
    page.get_by_role("button", name="清零", exact=True).click()
    expect(page.get_by_text("已清零，每户记了一笔账。")).to_be_visible()
    assert ledger.left_to_clear() == {}
    after = ledger.balances()
    assert {code: points for code, points in after.items() if code not in left} == untouched


def take_it_back(page: Page) -> None:
    page.get_by_role("link", name="撤销清零").click()
    page.get_by_label("撤销的原因").fill("村民代表会议改定明年再清零")
    page.get_by_role("button", name="撤销清零").click()
    expect(page.get_by_text("清零已撤销，积分都退回了。")).to_be_visible()
