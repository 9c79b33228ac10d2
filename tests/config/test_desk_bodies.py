"""Every address of the desk, sent what no browser sends: it may say what it likes of that, but never 500."""

import pytest

from .desk_matrix import FORM, Door, desk_addresses
from .desk_rows import make_rows

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

FIELDS = [
    "action", "at", "at_0", "body-count", "body_en-count", "collection", "comment", "edition", "email", "expires_at",
    "file", "former_names-TOTAL_FORMS", "id", "is_editing", "link_text", "loaded_revision_created_at",
    "loaded_revision_id", "name", "next", "occurrence", "occurrences-TOTAL_FORMS", "occurrences-INITIAL_FORMS",
    "ordering", "page", "per_minute", "position", "revision_id", "seats", "send_at", "series", "slug",
    "speakers-TOTAL_FORMS", "starts_on", "step", "tags", "terms", "title", "topics", "url", "user", "users", "venue",
]  # fmt: skip
ASKED = [
    "action", "buttons", "collection_id", "created_at_from", "edition", "event", "export", "id", "inner", "is_active",
    "label", "locale", "mode", "multiple", "object_type", "ordering", "p", "search", "state", "tag", "term",
    "title", "topic", "user",
]  # fmt: skip
# not q: the tests have no table of words for pictures
VALUES = ("veel", "9" * 30, "a%00b", "%ff%fe")
BODIES = [
    *(("&".join(f"{name}={value}" for name in FIELDS), FORM) for value in VALUES),
    ('{"a": [1', "application/json"),
    ("--x\r\nrubbish", "multipart/form-data; boundary=x"),
]


@pytest.mark.filterwarnings("ignore:Unclosed file:ResourceWarning")
def test_nothing_that_is_sent_to_the_desk_is_an_error_of_ours() -> None:
    keys, wrong = make_rows(), []
    with Door("admin") as door:
        for name, address in desk_addresses(keys):
            path = address.split("?")[0]
            asked = [("GET", f"{path}?{'&'.join(f'{one}={value}' for one in ASKED)}", "", FORM) for value in VALUES]
            sent = [("POST", address, body, kind) for body, kind in BODIES]
            for method, to, body, kind in asked + sent:
                status = door.ask(method, to, body, kind)[0].status_code
                if status >= 500:
                    wrong.append(f"{status} for {method} {name}: {body[:30] or to[-30:]}")
    assert wrong == []
