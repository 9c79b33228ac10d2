"""The menu of the subscribers."""

from wagtail.snippets.views.snippets import SnippetViewSetGroup

from subscribers.feedback.desk import AnswersViewSet, BounceViewSet, QuarantineViewSet
from subscribers.subscriptions.desk import SubscriberViewSet, TopicViewSet
from subscribers.suppression.desk import SuppressionViewSet


class SubscribersGroup(SnippetViewSetGroup):
    items = (SubscriberViewSet, TopicViewSet, SuppressionViewSet, BounceViewSet, AnswersViewSet, QuarantineViewSet)
    menu_label = "Abonnees"
    menu_name = "abonnees"
    menu_icon = "group"
    menu_order = 130
