"""The roles of the desk, brought up to what the code offers; ``prepare`` calls ``ensure_groups`` at every start."""

from django.contrib.auth.models import Group, Permission
from django.db import transaction
from wagtail.models import Collection, GroupApprovalTask, GroupCollectionPermission, Workflow

EDITORS = "Redactie"
# Whole rows staff keep by hand: made, changed, put live, thrown away.
KEPT_BY_HAND = {
    "events": ["event", "edition", "series", "venue", "organiser", "choicegroup", "scheme", "term"],
    "newsletter": ["issue"],
    "subscribers": ["topic", "suppression"],
}
DOORS = ("view_doorkey", "add_doorkey", "change_doorkey")
WRITING = ("view_announcement", "add_announcement")  # to visitors
# Rows that services write: what the desk shows of them, and the steps it offers.
OFFERED = {
    "events": ["view_registration", "add_registration", "change_registration", *DOORS, *WRITING],
    "newsletter": ["view_delivery"],
    "subscribers": [
        "view_subscriber",
        "change_subscriber",
        "view_bounce",
        "view_answerinwords",
        "view_quarantinedmail",
    ],
}
ACTIONS = ("view", "add", "change", "delete", "publish", "lock", "unlock")
IMAGES = ("add_image", "change_image", "choose_image")
WAGTAILS_OWN = ("Editors", "Moderators")


@transaction.atomic
def ensure_groups() -> Group:
    """The group that does everything of the programme and the newsletter, and has nothing to say over accounts.

    Only adds: what an installation gave the group besides stays. Wagtail's own groups are for pages, so they go when
    nobody is in them, and its workflow asks our editors instead.
    """
    editors, _ = Group.objects.get_or_create(name=EDITORS)
    editors.permissions.add(*editor_permissions())
    give_images(editors)
    for task in GroupApprovalTask.objects.filter(name="Moderators approval"):
        task.name = "Beoordeling door de redactie"
        task.save(update_fields=["name"])
        task.groups.set([editors])
    Workflow.objects.filter(name="Moderators approval").update(name="Beoordeling door de redactie")
    Group.objects.filter(name__in=WAGTAILS_OWN, user=None).delete()
    return editors


def editor_permissions() -> list[Permission]:
    by_hand = [
        (app, f"{action}_{model}") for app, models in KEPT_BY_HAND.items() for model in models for action in ACTIONS
    ]
    offered = [(app, codename) for app, codenames in OFFERED.items() for codename in codenames]
    wanted = {*by_hand, *offered, ("wagtailadmin", "access_admin")}
    apps = {app for app, _ in wanted}
    found = Permission.objects.filter(content_type__app_label__in=apps).select_related("content_type")
    return [one for one in found if (one.content_type.app_label, one.codename) in wanted]


def give_images(group: Group) -> None:
    """Images hang on collections in Wagtail; the root one holds them all."""
    root = Collection.get_first_root_node()
    for permission in Permission.objects.filter(content_type__app_label="wagtailimages", codename__in=IMAGES):
        GroupCollectionPermission.objects.get_or_create(group=group, collection=root, permission=permission)
