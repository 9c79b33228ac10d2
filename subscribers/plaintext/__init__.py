"""Plain text that people type, paste or read: what may stand in it, and the text of a piece of HTML. Pure."""

from .lines import has_unseen, is_one_line, lines, one_line
from .markup import html_to_text, markup_in

__all__ = ["has_unseen", "html_to_text", "is_one_line", "lines", "markup_in", "one_line"]
