"""Names that strangers type: what may stand in one, the same at every door (page, API, desk, service).

We write names in mails and lists, so a name could carry somebody's message to somebody else. What nobody can see is
taken out (``clean_name``); what a mail program would make a link of, and what is longer than a name, is refused with a
sentence that says how to mend it.

Sources: UAX #9 §2 (directional marks), Unicode 16 §23.2 (joiners, which names in many scripts need).
"""

import re
import unicodedata
from typing import Final

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from subscribers.plaintext import one_line

LONGEST_NAME: Final = 80
JOINERS: Final = "\u200c\u200d"
# Letters and marks to Unicode, nothing to the eye (Default_Ignorable_Code_Point); none belongs in a name.
UNSEEN: Final = "\u034f\u115f\u1160\u17b4\u17b5\u3164\uffa0"
VARIATIONS: Final = (
    ("\ufe00", "\ufe0f"),
    ("\u180b", "\u180f"),
    ("\U000e0100", "\U000e01ef"),
)
DOT: Final = "[.\u3002\uff61]"  # mail programs and browsers take all three for the dot of a domain (UTS #46 §4)
# Looked for in a text of at most LONGEST_NAME characters without case, joiners and compatibility forms.
LINK: Final = re.compile(
    rf"//|www{DOT}|\S@\S|\b(?:https?|mailto|tel|sms):"
    rf"|(?<=[\w-]{{2}}){DOT}[^\W\d_]{{2}}"  # a domain; “P.de Vries” and “J.M.van Dam” are none
    rf"|(?<=[\w-]){DOT}(?:\w+/|(?:com|net|org|co|eu|nl)\b)"
)


def clean_name(text: str) -> str:
    """``text`` on one line without control characters, directional marks and other signs that cannot be seen."""
    seen = (sign for sign in one_line(text) if sign in JOINERS or not is_unseen(sign))
    return " ".join("".join(seen).split())


def is_unseen(sign: str) -> bool:
    return sign in UNSEEN or unicodedata.category(sign) == "Cf"


def is_variation(sign: str) -> bool:
    return any(first <= sign <= last for first, last in VARIATIONS)


def check_name(name: str) -> None:
    """Raises ``ValidationError`` (max_length, link) for what is no name; ``name`` comes from ``clean_name``."""
    if len(name) > LONGEST_NAME:
        sentence = _("Een naam heeft hoogstens %(limit_value)s tekens.")
        raise ValidationError(sentence, code="max_length", params={"limit_value": LONGEST_NAME})
    plain = "".join(sign for sign in name if sign not in JOINERS and not is_variation(sign))
    if LINK.search(unicodedata.normalize("NFKC", plain).casefold()):
        raise ValidationError(
            _("In een naam kan geen webadres of e-mailadres staan. Zet na een punt een spatie, zoals in “dr. Jansen”."),
            code="link",
        )
