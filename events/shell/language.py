"""The language of a page, and which texts of an English one are Dutch, as nobody wrote English (WCAG 3.1.2)."""

from django.utils.translation import get_language

from events.models.facts import FALLBACK, Facts


def language_now() -> str:
    return get_language() or FALLBACK


def lang_of(row: object, name: str, language: str) -> str:
    """``nl`` where the text ``name`` of a row fell back to Dutch; ``""`` where it did not, or there is none."""
    fell_back = language == "en" and getattr(row, name) and not getattr(row, f"{name}_en")
    return "nl" if fell_back else ""


def lang_in(facts: Facts, name: str, language: str) -> str:
    """The same of published facts, where what has no English repeats the Dutch; the title says so itself."""
    texts = facts[language]
    if name == "title":
        return texts["lang"] if texts["lang"] != language else ""
    return "nl" if language == "en" and texts[name] and texts[name] == facts["nl"][name] else ""


def place_lang(facts: Facts, language: str) -> str:
    """Names of venues are names in any language; a place in words is a text."""
    return "" if facts["venue"] else lang_in(facts, "place", language)
