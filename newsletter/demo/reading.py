"""What the demo's readers did with the numbers they got: clicks that fade in a week or two, answers, a few goodbyes."""

import random
from collections import Counter
from datetime import date, timedelta

from newsletter.models import ClickCount, Issue, UsefulCount

CLICKING = {"nl": 0.11, "en": 0.02}  # clicks per mail that was sent, in either language
FADING = 1.6  # days after which about a third is left
LONGEST = 20
ANSWERS = {UsefulCount.Answer.YES: 62, UsefulCount.Answer.PARTLY: 19, UsefulCount.Answer.NO: 6}


def read_in_the_past(issue: Issue, day: date) -> None:
    """The same numbers every time; the reader looks at what stands on top first."""
    dice = random.Random(f"reading {issue.slug}")
    sent = issue.deliveries.filter(state="sent").count()
    for rendition in issue.renditions.counting():
        links = range(1, len(rendition.links) + 1)
        weights = [dice.uniform(0.3, 1) / number**0.7 for number in links]
        total = round(sent * CLICKING[rendition.language] * dice.uniform(0.75, 1.3))
        clicks = Counter((dice.choices(links, weights)[0], days_later(dice)) for _ in range(total))
        ClickCount.objects.bulk_create(
            ClickCount(
                issue=issue, language=rendition.language, number=number, day=day + timedelta(days=later), count=count
            )
            for (number, later), count in clicks.items()
        )
    answered = Counter((answer, days_later(dice)) for answer, most in ANSWERS.items() for _ in range(some(dice, most)))
    UsefulCount.objects.bulk_create(
        UsefulCount(issue=issue, answer=answer, day=day + timedelta(days=later), count=count)
        for (answer, later), count in answered.items()
    )
    Issue.objects.filter(pk=issue.pk).update(leavers=dice.randint(5, 11))


def some(dice: random.Random, most: int) -> int:
    return dice.randint(most // 2, most)


def days_later(dice: random.Random) -> int:
    return min(LONGEST, int(dice.expovariate(1 / FADING)))
