"""What the table can't say of the supermarket: one counter beside another, forms without token."""

import pytest
from django.urls import reverse

from households.models import User
from households.roles import Role
from tests.access.asking import ROWS, address_of, undone
from tests.access.conftest import Towns
from tests.access.market_filled import MARKET_FILLED
from tests.access.market_town import market_state
from tests.factory import signed_in
from tests.supermarket.asking import text

pytestmark = pytest.mark.django_db

LISTS = ("market_home", "product_list", "slip_list", "window_list", "outlet_list")
"""Pages that show what is in the scope of whoever asks."""
OF_A_COUNTER = ("stock", "stock_movements", "stock_receive", "stock_count", "counter")


def told(user: User, counter: str) -> str:
    """All that a storekeeper reads, on the lists and about his `counter`."""
    pages = [reverse(name) for name in LISTS]
    pages += [reverse(name, args=[counter]) for name in OF_A_COUNTER]
    return "".join(text(user, page) for page in pages)


def test_a_storekeeper_reads_nothing_of_another_counter(towns: Towns) -> None:
    market, mark = towns.here.market, towns.here.mark
    slip = market.slip
    secrets = {str(market.shop), slip.ref, slip.slip_number, f"{mark}鼠害"}
    own = told(market.storekeeper, market.shop.place.code)
    assert {words for words in secrets if words in own} == secrets
    others = told(market.other_storekeeper, market.other_shop.place.code)
    assert {words for words in secrets if words in others} == set()


def test_a_merchant_is_no_counter_and_has_no_shelf(towns: Towns) -> None:
    for name in ("stock", "stock_movements", "stock_receive", "stock_count", "stock_write_off"):
        text(towns.here.clerk, reverse(name, args=[towns.here.market.merchant.place.code]), 404)


@pytest.mark.parametrize("key", [key for key in MARKET_FILLED if key != "slip_print"])
def test_a_form_without_its_token_changes_nothing(key: str, towns: Towns) -> None:
    """Paper has none: each printing is noted."""
    filled, town = MARKET_FILLED[key], towns.here
    user = next(town.officers[role] for role in Role if role in filled.by)
    before, sent = market_state(town.community), {"csrfmiddlewaretoken": "x"} | filled.sent(town)
    with undone():
        response = signed_in(user).post(address_of(key, ROWS[key], town), sent)
        assert response.status_code == (422 if filled.changes else filled.done)
        assert market_state(town.community) == before
