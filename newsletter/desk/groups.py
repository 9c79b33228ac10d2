"""The menu of the newsletter."""

from wagtail.snippets.views.snippets import SnippetViewSetGroup

from .deliveries import DeliveryViewSet
from .issue import IssueViewSet
from .report_views import FiguresViewSet


class NewsletterGroup(SnippetViewSetGroup):
    items = (IssueViewSet, DeliveryViewSet, FiguresViewSet)
    menu_label = "Nieuwsbrief"
    menu_name = "nieuwsbrief"
    menu_icon = "mail"
    menu_order = 120
