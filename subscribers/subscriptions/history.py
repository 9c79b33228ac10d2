"""The history of the desk, once somebody is forgotten: that something was done stays, and to whom does not."""

import json
import re
from collections.abc import Iterable

from django.contrib.contenttypes.models import ContentType
from django.db.models import Model, Q, TextField
from django.db.models.functions import Cast
from wagtail.models import ModelLogEntry

ERASED = "gewist"
WORD = re.compile(r"""[^\s"'<>,;:()\[\]{}‘’“”]+""")


def forget_in_history(model: type[Model], keys: Iterable[int], addresses: Iterable[str]) -> None:
    """Entries about rows of ``model``, and any that repeat one of ``addresses``: of rows that are gone, or of others.

    Wagtail keeps in each what the row was called at the time. Needs a transaction.
    """
    about = ModelLogEntry.objects.filter(content_type=ContentType.objects.get_for_model(model))
    about.filter(object_id__in=[str(key) for key in keys]).update(label=ERASED, data={})
    gone = {address.lower() for address in addresses if address}
    said = ModelLogEntry.objects.annotate(said=Cast("data", TextField()))
    naming = said.filter(Q(label__contains="@") | Q(said__contains="@")).values_list("pk", "label", "data")
    found = [pk for pk, *words in naming if gone & words_in(words)]
    ModelLogEntry.objects.filter(pk__in=found).update(label=ERASED, data={})


def words_in(found: list[object]) -> set[str]:
    return set(WORD.findall(json.dumps(found, ensure_ascii=False).lower()))
