"""The throttle: exact counts, alike on both databases, however many ask at once."""

from datetime import UTC, datetime, timedelta
from functools import partial

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext

from subscribers.access import throttle
from subscribers.access.throttle import (
    Budget,
    count,
    count_network,
    count_use,
    is_first_use,
    look_at,
    look_at_network,
    shards_of,
    take,
)
from subscribers.models import RateCount
from tests.at_once import at_once

NETWORK = Budget("network:192.0.2.7", 3, 3600)
ACCOUNT = Budget("account:17", 1, 900)


@pytest.mark.django_db
def test_uses_are_counted_in_a_window_and_over_the_limit_is_told(clock):
    uses = [count(NETWORK)[0] for _ in range(4)]
    assert [(use.used, use.is_over, use.left) for use in uses] == [
        (1, False, 3600), (2, False, 3600), (3, False, 3600), (4, True, 3600),
    ]  # fmt: skip
    clock.shift(timedelta(minutes=59, seconds=59))
    assert count(NETWORK)[0][::2] == (5, 1)
    clock.shift(timedelta(seconds=1))
    assert count(NETWORK)[0] == (1, 3, 3600)


@pytest.mark.django_db
def test_several_budgets_are_one_statement_answered_in_the_order_asked(clock):
    count(ACCOUNT)
    with CaptureQueriesContext(
        connection,
    ) as queries:
        uses = count(NETWORK, ACCOUNT)
    assert len(queries) == 1
    assert [(use.used, use.limit, use.is_over) for use in uses] == [(1, 3, False), (2, 1, True)]


@pytest.mark.django_db
def test_looking_counts_nothing(clock):
    assert [use.used for use in look_at(NETWORK, ACCOUNT)] == [0, 0]
    count(NETWORK)
    clock.shift(timedelta(minutes=20))
    assert [use.used for use in look_at(NETWORK, ACCOUNT)] == [1, 0]
    assert [use.used for use in look_at(NETWORK)] == [1]


@pytest.mark.django_db
def test_the_same_thing_by_the_minute_and_by_the_hour_is_counted_apart(clock):
    count(Budget("form", 5, 60))
    assert look_at(Budget("form", 5, 3600))[0].used == 0


@pytest.mark.django_db
@pytest.mark.parametrize("limit", [0, 1, 5, 16, 37])
def test_a_shared_budget_is_taken_to_its_last_use_and_not_beyond(clock, limit):
    budget = Budget("form:registration", limit, 60)
    clock.shift(timedelta(seconds=20))
    assert [take(budget) for _ in range(limit + 2)] == [0] * limit + [40, 40]
    assert sum(RateCount.objects.values_list("count", flat=True)) == limit  # a refusal is not counted
    clock.shift(timedelta(seconds=40))
    assert take(budget) == (0 if limit else 60)


@pytest.mark.django_db
def test_a_shared_budget_with_room_costs_one_statement(clock):
    with CaptureQueriesContext(connection) as queries:
        take(Budget("form:registration", 600, 60))
    assert len(queries) == 1


def test_a_shared_budget_is_spread_over_rows():
    assert len(shards_of(Budget("form", 600, 60))) == 16
    assert {shards_of(Budget("form", 600, 60))[0].what for _ in range(200)} == {f"form#{n}" for n in range(16)}


@pytest.mark.django_db
def test_a_thing_is_good_for_one_use_until_it_has_ended_anyway():
    until = datetime(2026, 6, 15, 11, tzinfo=UTC)
    assert [is_first_use("proof:a", until) for _ in range(3)] == [True, False, False]
    assert is_first_use("proof:b", until)


@pytest.mark.django_db
def test_nothing_tells_what_was_counted_and_all_is_forgotten_when_its_window_is_over(clock):
    count(NETWORK)
    take(Budget("form", 600, 60))
    assert not RateCount.objects.filter(key__contains="192.0.2").exists()
    clock.shift(timedelta(minutes=1))
    assert RateCount.objects.over().count() == 1
    clock.shift(timedelta(minutes=59))
    assert RateCount.objects.over().count() == 2


@pytest.mark.django_db
def test_a_count_of_a_former_version_is_forgotten_after_a_day(clock):
    RateCount.objects.create(key="x", window=datetime(2026, 6, 15, 9, tzinfo=UTC), count=1)
    assert not RateCount.objects.over().exists()
    clock.shift(timedelta(days=1))
    assert RateCount.objects.over().exists()


@pytest.mark.django_db(transaction=True)
def test_of_many_at_once_exactly_as_many_as_allowed_are_let_in():
    hour, everyone = Budget("network", 9, 86_400), Budget("form", 11, 86_400)
    orders = [(NETWORK, hour), (hour, NETWORK)]  # rows taken in any order would deadlock on PostgreSQL

    def one(number: int) -> tuple[bool, bool, bool]:
        over = [use.is_over for use in count(*orders[number % 2]) if use.limit == 9]
        return not over[0], take(everyone) == 0, is_first_use("proof", datetime(2036, 1, 1, tzinfo=UTC))

    answers = at_once(*[partial(one, number) for number in range(24)])
    assert [sum(column) for column in zip(*answers, strict=True)] == [9, 11, 1]


@pytest.mark.django_db
def test_a_network_is_let_in_as_often_as_the_setting_says(settings, clock):
    settings.LIMIT_PER_NETWORK_HOUR = 2
    request = RequestFactory().post("/", REMOTE_ADDR="192.0.2.7")
    count_use(request, "registration")
    count_use(request, "registration")
    with pytest.raises(ValidationError) as caught:
        count_use(request, "registration")
    assert (caught.value.code, caught.value.params["retry_after"]) == ("limited", 3600)
    count_use(RequestFactory().post("/", REMOTE_ADDR="192.0.2.8"), "registration")
    count_use(request, "signup")  # each form has a budget of its own
    clock.shift(timedelta(hours=1))
    count_use(request, "registration")


@pytest.mark.django_db
def test_what_one_network_is_refused_takes_nothing_from_everyone(settings, clock):
    settings.LIMIT_PER_NETWORK_HOUR, settings.LIMIT_PER_FORM_MINUTE = 2, 3
    noisy = RequestFactory().post("/", REMOTE_ADDR="192.0.2.7")
    for _ in range(2):
        count_use(noisy, "registration")
    for _ in range(10):
        with pytest.raises(ValidationError):
            count_use(noisy, "registration")
    count_use(RequestFactory().post("/", REMOTE_ADDR="192.0.2.8"), "registration")
    with pytest.raises(ValidationError) as caught:
        count_use(RequestFactory().post("/", REMOTE_ADDR="192.0.2.9"), "registration")
    assert caught.value.params["retry_after"] == 60


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("form", "limits"), [("registration", (2, 0)), ("signup", (0, 2))], ids=["registrations", "sign-ups"]
)
def test_registrations_and_sign_ups_may_have_limits_of_their_own(settings, clock, form, limits):
    settings.LIMIT_PER_NETWORK_HOUR = 1
    settings.LIMIT_REGISTRATIONS_PER_NETWORK_HOUR, settings.LIMIT_SIGN_UPS_PER_NETWORK_HOUR = limits
    request = RequestFactory().post("/")
    assert [count_network(request, form).is_over for _ in range(3)] == [False, False, True]
    assert [count_network(request, "programme").is_over for _ in range(2)] == [False, True]


def house(number):
    """Another network of one house on IPv6."""
    return RequestFactory().post("/", REMOTE_ADDR=f"2001:db8:1:{number:x}::1")


@pytest.mark.django_db
def test_a_house_with_65536_networks_is_not_so_many_visitors(settings, clock):
    settings.LIMIT_PER_NETWORK_HOUR = 2
    over = [count_network(house(number), "registration").is_over for number in range(40)]
    assert over == [False] * 23 + [True] * 17  # 8 × 2, and what an eighth leaves over
    assert look_at_network(house(99), "registration").is_over
    elsewhere = RequestFactory().post("/", REMOTE_ADDR="2001:db8:2::1")
    assert not count_network(elsewhere, "registration").is_over


@pytest.mark.django_db
def test_a_key_that_asked_too_often_is_told_how_long_to_wait(settings, clock):
    settings.LIMIT_PER_KEY_HOUR = 1
    throttle.count_key(1, "register")
    clock.shift(timedelta(minutes=20))
    with pytest.raises(ValidationError) as refused:
        throttle.count_key(1, "register")
    assert refused.value.error_list[0].params == {"retry_after": 2400, "minutes": 40}
    throttle.count_key(2, "register")


@pytest.mark.parametrize(("seconds", "said"), [(1, "over 1 minuut"), (60, "over 1 minuut"), (61, "over 2 minuten")])
def test_one_minute_is_one_minute(seconds, said):
    assert said in throttle.refusal(seconds).messages[0]
