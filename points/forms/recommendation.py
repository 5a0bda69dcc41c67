"""Forms of recommendations: who is recommended, and what a level did with one."""

from typing import Any, cast

from django import forms
from django.urls import reverse

from households.forms import TokenForm
from households.models import Household, User
from points.forms.fields import day_field, radio_field, said
from points.forms.record import looked_up, one_household
from points.models import RecommendationStep
from points.models.recommendation import LEVELS
from points.services.ranking_book import Standing
from points.stars import star_name


class RecommendForm(TokenForm):
    """Ticks among the first families (`offered`), and one more that is looked up."""

    households = forms.MultipleChoiceField(
        label="前几名",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": "名次有变动，请刷新页面后重选。"},
    )
    other = forms.CharField(
        label="另外推荐一户",
        required=False,
        help_text="编号、姓名或拼音首字母；不在前几名里的，写明理由。",
    )
    reason = said(
        "推荐的理由",
        200,
        "",
        required=False,
        help_text="并列在最后一名的、不在前几名里的必填：哪次会议、因为什么。",
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, user: User, offered: list[Standing], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        self.offered = {each.household.code: each.household for each in offered}
        choices = [(each.household.code, _label(each)) for each in offered]
        cast("forms.MultipleChoiceField", self.fields["households"]).choices = choices
        self.fields["other"].widget.attrs |= looked_up(reverse("household_search"))

    def clean_other(self) -> Household | None:
        """The household that the typed words mean, if any were typed."""
        typed = self.cleaned_data["other"]
        return one_household(self.user, typed) if typed else None

    def chosen(self) -> list[Household]:
        """The households of a valid form, each once."""
        ticked = [self.offered[code] for code in self.cleaned_data["households"]]
        other = self.cleaned_data["other"]
        return ticked if other is None or other in ticked else [*ticked, other]


def _label(standing: Standing) -> str:
    place = standing.ranked.place if standing.ranked else 0
    stars = f"，{star_name(standing.stars)}" if standing.stars else ""
    where = standing.group.label
    return f"第{place}名 {standing.household}（{where}，{standing.honour}分{stars}）"


class RecommendationStepForm(TokenForm):
    level = radio_field(
        "哪一级", [(level.value, level.label) for level in LEVELS[1:]], "请选择哪一级。"
    )
    outcome = radio_field("结果", RecommendationStep.Outcome.choices, "请选择结果。")
    day = day_field()
    paper = said("材料、文号", 100, "", required=False, help_text="上报的材料，或批复的文号")
    title = said("称号", 40, "", required=False, help_text="通过的才填，如：区级文明家庭")
    remark = said("说明", 200, "", required=False)
