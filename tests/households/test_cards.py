"""Cards and their PINs: what is stored, who issues them, and every clock of the attempts."""

from datetime import datetime, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.core.serializers import serialize
from django.db import transaction

from households.models import Card, CardAttempt, Household
from households.refusals import AlreadyHandled, Refused
from households.services import cards, households
from households.services.cards import NEUTRAL, Issued, Scan
from tests.factory import NOON, Office, make_group, make_household

pytestmark = pytest.mark.django_db

HOME = "a" * 64
"""The hash of a household's address; each test has others of its own."""
MINUTE = timedelta(minutes=1)
SECOND = timedelta(seconds=1)


@pytest.fixture
def office() -> Office:
    return Office()


@pytest.fixture
def zhang(office: Office) -> Household:
    return make_household(office.group, "张三禾", "0101001")


@pytest.fixture
def issued(office: Office, zhang: Household) -> Issued:
    return cards.issue(zhang, office.clerk, NOON)


def wrong_for(issued: Issued) -> str:
    return f"{(int(issued.pin) + 1) % 10**6:06d}"


def opens(token: str, pin: str, at: datetime = NOON, address: str = HOME) -> bool:
    """Whether the card opens."""
    try:
        cards.unlock(Scan.of(token), pin, address, at)
    except Refused:
        return False
    return True


def fail(issued: Issued, times: int, at: datetime = NOON, address: str = HOME) -> None:
    for _ in range(times):
        assert not opens(issued.token, wrong_for(issued), at, address)


def test_a_card_opens_with_its_own_pin(issued: Issued) -> None:
    card = cards.unlock(Scan.of(issued.token), issued.pin, HOME, NOON)
    assert card == issued.card
    attempt = CardAttempt.objects.get()
    assert (attempt.card, attempt.at, attempt.succeeded_at) == (card, NOON, NOON)


def test_token_and_pin_are_random_and_no_row_holds_them(office: Office) -> None:
    living = [make_household(office.group) for _ in range(20)]
    made = cards.issue_all(living, office.clerk, NOON)
    assert len({each.token for each in made}) == 20
    # Twenty equal PINs would be no accident; two of them may be.
    assert len({each.pin for each in made}) > 15
    assert {len(each.token) for each in made} == {22}
    assert all(len(each.pin) == 6 and each.pin.isdecimal() for each in made)
    stored = serialize("json", Card.objects.all())
    assert not any(each.token in stored or each.pin in stored for each in made)


def test_the_digits_of_a_pin_cannot_be_tried_without_the_token(issued: Issued) -> None:
    scan = Scan.of(issued.token)
    assert scan.pin_hash(issued.pin) == issued.card.pin_hash
    other = Scan(scan.token_hash, Scan.of("another-token-altogether").pin_key)
    assert other.pin_hash(issued.pin) != issued.card.pin_hash
    assert scan.pin_key not in serialize("json", Card.objects.all())


def test_four_wrong_pins_in_a_row_cost_nothing(issued: Issued) -> None:
    fail(issued, 4)
    assert opens(issued.token, issued.pin)


def test_after_five_wrong_pins_the_card_rests_for_fifteen_minutes(issued: Issued) -> None:
    fail(issued, 4)
    fail(issued, 1, NOON + 2 * MINUTE)
    assert not opens(issued.token, issued.pin, NOON + 2 * MINUTE)
    assert not opens(issued.token, issued.pin, NOON + 17 * MINUTE - SECOND)
    assert opens(issued.token, issued.pin, NOON + 17 * MINUTE)


def test_what_is_tried_while_the_card_rests_is_no_further_failure(issued: Issued) -> None:
    fail(issued, 5)
    fail(issued, 5, NOON + 14 * MINUTE)
    assert CardAttempt.objects.count() == 5
    assert opens(issued.token, issued.pin, NOON + 15 * MINUTE)


def test_after_ten_wrong_pins_only_another_card_helps(issued: Issued, office: Office) -> None:
    fail(issued, 5)
    fail(issued, 4, NOON + 15 * MINUTE)
    fail(issued, 1, NOON + 16 * MINUTE)
    assert not opens(issued.token, issued.pin, NOON + timedelta(days=365))
    new = cards.issue(issued.card.household, office.clerk, NOON, "多次输错密码")
    assert opens(new.token, new.pin, NOON + 40 * MINUTE)


def test_the_tenth_try_may_still_be_right(issued: Issued) -> None:
    fail(issued, 5)
    fail(issued, 4, NOON + 15 * MINUTE)
    assert opens(issued.token, issued.pin, NOON + 16 * MINUTE)


def test_a_right_pin_lets_the_counting_begin_anew(issued: Issued) -> None:
    fail(issued, 4)
    assert opens(issued.token, issued.pin)
    fail(issued, 4)
    assert opens(issued.token, issued.pin)


def test_an_address_with_too_many_failures_is_refused_for_every_card(office: Office) -> None:
    made = cards.issue_all([make_household(office.group) for _ in range(9)], office.clerk, NOON)
    for each in made[:7]:
        fail(each, 4)
    fail(made[7], 1)
    assert opens(made[8].token, made[8].pin)
    fail(made[8], 1)
    assert not opens(made[8].token, made[8].pin)
    assert opens(made[8].token, made[8].pin, address="b" * 64)
    assert not opens(made[8].token, made[8].pin, NOON + 15 * MINUTE - SECOND)
    assert opens(made[8].token, made[8].pin, NOON + 15 * MINUTE)


def test_tokens_that_belong_to_no_card_count_against_their_address(issued: Issued) -> None:
    for _ in range(30):
        assert not opens("A" * 22, "123456")
    assert not opens(issued.token, issued.pin)
    assert CardAttempt.objects.filter(card__isnull=True).count() == 30


def test_the_site_has_a_limit_whatever_the_addresses(issued: Issued) -> None:
    CardAttempt.objects.bulk_create(
        CardAttempt(card=issued.card, address_hash=f"{number:064}", at=NOON, succeeded_at=None)
        for number in range(299)
    )
    CardAttempt.objects.create(card=issued.card, address_hash=HOME, at=NOON, succeeded_at=NOON)
    assert opens(issued.token, issued.pin)
    CardAttempt.objects.create(card=issued.card, address_hash="c" * 64, at=NOON)
    assert not opens(issued.token, issued.pin)
    assert opens(issued.token, issued.pin, NOON + 15 * MINUTE)


def test_tokens_that_belong_to_no_card_do_not_shut_the_site(issued: Issued) -> None:
    CardAttempt.objects.bulk_create(
        CardAttempt(card=None, address_hash=f"{number:064}", at=NOON) for number in range(1000)
    )
    assert opens(issued.token, issued.pin)


def test_every_refusal_says_the_same(issued: Issued, office: Office) -> None:
    said = []

    def tries(token: str, pin: str, address: str = HOME, at: datetime = NOON) -> None:
        with pytest.raises(Refused) as refused:
            cards.unlock(Scan.of(token), pin, address, at)
        said.append(refused.value.messages)

    tries("A" * 22, "123456")
    tries(issued.token, wrong_for(issued))
    fail(issued, 4)
    tries(issued.token, issued.pin)
    fail(issued, 5, NOON + 15 * MINUTE)
    tries(issued.token, issued.pin, at=NOON + timedelta(days=1))
    for _ in range(30):
        opens("A" * 22, "123456", address="d" * 64)
    tries(issued.token, issued.pin, "d" * 64)
    cards.withdraw(issued.card, "户主要求", office.clerk, NOON)
    tries(issued.token, issued.pin, "e" * 64)
    assert said == [[NEUTRAL]] * 6
    assert "15分钟" in NEUTRAL
    assert "社区积分办" in NEUTRAL


def test_a_failure_is_not_undone_with_what_is_around_it(issued: Issued) -> None:
    with transaction.atomic(), pytest.raises(RuntimeError, match="durable"):
        cards.unlock(Scan.of(issued.token), wrong_for(issued), HOME, NOON)


def test_a_withdrawn_card_opens_nothing(issued: Issued, office: Office) -> None:
    cards.withdraw(issued.card, "卡丢了", office.clerk, NOON)
    assert not opens(issued.token, issued.pin)
    card = Card.objects.get()
    assert (card.withdrawn_by, card.withdraw_reason) == (office.clerk, "卡丢了")
    with pytest.raises(AlreadyHandled):
        cards.withdraw(card, "卡丢了", office.clerk, NOON)


def test_withdrawing_needs_a_reason_and_an_office(issued: Issued, office: Office) -> None:
    with pytest.raises(Refused, match="请写明收回的原因"):
        cards.withdraw(issued.card, " ", office.clerk, NOON)
    with pytest.raises(Refused, match="没有办理赵庄第1组此事的任职"):
        cards.withdraw(issued.card, "卡丢了", office.auditor, NOON)
    assert opens(issued.token, issued.pin)


def test_another_card_needs_a_reason_and_ends_the_first(issued: Issued, office: Office) -> None:
    zhang = issued.card.household
    with pytest.raises(ValidationError) as refused:
        cards.issue(zhang, office.clerk, NOON, "  ")
    assert refused.value.message_dict == {"reason": ["这一户已经有积分卡，换卡请写明原因。"]}
    new = cards.issue(zhang, office.clerk, NOON, "忘了密码")
    assert not opens(issued.token, issued.pin)
    assert opens(new.token, new.pin)
    assert Card.objects.valid().get() == new.card


def test_a_household_that_has_left_gets_no_card(zhang: Household, office: Office) -> None:
    seen = Household.objects.select_related("group").get(pk=zhang.pk)
    households.mark_left(zhang, NOON.date(), office.clerk, NOON)
    with pytest.raises(Refused, match="已迁出社区，不能发卡"):
        cards.issue(seen, office.clerk, NOON)
    assert cards.issue_all([seen], office.clerk, NOON) == []


def test_only_an_office_issues_cards(zhang: Household, office: Office) -> None:
    for person in (office.scorer, office.administrator, Office("西河社区").clerk):
        with pytest.raises(Refused, match="没有办理赵庄第1组此事的任职"):
            cards.issue(zhang, person, NOON)
        with pytest.raises(Refused, match="没有办理赵庄第1组此事的任职"):
            cards.issue_all([zhang], person, NOON)
    assert not Card.objects.exists()


def test_a_group_gets_the_cards_it_lacks_in_the_order_asked_for(
    issued: Issued, office: Office
) -> None:
    second, third = make_household(office.group), make_household(office.group)
    made = cards.issue_all([third, issued.card.household, second], office.clerk, NOON)
    assert [each.card.household for each in made] == [third, second]
    assert [each.card.community for each in made] == [office.community] * 2
    assert all(opens(each.token, each.pin) for each in made)
    assert opens(issued.token, issued.pin)


def test_the_cost_of_a_group_does_not_grow_with_its_households(
    office: Office, django_assert_num_queries
) -> None:
    few = [make_household(office.group) for _ in range(2)]
    many = [make_household(make_group(office.village, "第2组")) for _ in range(1)]
    many += [make_household(many[0].group) for _ in range(19)]
    with django_assert_num_queries(6):
        cards.issue_all(few, office.clerk, NOON)
    with django_assert_num_queries(6):
        cards.issue_all(many, office.clerk, NOON)
