"""A quotation, and who said it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar

from wagtail import blocks

from newsletter.blocks.fields import text_of
from newsletter.blocks.kind import Kind
from newsletter.rendering.plain import joined
from newsletter.rendering.slots import tidy, tidy_line


class QuoteFields(blocks.StructBlock):
    text = blocks.TextBlock(label="citaat", max_length=500)
    who = blocks.CharBlock(label="van wie", max_length=160, required=False)

    class Meta:
        icon = "openquote"
        label = "Citaat"


@dataclass(frozen=True, slots=True)
class Quote(Kind):
    name: ClassVar = "quote"
    fields: ClassVar = QuoteFields

    text: str
    who: str = ""

    @classmethod
    def gather(cls, value: Any, language: str, at: datetime) -> "Quote":
        return cls(text_of(value, "text"), text_of(value, "who"))

    def as_text(self, site_url: str) -> str:
        return joined(f"“{tidy(self.text).strip()}”", f"— {tidy_line(self.who)}" if self.who else "")

    def mail_context(self, site_url: str) -> dict[str, object]:
        return {"lines": self.text.strip().split("\n")}
