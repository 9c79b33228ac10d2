"""What a value of a facet is called: on a page, by its rows of now; in a feed, as the public was told it."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from events.models import Term, Venue
from events.models.facts import FALLBACK, Facts
from events.models.texts import in_language
from events.shell.language import lang_of


@dataclass(frozen=True)
class Label:
    """``group`` is the heading it stands under; ``lang`` and ``group_lang`` as in ``lang_of``."""

    text: str
    group: str = ""
    lang: str = ""
    group_lang: str = ""


class Labels(Protocol):
    """Of one facet. ``needs_facts``: a feed says what was told, so ``told`` wants the facts of an entry with it."""

    needs_facts: bool

    def on_page(self, present: Collection[str], language: str) -> dict[str, Label]:
        """By value, in the order of the form: of the values that are ``present``, or of all there are."""

    def told(self, facts: Facts, value: str, language: str) -> str:
        """In the active language, which is ``language``."""


@dataclass(frozen=True)
class Words:
    """Fixed words by value. ``are_all``: a page has them for what is not present as well."""

    words: Mapping[str, Promise]
    are_all: bool = False
    needs_facts = False

    def on_page(self, present: Collection[str], language: str) -> dict[str, Label]:
        return {value: Label(str(word)) for value, word in self.words.items() if self.are_all or value in present}

    def told(self, facts: Facts, value: str, language: str) -> str:
        return str(self.words.get(value, value))


class Days:
    needs_facts = False

    def on_page(self, present: Collection[str], language: str) -> dict[str, Label]:
        return {value: Label(self.told({}, value, language)) for value in sorted(present)}

    def told(self, facts: Facts, value: str, language: str) -> str:
        try:
            return date_format(date.fromisoformat(value), "l j F")
        except ValueError:
            return value


class Venues:
    """A room after its building. One query."""

    needs_facts = True

    def on_page(self, present: Collection[str], language: str) -> dict[str, Label]:
        venues = Venue.objects.filter(slug__in=present).select_related("parent").order_by("name")
        named = [(venue.slug, self.name(venue, language)) for venue in venues]
        return {slug: Label(name) for slug, name in sorted(named, key=lambda pair: pair[1].casefold())}

    def name(self, venue: Venue, language: str) -> str:
        own = in_language(venue, "name", language)
        return f"{in_language(venue.parent, 'name', language)}, {own}" if venue.parent else own

    def told(self, facts: Facts, value: str, language: str) -> str:
        names, parent = facts[language]["place"].split(", "), facts["venue"]["parent"]
        return str(names[0] if value == parent or not parent else ", ".join(names[:2]))


class Terms:
    """Under the name of their scheme, the newest first. One query."""

    needs_facts = True

    def on_page(self, present: Collection[str], language: str) -> dict[str, Label]:
        terms = Term.objects.filter(slug__in=present).select_related("scheme")
        return {
            term.slug: Label(
                term.name_in(language),
                in_language(term.scheme, "name", language),
                lang_of(term, "name", language),
                lang_of(term.scheme, "name", language),
            )
            for term in terms.order_by("-scheme__valid_from", "position")
        }

    def told(self, facts: Facts, value: str, language: str) -> str:
        return str(dict(zip(facts["terms"], facts[language]["terms"], strict=True)).get(value, value))


class Organisers:
    """No page asks for them yet."""

    needs_facts = True

    def on_page(self, present: Collection[str], language: str) -> dict[str, Label]:
        return {}

    def told(self, facts: Facts, value: str, language: str) -> str:
        """With *van*: a museum is often a place as well."""
        names = dict(zip(facts["organisers"], facts[language]["organisers"], strict=True))
        return _("van %(name)s") % {"name": names[value]}


class Tracks:
    """Their value is their Dutch name."""

    needs_facts = True

    def on_page(self, present: Collection[str], language: str) -> dict[str, Label]:
        return {value: Label(value, lang=FALLBACK if language != FALLBACK else "") for value in sorted(present)}

    def told(self, facts: Facts, value: str, language: str) -> str:
        return str(facts[language]["track"] or value)
