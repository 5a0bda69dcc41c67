"""What a wall sheet tells besides its table: corrections, and the sentences of its policy."""

import pytest

from points.printing.fonts import MissingGlyph
from points.reports.notice_sheet import CorrectionRow
from tests.points.papers import notice, policy, printed, row, squeezed, village


def test_what_was_corrected_is_told_under_the_table_by_code_and_masked_name() -> None:
    told = CorrectionRow("000002", "李*", "2026年9月积分由+12更正为+15")
    (text,) = squeezed(printed(village([row(1)], corrections=(told,))))
    assert "更正000002李*：2026年9月积分由+12更正为+15" in text.replace("•", "")
    (without,) = squeezed(printed(village([row(1)])))
    assert "更正" not in without


def test_a_correction_of_a_name_no_font_has_is_told_before_anything_is_set() -> None:
    told = CorrectionRow("000002", "\ue000*", "2026年积分更正−3")
    with pytest.raises(MissingGlyph) as missing:
        printed(village([row(1)], corrections=(told,)))
    assert "户 000002" in "".join(missing.value.messages)


def test_the_words_follow_the_order_of_ratification_and_the_clocks_of_the_policy() -> None:
    hung = notice()
    hung.content = {**hung.content, "ratification": "after"}
    own = policy()
    own.accept_days, own.reply_days = 2, 10
    (text,) = squeezed(printed(village([row(1)]), of=hung, by=own))
    assert "公示期满无异议的，提交村民代表大会审定后计入可兑积分。" in text
    assert "2个工作日内受理，10个工作日内答复。" in text
    own.lead = "经评议，现予公示。"
    (text,) = squeezed(printed(village([row(1)]), of=hung, by=own))
    assert "经评议，现予公示。" in text
    assert "提交村民代表大会审定后" not in text
