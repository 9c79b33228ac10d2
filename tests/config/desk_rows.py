"""One row of everything the desk shows, for the matrix of its addresses: without a row a hole answers 404."""

from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.contrib.contenttypes.models import ContentType
from django.utils import timezone
from wagtail.admin.models import EditingSession
from wagtail.images.models import Image
from wagtail.images.tests.utils import get_test_image_file
from wagtail.models import Collection, Page, Task, UploadedFile, Workflow, WorkflowContentType

from config.desk.groups import ensure_groups
from events.models import ChoiceGroup, Event, FeedScope
from newsletter.models import Delivery, Issue, Rendition
from subscribers.models import ApiKey, Bounce, QuarantinedMail, State, Suppression
from tests.events.door.phones import make_phone
from tests.factories import (
    make_announcement,
    make_edition,
    make_event,
    make_issue,
    make_open_occurrence,
    make_organiser,
    make_public_event,
    make_registration,
    make_scan,
    make_subscriber,
    make_term,
    make_topic,
)

PRIVATE = "zeerprive"  # in the name and the address of every person
Keys = dict[str, Any]


def private(number: int) -> str:
    return f"{PRIVATE}{number}@example.org"


def make_rows() -> Keys:
    """Their keys, by name of the argument, or ``kind:name`` where kinds differ (see ``address_of``)."""
    return {**people(), **programme(), **newsletter(), **pictures(), **accounts(), **elsewhere()}


def people() -> Keys:
    block = Suppression.objects.create(email_normalised=private(1), note=PRIVATE)
    bounce = Bounce.objects.create(kind="hard", source="mail", event_id="1", email_normalised=private(2))
    strange = QuarantinedMail.objects.create(digest="1", source="mail", reason="broken", subject=PRIVATE, size=1)
    words = QuarantinedMail.objects.create(digest="2", source="mail", reason="in-words", subject=PRIVATE, size=1)
    return {
        "subscribers/subscriber:pk": make_subscriber(make_topic(), email=private(3), name=PRIVATE).pk,
        "subscribers/topic:pk": make_topic().pk,
        "subscribers/suppression:pk": block.pk,
        "subscribers/bounce:pk": bounce.pk,
        "subscribers/quarantinedmail:pk": strange.pk,
        "subscribers/answerinwords:pk": words.pk,
    }


def programme() -> Keys:
    edition, term, organiser = make_edition(), make_term(), make_organiser()
    told = make_public_event(edition, terms=[term], organisers=[organiser])
    registration = make_registration(make_open_occurrence(), email=private(4), name=PRIVATE)
    return {
        **reviewed_event(),
        **door(registration),
        "events/registration:pk": registration.pk,
        "opkomst:pk": registration.occurrence_id,
        "berichten:pk": make_announcement(registration.occurrence).pk,
        "events/edition:pk": edition.pk,
        "events/edition:at": int(timezone.now().timestamp()),
        "events/series:pk": edition.series_id,
        "events/venue:pk": told.occurrences.get().venue_id,
        "events/organiser:pk": organiser.pk,
        "events/choicegroup:pk": ChoiceGroup.objects.create(edition=edition, name="Keynote").pk,
        "events/scheme:pk": term.scheme_id,
        "events/term:pk": term.pk,
        "kalenders:pk": FeedScope.objects.get(name="all").pk,
    }


def door(registration: Any) -> Keys:
    """A phone that let a person in twice on one seat."""
    occurrence = registration.occurrence
    phone, _ = make_phone(occurrence)
    for _ in range(2):
        make_scan(occurrence, code=registration.code, device=phone)
    return {"deuren:pk": phone.key_id, "deuren:phone": phone.pk, "deuren:evening": phone.key.evening_id}


def reviewed_event() -> Keys:
    """On the site, with a draft that was handed in for review."""
    event = make_event()
    draft = event.save_revision()
    task = Task.objects.get()
    task.specific.groups.add(ensure_groups())
    workflow = Workflow.objects.get()
    WorkflowContentType.objects.get_or_create(content_type=ContentType.objects.get_for_model(Event), workflow=workflow)
    state = workflow.start(event, None)
    return {
        "events/event:pk": event.pk,
        "events/event:revision_id": draft.pk,
        "events/event:action_name": "approve",
        "events/event:task_id": task.pk,
        "events/event:task_state_id": state.current_task_state_id,
        "events/event:workflow_state_id": state.pk,
        "workflow_pk": workflow.pk,
        "task_id": task.pk,
        "editing-sessions:app_label": "events",
        "editing-sessions:model_name": "event",
        "editing-sessions:object_id": event.pk,
    }


def newsletter() -> Keys:
    """An issue that is going out: one mail nobody knows of, one refused, one put off."""
    now, words = timezone.now(), {"mail_html": "", "mail_text": "", "web_html": "", "sha256": "0" * 64}
    issue = make_issue(make_topic(), state="sending", started_at=now, approved_at=now, approved_text="goed")
    Rendition.objects.create(issue=issue, language="nl", subject="Nieuws", **words)
    rows = {
        state: Delivery.objects.create(
            issue=issue, email=private(number), email_normalised=private(number), domain="example.org", state=state,
            smtp_text=f"no such user {private(number)}",
        )
        for number, state in enumerate((State.UNCERTAIN, State.FAILED, State.DEFERRED), 5)
    }  # fmt: skip
    return {
        "newsletter/issue:pk": issue.pk,
        "newsletter/issue:delivery": rows[State.UNCERTAIN].pk,
        "newsletter/issue:language": "nl",
        "newsletter/issue:name": "mail.txt",
        "block-preview/?": f"?id={Issue._meta.get_field('body').stream_block.child_blocks['quote'].definition_prefix}",
        "newsletter/issue:revision_id": issue.save_revision().pk,
        "newsletter/delivery:pk": rows[State.FAILED].pk,
    }


def pictures() -> Keys:
    root = Collection.get_first_root_node()
    album = root.add_child(instance=Collection(name="Album"))
    picture = Image.objects.create(title="Plaatje", file=get_test_image_file())
    kind = ContentType.objects.get_for_model(Image)
    upload = UploadedFile.objects.create(for_content_type=kind, file=get_test_image_file())
    return {
        "collections:pk": album.pk,
        "collections:collection_id": album.pk,
        "images:pk": picture.pk,
        "wagtailimages/image:pk": picture.pk,
        "images:image_id": picture.pk,
        "images:uploaded_file_id": upload.pk,
        "images:filter_spec": "width-10",
    }


def accounts() -> Keys:
    somebody = get_user_model().objects.create_user("iemand", "iemand@staff.example", None)
    key = ApiKey.objects.create(name="Site", user=somebody, prefix="ks_", digest="1", expires_at=timezone.now())
    group = Group.objects.create(name="Gasten")
    return {"users:pk": somebody.pk, "auth/user:pk": somebody.pk, "groups:pk": group.pk, "api-sleutels:pk": key.pk}


def elsewhere() -> Keys:
    """What Wagtail registers and we hide: its answers must not hang on a row that is not there."""
    page = Page.objects.first() or Page.add_root(instance=Page(title="Root", slug="root"))
    session = EditingSession.objects.create(
        user=get_user_model().objects.get(username="iemand"),
        content_type=ContentType.objects.get_for_model(Issue),
        object_id="1",
        last_seen_at=timezone.now(),
    )
    names = ("page_id", "parent_page_id", "page_to_move_id", "destination_id", "page_pk")
    return {
        **dict.fromkeys(names, page.pk),
        "editing-sessions:session_id": session.pk,
        "content_type_app_name": "wagtailcore",
        "content_type_model_name": "page",
        "app_label": "wagtailcore",
        "model_name": "page",
        "app_name": "taggit",
        "tag-autocomplete:model_name": "tag",
        "action_name": "approve",
        r"toegang/^confirm-email/(?P<key>[-:\w]+)/$": "toegang/confirm-email/a-b/",
        r"toegang/^password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$": "toegang/password/reset/key/1-a-b/",
        "uidb64": "MQ",
        "token": "a-b",
    }
