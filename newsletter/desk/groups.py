"""The menu of the newsletter."""

from wagtail.snippets.views.snippets import SnippetViewSetGroup

from newsletter.deliveries.desk import DeliveryViewSet
from newsletter.report.desk import FiguresViewSet

from .issue import IssueViewSet


class NewsletterGroup(SnippetViewSetGroup):
    items = (IssueViewSet, DeliveryViewSet, FiguresViewSet)
    menu_label = "Nieuwsbrief"
    menu_name = "nieuwsbrief"
    menu_icon = "mail"
    menu_order = 120
