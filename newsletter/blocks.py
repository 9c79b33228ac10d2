"""The pieces an issue is made of. What they look like in mail, text and archive is ``newsletter.rendering``'s."""

from django.core.exceptions import ValidationError
from wagtail import blocks
from wagtail.images.blocks import ImageChooserBlock
from wagtail.snippets.blocks import SnippetChooserBlock

TEXT = ["bold", "italic", "link", "ul", "ol"]


def check_link(value: str) -> str:
    """Only addresses a mail may carry."""
    if value and not value.startswith(("https://", "http://", "mailto:", "tel:")):
        raise ValidationError("Begin een link met https://, mailto: of tel:.", code="bad_link")
    return value


class LinkBlock(blocks.CharBlock):
    """An absolute address; relative ones mean nothing in an inbox."""

    def __init__(self, **kwargs: object) -> None:
        super().__init__(max_length=500, validators=[check_link], **kwargs)


class IntroBlock(blocks.StructBlock):
    heading = blocks.CharBlock(label="kop", max_length=120, required=False)
    text = blocks.RichTextBlock(label="tekst", features=TEXT)
    signed = blocks.CharBlock(label="ondertekend door", max_length=120, required=False)

    class Meta:
        icon = "pilcrow"
        label = "Opening"


class ArticleBlock(blocks.StructBlock):
    heading = blocks.CharBlock(label="kop", max_length=120)
    image = ImageChooserBlock(label="beeld", required=False)
    image_alt = blocks.CharBlock(label="wat op het beeld te zien is", max_length=200, required=False)
    text = blocks.RichTextBlock(label="tekst", features=TEXT)
    link = LinkBlock(label="lees verder op", required=False)
    link_text = blocks.CharBlock(
        label="tekst van de link", max_length=80, required=False, help_text="Zeg waarheen: niet ‘klik hier’."
    )

    class Meta:
        icon = "doc-full"
        label = "Artikel"


class AgendaBlock(blocks.StructBlock):
    """Filled from the published programme when the issue is shown, approved and sent."""

    heading = blocks.CharBlock(label="kop", max_length=120, default="Agenda")
    edition = SnippetChooserBlock("events.Edition", label="van deze editie", required=False)
    term = SnippetChooserBlock("events.Term", label="met dit thema", required=False)
    highlights = blocks.BooleanBlock(label="alleen wat is uitgelicht", required=False)
    days = blocks.IntegerBlock(label="zoveel dagen vooruit", default=30, min_value=1, max_value=400)
    limit = blocks.IntegerBlock(label="hoogstens zoveel regels", default=8, min_value=1, max_value=30)

    class Meta:
        icon = "date"
        label = "Agenda"


class QuoteBlock(blocks.StructBlock):
    text = blocks.TextBlock(label="citaat", max_length=500)
    who = blocks.CharBlock(label="van wie", max_length=160, required=False)

    class Meta:
        icon = "openquote"
        label = "Citaat"


class ButtonBlock(blocks.StructBlock):
    text = blocks.CharBlock(label="tekst", max_length=60)
    link = LinkBlock(label="adres")

    class Meta:
        icon = "link"
        label = "Knop"


class ColumnBlock(blocks.StructBlock):
    heading = blocks.CharBlock(label="kop", max_length=120)
    image = ImageChooserBlock(label="beeld", required=False)
    image_alt = blocks.CharBlock(label="wat op het beeld te zien is", max_length=200, required=False)
    text = blocks.RichTextBlock(label="tekst", features=TEXT)
    link = LinkBlock(label="lees verder op", required=False)
    link_text = blocks.CharBlock(label="tekst van de link", max_length=80, required=False)


class TwoColumnsBlock(blocks.StructBlock):
    left = ColumnBlock(label="links")
    right = ColumnBlock(label="rechts")

    class Meta:
        icon = "duplicate"
        label = "Twee kolommen"


class ImageBlock(blocks.StructBlock):
    image = ImageChooserBlock(label="beeld")
    image_alt = blocks.CharBlock(
        label="wat op het beeld te zien is", max_length=200, required=False, help_text="Leeg: het beeld is versiering."
    )
    caption = blocks.CharBlock(label="bijschrift", max_length=200, required=False)

    class Meta:
        icon = "image"
        label = "Beeld"


class DividerBlock(blocks.StaticBlock):
    class Meta:
        icon = "horizontalrule"
        label = "Scheiding"
        admin_text = "Een lijn tussen twee stukken."


ISSUE_BLOCKS = [
    ("intro", IntroBlock()),
    ("article", ArticleBlock()),
    ("agenda", AgendaBlock()),
    ("quote", QuoteBlock()),
    ("button", ButtonBlock()),
    ("two_columns", TwoColumnsBlock()),
    ("image", ImageBlock()),
    ("divider", DividerBlock()),
]
