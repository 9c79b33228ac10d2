"""Plugin for the second run of the suite: without what says the same on every database (see ``.ci/suite``).

That is what asks none, and what is marked ``once``: words, marks and rights, behind queries that others ask on both,
as ``asked_on_both`` holds.
"""

import pytest

FIXTURES = {"db", "transactional_db", "django_db_reset_sequences", "django_db_serialized_rollback"}


def asks_a_database(item: pytest.Item) -> bool:
    return item.get_closest_marker("django_db") is not None or bool(FIXTURES & set(getattr(item, "fixturenames", ())))


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    left_out = [item for item in items if not asks_a_database(item) or item.get_closest_marker("once")]
    if left := set(left_out):
        items[:] = [item for item in items if item not in left]
        config.hook.pytest_deselected(items=left_out)
