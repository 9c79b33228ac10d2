"""A line between two pieces."""

from dataclasses import dataclass
from typing import ClassVar

from wagtail import blocks

from newsletter.blocks.kind import Kind


class DividerFields(blocks.StaticBlock):
    class Meta:
        icon = "horizontalrule"
        label = "Scheiding"
        admin_text = "Een lijn tussen twee stukken."


@dataclass(frozen=True, slots=True)
class Divider(Kind):
    name: ClassVar = "divider"
    fields: ClassVar = DividerFields

    def as_text(self, site_url: str) -> str:
        return "* * *"
