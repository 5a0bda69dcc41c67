"""推算 on A4: what stands on it, whose names, and that it stays short at its extremes."""

import pytest
from pytest_django import Settings

from points.models import Policy, Replay
from points.printing.fonts import MissingGlyph
from points.reports.what_if_paper import MOST_FAMILIES, what_if_paper
from points.services import policies
from tests.factory import NOON, make_household, signed_in
from tests.points.print_kinds import pages_of
from tests.points.replaying import ThreeMonths

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("noon")]


@pytest.fixture(autouse=True)
def _media(settings: Settings, tmp_path: object) -> None:
    settings.MEDIA_ROOT = str(tmp_path)


@pytest.fixture
def office() -> ThreeMonths:
    return ThreeMonths()


def text(replay: Replay, office: ThreeMonths) -> str:
    return "".join(pages_of(what_if_paper(replay, office.clerk, NOON)))


def test_the_paper_has_the_sums_and_masks_the_names(office: ThreeMonths) -> None:
    found = office.replay()
    printed = text(found, office)
    version = found.version[:8].upper()
    assert f"“2027年标准”2026年9月至11月内容版本{version}" in printed
    assert "合计由+29分变成+23分，少6分（−20.7%）" in printed
    assert "文明建设+20+12−8" in printed
    assert "赵庄（2）+29+23−6" in printed
    assert "五星20分1户0户" in printed
    assert "张*禾赵庄第1组+20→+151→1五星→四星" in printed
    assert "张三禾" not in printed
    assert "制表李经办" not in printed
    assert "2026年11月20日推算" in printed


def test_names_stand_in_full_where_the_community_has_resolved_so(office: ThreeMonths) -> None:
    policies.save(
        Policy(community=office.community, masks_names=False, unmasking_basis="2025年12月决议")
    )
    assert "张三禾赵庄第1组" in text(office.replay(), office)


def test_a_great_many_changes_fit_on_two_sides(office: ThreeMonths) -> None:
    found = office.replay()
    households = [make_household(office.group, f"赵{number}") for number in range(30)]
    rows = [
        [household.pk, 99, 1, 1, 99, 1, 99, 1, 99, 5, 0]
        for household in [office.zhang, office.li, *households]
    ]
    item = ["11.3", "抢险救灾、见义勇为、志愿服务和其他各类好人好事", 1, 999, 999, 9999, -9999, 999]
    renamed = ["11.3", item[1], "抢险救灾、见义勇为、志愿服务和邻里互助中的好人好事", 999]
    content = found.content | {
        "items": [item] * 60,
        "renamed": [renamed] * 60,
        "changed": [32, 32, 32, 32],
    }
    many = Replay(
        community=found.community,
        job=found.job,
        title=found.title,
        version=found.version,
        content=content,
        families=rows,
        at=NOON,
    )
    pages = pages_of(what_if_paper(many, office.clerk, NOON))
    assert len(pages) == 2
    printed = "".join(pages)
    assert f"另有{len(rows) - MOST_FAMILIES}户没有列出。" in printed
    assert "另有46项没有列出。" in printed
    assert f"11.3原为“{item[1]}”，这份标准为“{renamed[2]}”等60项。" in printed


def test_a_name_that_cannot_be_printed_is_told(office: ThreeMonths) -> None:
    policies.save(
        Policy(community=office.community, masks_names=False, unmasking_basis="2025年12月决议")
    )
    office.zhang.head = "张\ue000"
    office.zhang.save(update_fields=["head"])
    found = office.replay()
    with pytest.raises(MissingGlyph):
        what_if_paper(found, office.clerk, NOON)
    answer = signed_in(office.clerk).get(f"/standard/what-if/{found.job.ref}/paper.pdf")
    assert answer.status_code == 422
    assert f"户 {office.zhang.code}" in answer.content.decode()
    renamed = [["7.2", "邻里\ue001", "邻里互助", 1]]
    found.content |= {"renamed": renamed}
    with pytest.raises(MissingGlyph) as missing:
        what_if_paper(found, office.clerk, NOON)
    assert any("评分项7.2" in message for message in missing.value.messages)


def test_the_page_prints_it(office: ThreeMonths) -> None:
    ref = office.replay().job.ref
    answer = signed_in(office.clerk).get(f"/standard/what-if/{ref}/paper.pdf")
    assert answer["Content-Type"] == "application/pdf"
    assert len(pages_of(b"".join(answer.streaming_content))) <= 2
