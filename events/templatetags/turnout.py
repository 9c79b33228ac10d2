"""Shares in the words of staff."""

from django import template

from events.turnout.desk_views import percent

register = template.Library()
register.filter("percent", percent)
