"""What calendars say of an entry in words: its title, and its text with how one gets in. Pure; facts in, text out."""

from events.models.facts import FALLBACK, Facts, is_free

TITLE_LENGTH = 80
WORDS = {
    "nl": {
        "entrance": "Toegang",
        "free": "gratis",
        "register": "Aanmelden",
        "tickets": "Kaarten",
        "no_end": "De eindtijd is niet bekend.",
        "stream": "Livestream",
    },
    "en": {
        "entrance": "Entrance",
        "free": "free of charge",
        "register": "Register",
        "tickets": "Tickets",
        "no_end": "The end time is not known.",
        "stream": "Live stream",
    },
}
# By status: what stands before a title that else would be taken for something that goes on.
PREFIXES = {
    "nl": {"cancelled": "AFGELAST: ", "postponed": "UITGESTELD: "},
    "en": {"cancelled": "CANCELLED: ", "postponed": "POSTPONED: "},
}
WAYS_IN = {
    "nl": {
        "free": "vrij binnenlopen",
        "expected": "vrij, laat weten dat u komt",
        "register": "met aanmelding",
        "choose": "met aanmelding, kies één van meer",
        "apply": "op aanvraag",
        "elsewhere": "kaarten elders",
        "invited": "alleen op uitnodiging",
    },
    "en": {
        "free": "walk in",
        "expected": "open to all, let us know you are coming",
        "register": "by registration",
        "choose": "by registration, choose one of several",
        "apply": "on application",
        "elsewhere": "tickets elsewhere",
        "invited": "by invitation only",
    },
}


def summary_of(facts: Facts, language: str) -> str:
    """Plain, short, without the venue (E7); a cancelled or postponed one says so first (E5)."""
    return prefix_of(facts, language) + short_title(facts, language)


def short_title(facts: Facts, language: str) -> str:
    title: str = facts[language]["title"]
    return title if len(title) <= TITLE_LENGTH else title[: TITLE_LENGTH - 1].rstrip() + "…"


def prefix_of(facts: Facts, language: str) -> str:
    return PREFIXES[language].get(facts["status"], "")


def description_of(facts: Facts, language: str, *, brief: bool = False) -> str:
    """Why it is off, what it is, how one gets in, and last the URL of its page (E9, E10).

    ``brief`` is for what is long over: one sentence and the page, where the rest still stands.
    """
    texts, words = facts[language], WORDS[language]
    parts = [texts[name] for name in prose_of(facts, brief=brief)]
    if not brief:
        parts += [entrance_of(facts, language)] if facts["status"] == "scheduled" else []
        parts += [f"{words['stream']}: {facts['streamUrl']}"] if facts["streamUrl"] else []
        parts += [f"{words['tickets']}: {facts['ticketUrl']}"] if facts["ticketUrl"] else []
        # Facts that were withdrawn keep the URL, and those from before it was kept have none.
        may_register = texts.get("register") and facts["status"] == "scheduled"
        parts += [f"{words['register']}: {texts['register']}"] if may_register else []
        parts += [] if facts["endKnown"] else [words["no_end"]]
    return "\n\n".join([part for part in parts if part] + [texts["url"]])


def prose_of(facts: Facts, *, brief: bool) -> list[str]:
    """Names of the texts that staff wrote, in the order in which they are read."""
    return [*([] if facts["status"] == "scheduled" else ["reason"]), "summary", *([] if brief else ["text"])]


def entrance_of(facts: Facts, language: str) -> str:
    """``Toegang: kaarten elders, € 12,50``"""
    price = facts[language]["price"] or (WORDS[language]["free"] if is_free(facts) else "")
    ways = [WAYS_IN[language].get(facts["wayIn"], ""), price]
    return f"{WORDS[language]['entrance']}: {', '.join(way for way in ways if way)}"


def is_fallback(texts: Facts, name: str) -> bool:
    """Whether this text stands here in Dutch for want of a translation. Facts of long ago tell it of the title only."""
    fallbacks: list[str] = texts.get("fallbacks", ["title"] if texts["lang"] == FALLBACK else [])
    return name in fallbacks


def is_mostly_fallback(facts: Facts, language: str, *, brief: bool) -> bool:
    """Whether most of the description is in the other language: one property has room for one LANGUAGE (E19)."""
    texts = facts[language]
    lengths = {True: 0, False: 0}
    for name in prose_of(facts, brief=brief):
        lengths[is_fallback(texts, name)] += len(texts[name])
    return lengths[True] > lengths[False]
