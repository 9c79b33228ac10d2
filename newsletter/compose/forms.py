"""The form in which an issue is written."""

from typing import Any

from django.utils.text import slugify
from wagtail.admin.forms.models import WagtailAdminModelForm

from newsletter.models import Issue


class IssueForm(WagtailAdminModelForm):
    """An issue's address makes itself from its title."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "slug" in self.fields:
            self.fields["slug"].required = False

    def clean_slug(self) -> str:
        typed = self.cleaned_data.get("slug")
        return typed or free_slug(slugify(self.data.get("title", ""))[:70].strip("-") or "nummer", self.instance.pk)


def free_slug(wish: str, own_pk: int | None) -> str:
    """``wish``, or the first of ``wish-2``, ``wish-3``, … that no other issue has."""
    taken = set(Issue.objects.filter(slug__startswith=wish).exclude(pk=own_pk).values_list("slug", flat=True))
    number, slug = 1, wish
    while slug in taken:
        number += 1
        slug = f"{wish}-{number}"
    return slug
