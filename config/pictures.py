"""Pictures of before they were treated on upload, and copies that nothing shows: what asks every app."""

import logging
from collections.abc import Callable
from datetime import date

from django.core.exceptions import ValidationError
from wagtail.images.models import AbstractImage

from events.ledger.checking import WhenBroken
from events.ledger.pictures import is_told
from events.publishing.pictures_desk import showing
from events.publishing.telling import telling
from newsletter.archive.pictures import files_in_issues, is_in_issue
from subscribers.pictures import before, forgetting
from subscribers.pictures.views import RENDITIONS

log = logging.getLogger(__name__)


def treat_pictures(say: Callable[[str], object]) -> int:
    """All that were not yet; the calendars and pages follow. How many; one query where there are none.

    What cannot be read is said by its number and stays, shown nowhere.
    """
    waiting = before.untreated_pictures()
    sent = files_in_issues(RENDITIONS) if waiting else set()
    done = 0
    for image in waiting:
        try:
            treat_picture(image, sent)
            done += 1
        except (OSError, ValidationError) as error:
            log.warning("picture %s could not be treated", image.pk, exc_info=True)
            reason = " ".join(error.messages) if isinstance(error, ValidationError) else "Het bestand is er niet."
            say(f"Picture {image.pk} could not be treated and is shown nowhere: {reason}")
    return done


def treat_picture(image: AbstractImage, sent: set[str]) -> None:
    treated = before.treat_again(image)
    with telling(by=None, policy=WhenBroken.HOLD) as told:
        told.touch(*showing([image.pk]))
        before.put_in_place(image, treated, sent)


def forget_copies(today: date) -> int:
    return forgetting.forget_copies(today, lambda key: is_told(key) or is_in_issue(key))
