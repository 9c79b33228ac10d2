"""What every list of rows in the desk begins from: Wagtail's, with choosers that ask before they show."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from wagtail.snippets.views import chooser
from wagtail.snippets.views.snippets import SnippetViewSet

from .policies import may_see


class AsksFirst:
    """Wagtail's choosers ask no right to read, by its design (wagtail#14272): whoever enters the desk would see all."""

    model_class: Any

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not may_see(request.user, self.model_class):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)  # type: ignore[misc,no-any-return]


class Choose(AsksFirst, chooser.ChooseView):
    pass


class ChooseResults(AsksFirst, chooser.ChooseResultsView):
    pass


class Chosen(AsksFirst, chooser.SnippetChosenView):
    pass


class ChosenMultiple(AsksFirst, chooser.SnippetChosenMultipleView):
    pass


class Create(chooser.SnippetCreateView):
    """A chooser of ours has no form of its own: rows are made where all their fields are."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if self.get_creation_form_class() is None:
            raise Http404
        return super().dispatch(request, *args, **kwargs)  # type: ignore[no-any-return]


class DeskChooserViewSet(chooser.SnippetChooserViewSet):
    choose_view_class = Choose
    choose_results_view_class = ChooseResults
    chosen_view_class = Chosen
    chosen_multiple_view_class = ChosenMultiple
    create_view_class = Create


class DeskViewSet(SnippetViewSet):
    chooser_viewset_class = DeskChooserViewSet
