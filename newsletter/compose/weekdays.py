"""Dates written with a weekday that is not theirs: “dinsdag 4 november 2027” is a Thursday. Text in, findings out."""

import re
from collections.abc import Iterator
from datetime import date

DAYS = {
    "nl": ["maandag", "dinsdag", "woensdag", "donderdag", "vrijdag", "zaterdag", "zondag"],
    "en": ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"],
}
MONTHS = {
    "nl": [
        "januari",
        "februari",
        "maart",
        "april",
        "mei",
        "juni",
        "juli",
        "augustus",
        "september",
        "oktober",
        "november",
        "december",
    ],
    "en": [
        "january",
        "february",
        "march",
        "april",
        "may",
        "june",
        "july",
        "august",
        "september",
        "october",
        "november",
        "december",
    ],
}

# On one line: a weekday that ends a paragraph says nothing of the date that begins the next.
GAP = r"[ \t\xa0]{1,4}"


def dates_in(language: str) -> str:
    weekday, month = "|".join(DAYS[language]), "|".join(MONTHS[language])
    return rf"\b({weekday}),?{GAP}(?:de{GAP})?(\d{{1,2}})(?:e|ste|de|st|nd|rd|th)?{GAP}({month}),?{GAP}(\d{{4}})\b"


DUTCH = re.compile(dates_in("nl"), re.IGNORECASE)
ENGLISH = re.compile(dates_in("en"), re.IGNORECASE)


def wrong_weekdays(text: str, language: str) -> Iterator[tuple[str, str]]:
    """What is written, and the Dutch weekday of that date (empty: there is no such date).

    Only dates that name their year.
    """
    days, months = DAYS[language], MONTHS[language]
    text = text.replace("\xad", "")
    for match in ENGLISH.finditer(text) if language == "en" else DUTCH.finditer(text):
        said, day, name, year = match.groups()
        try:
            true = DAYS["nl"][date(int(year), months.index(name.lower()) + 1, int(day)).weekday()]
        except ValueError:
            true = ""
        if not true or true != DAYS["nl"][days.index(said.lower())]:
            yield " ".join(match.group().split()), true
