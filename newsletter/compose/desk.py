"""How an issue will look, in the desk: its preview while one types, and a test mail."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from wagtail.snippets.views.snippets import PreviewOnCreateView, PreviewOnEditView, PreviewRevisionView

from subscribers.screens.actions import ActionView
from subscribers.screens.wagtail_private import PreviewOfOurs

from .preview import serve_issue_preview
from .testmail import send_test


class ServesIssue(PreviewOfOurs):
    """The preview is the mail itself, as the rendering makes it of what is typed."""

    def serve(self, request: HttpRequest, mode: str) -> HttpResponse:
        return serve_issue_preview(self.object, request, mode)


class IssuePreviewOnCreate(ServesIssue, PreviewOnCreateView):
    pass


class IssuePreviewOnEdit(ServesIssue, PreviewOnEditView):
    pass


class IssuePreviewRevision(PreviewRevisionView):
    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        issue = self.revision_object
        return serve_issue_preview(issue, request, request.GET.get("mode", issue.default_preview_mode))


class IssueTestMail(ActionView):
    page_title = "Testmail naar mij"
    header_icon = "mail"
    question = "Wilt u dit nummer als testmail ontvangen?"
    button = "Ja, stuur mij een testmail"

    @property
    def explanation(self) -> str:  # type: ignore[override]
        address = self.request.user.email  # type: ignore[union-attr]
        return (
            f"Hij gaat alleen naar {address}, zoals het nummer nu is opgeslagen."
            if address
            else "Uw account heeft nog geen e-mailadres."
        )

    def act(self) -> str:
        sent = send_test(self.object, self.request.user)  # type: ignore[arg-type]
        which = "in het Nederlands en in het Engels " if sent > 1 else ""
        return f"De testmail is {which}onderweg naar {self.request.user.email}."  # type: ignore[union-attr]
