"""Plain text that people type, paste or read: what may stand in it, and the text of a piece of HTML.

It promises that what ``lines`` and ``one_line`` give can be shown, stored and put in XML: no control characters, no
marks that turn the order of letters around, one kind of line end; and that both leave their own results as they are.

Sources: Unicode 16 chapter 23 and UAX #9 (what cannot be seen), XML 1.0 §2.2 (what has no place in a document).
"""

from .lines import has_unseen, is_one_line, lines, one_line
from .markup import html_to_text, markup_in

__all__ = ["has_unseen", "html_to_text", "is_one_line", "lines", "markup_in", "one_line"]
