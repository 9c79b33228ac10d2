"""What staff cannot take back has a button that looks so: which those are is kept here."""

from collections.abc import Iterator

from django.urls import get_resolver

from subscribers.screens.actions import ActionView


def views(base: type[ActionView]) -> Iterator[type[ActionView]]:
    for view in base.__subclasses__():
        yield view
        yield from views(view)


def test_what_cannot_be_taken_back_looks_serious_and_nothing_else_does() -> None:
    assert get_resolver().url_patterns  # every screen is loaded
    assert {view.__name__ for view in views(ActionView) if view.is_serious} == {
        "EditionGoBack", "IssueCancel", "RegistrationCancel", "ResetFactorView", "SubscriberLeave",
    }  # fmt: skip
