"""Where the pages of the desk are."""

from typing import Any

from django.contrib.admin.utils import quote
from django.db.models import Model
from django.urls import reverse


def desk_address(model: type[Model] | Model, step: str, *keys: int | str) -> str:
    """The address of one page of a model's list or row in the desk: ``list``, ``add``, ``edit``, or a step of ours."""
    viewset: Any = model.snippet_viewset  # type: ignore[union-attr]
    return reverse(viewset.get_url_name(step), args=[quote(key) for key in keys])
