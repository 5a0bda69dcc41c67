"""Drawing lots and giving a certificate: whatever two people do at once, it is done once."""

import pytest

from households.refusals import AlreadyHandled
from points.models import Certificate, Reinspection
from points.services import certificates, reinspections
from tests.concurrency.harness import race, second_net, writing
from tests.factory import NOON
from tests.points.certified import Certified
from tests.points.notice_months import AFTER
from tests.points.two_groups import Published

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]


def draws(town: Published) -> Reinspection:
    return reinspections.draw_lots(town.notice, 3, 1, town.supervisor, NOON)


def test_lots_are_drawn_once() -> None:
    town = Published()
    outcome = race(lambda: draws(town), lambda: draws(town), writing(Reinspection))
    assert outcome.waited
    assert isinstance(outcome.follower, AlreadyHandled)
    assert Reinspection.objects.count() == 1


def test_without_the_lock_the_database_alone_stops_the_second_drawing(unlocked: None) -> None:
    town = Published()
    outcome = race(lambda: draws(town), lambda: draws(town), writing(Reinspection))
    assert second_net(outcome, "notice_id")


def test_a_certificate_is_given_once() -> None:
    town = Certified()
    asked = town.ask()
    outcome = race(lambda: town.issue(asked), lambda: town.issue(asked), writing(Certificate))
    assert outcome.waited
    assert isinstance(outcome.follower, AlreadyHandled)
    assert Certificate.objects.count() == 1


def test_without_the_lock_the_database_alone_stops_the_second_certificate(unlocked: None) -> None:
    town = Certified()
    asked = town.ask()
    outcome = race(lambda: town.issue(asked), lambda: town.issue(asked), writing(Certificate))
    assert second_net(outcome, "request_id")


def test_consent_is_not_taken_back_between_the_look_and_the_certificate() -> None:
    town = Certified()
    card = town.card()
    asked = town.ask(by=card)

    def takes_back() -> None:
        certificates.end(asked, "本户收回同意", card, AFTER)

    outcome = race(lambda: town.issue(asked), takes_back, writing(Certificate))
    assert outcome.waited
    assert Certificate.objects.get().revoked_at == AFTER
