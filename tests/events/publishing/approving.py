"""An approval in the desk, as a workflow of one step."""

from django.test import Client
from django.urls import reverse
from wagtail.models import GroupApprovalTask, Workflow, WorkflowContentType, WorkflowTask

from config.desk.groups import ensure_groups
from events.models import Event
from tests.factories import make_staff

EVENT = "wagtailsnippets_events_event"


def approve(desk: Client, event: Event) -> None:
    """Submits the newest draft to a workflow of one step, and takes that step in the desk."""
    workflow = Workflow.objects.create(name="Beoordeling")
    task = GroupApprovalTask.objects.create(name="Kijken")
    task.groups.add(ensure_groups())
    WorkflowTask.objects.create(workflow=workflow, task=task, sort_order=0)
    WorkflowContentType.objects.create(workflow=workflow, content_type_id=event.get_content_type().pk)
    state = workflow.start(Event.objects.get(pk=event.pk), make_staff())
    step = [event.pk, "approve", state.current_task_state.pk]
    desk.post(reverse(f"{EVENT}:workflow_action", args=step), {"comment": ""})
