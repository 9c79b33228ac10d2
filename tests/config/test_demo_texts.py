"""What the demo says: written for real, no sentence twice, and dated well whatever day it is seeded."""

import re
import tomllib
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, date, timedelta
from pathlib import Path

import pytest

from events.demo.days import october_change, read_moment
from events.demo.ground import editions_of
from events.demo.reading import moments_of, read_events, read_file

ROOT = Path(__file__).parents[2]
READ = ("summary", "text", "bio", "description", "reason", "cancelled_reason", "access_note", "preheader", "caption")


def texts_of(value: object, name: str = "") -> Iterator[str]:
    """Every text meant to be read in a data file."""
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from texts_of(inner, key)
    elif isinstance(value, list):
        for inner in value:
            yield from texts_of(inner, name)
    elif isinstance(value, str) and re.match(
        r"summary|text|bio|description|reason|cancelled_reason|access_note|preheader|caption", name
    ):
        yield value


def sentences(text: str) -> list[str]:
    plain = re.sub(r"<[^>]+>", " ", text).replace("Dr. ", "Dr ")
    return [part.strip(' ‘’“”"').casefold() for part in re.split(r"(?<=[.!?…])[’”\"]?\s+", plain) if part.strip()]


def test_no_sentence_is_used_twice_and_none_is_filler() -> None:
    files = [path for app in ("events", "subscribers", "newsletter") for path in (ROOT / app / "demo").glob("*.toml")]
    texts = [text for path in files for text in texts_of(tomllib.loads(path.read_text(encoding="utf-8")))]
    found = Counter(sentence for text in texts for sentence in sentences(text) if sentence)
    assert len(found) > 1500
    assert [sentence for sentence, times in found.items() if times > 1] == []
    assert [sentence for sentence in found if "lorem" in sentence or "ipsum" in sentence] == []


def test_every_event_has_a_sentence_and_a_text_of_its_own() -> None:
    for event in read_events():
        assert len(sentences(event["summary"])) <= 2, event["slug"]
        assert 2 <= len(sentences(event["text"])) <= 6, event["slug"]
        assert bool(event.get("title_en")) == bool(event.get("summary_en")) == bool(event.get("text_en")), event["slug"]


@pytest.mark.parametrize("offset", range(0, 800, 11))
def test_whatever_day_it_is_the_large_ones_are_coming_and_every_moment_ends_after_it_begins(offset: int) -> None:
    today = date(2026, 1, 1) + timedelta(days=offset)
    for row in read_file("series")["series"]:
        editions = list(editions_of(row, today))
        coming = [values for name, values in editions if name == "upcoming"]
        assert [values["ends_on"] > today for values in coming] == ([] if "ended_on" in row else [True])
        assert len({values.get("slug", values["starts_on"].year) for _, values in editions}) == len(editions)
    assert october_change(today) >= today
    for event in read_events():
        for moment in moments_of(event):
            begins, ends = read_moment(moment["at"], today, today)
            assert ends is None or ends.astimezone(UTC) > begins.astimezone(UTC), event["slug"]
