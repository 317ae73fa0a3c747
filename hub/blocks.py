"""What editors compose pages from."""

from collections.abc import Callable

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.images.blocks import ImageBlock

# Turns what an editor pasted into a query, or raises ValidationError; search puts its own here.
_query_reader: list[Callable[[str], str]] = []


def register_query_reader(read):
    _query_reader[:] = [read]


TEXT_FEATURES = ["h3", "bold", "italic", "ol", "ul", "link", "document-link"]


class SectionBlock(blocks.StructBlock):
    heading = blocks.CharBlock(label=_("Heading"), max_length=120, required=False)
    text = blocks.RichTextBlock(label=_("Text"), features=TEXT_FEATURES)

    class Meta:
        icon = "pilcrow"
        label = _("Text")
        template = "hub/blocks/section.html"


class PictureBlock(blocks.StructBlock):
    image = ImageBlock(label=_("Image"))
    caption = blocks.CharBlock(label=_("Caption"), max_length=200, required=False)

    class Meta:
        icon = "image"
        label = _("Image")
        template = "hub/blocks/picture.html"


class CallToActionBlock(blocks.StructBlock):
    heading = blocks.CharBlock(label=_("Heading"), max_length=120)
    text = blocks.TextBlock(label=_("Text"), max_length=400, required=False)
    button = blocks.CharBlock(label=_("Words on the button"), max_length=40)
    link = blocks.CharBlock(
        label=_("Address"),
        max_length=400,
        help_text=_("A path of this site such as /beratung/ or a full address."),
        validators=[
            RegexValidator(
                r"^(/(?!/)|https?://|mailto:|tel:)",
                _("Begin with /, https://, mailto: or tel:."),
            )
        ],
    )

    class Meta:
        icon = "bullhorn"
        label = _("Call to action")
        template = "hub/blocks/call_to_action.html"


class ListingBlock(blocks.StructBlock):
    """Any search, shown live; what editors paste is kept as a query of search's own spelling."""

    heading = blocks.CharBlock(label=_("Heading"), max_length=120)
    query = blocks.CharBlock(
        label=_("Search"),
        max_length=2000,
        help_text=_(
            "Search on the site until the result page shows what you want, then copy its whole "
            "address into this field."
        ),
    )
    count = blocks.IntegerBlock(label=_("How many"), default=3, min_value=1, max_value=20)

    class Meta:
        icon = "list-ul"
        label = _("Listing")
        template = "hub/blocks/listing.html"

    def clean(self, value):
        value = super().clean(value)
        if value["query"]:  # a draft may have none yet
            try:
                value["query"] = _query_reader[0](value["query"])
            except ValidationError as error:
                raise blocks.StructBlockValidationError({"query": error}) from error
        return value


class PersonBlock(blocks.StructBlock):
    name = blocks.CharBlock(label=_("Name"), max_length=120)
    role = blocks.CharBlock(label=_("Task"), max_length=160, required=False)
    image = ImageBlock(label=_("Image"), required=False)
    email = blocks.EmailBlock(label=_("E-mail"), required=False)
    phone = blocks.CharBlock(label=_("Phone"), max_length=40, required=False)


class PeopleBlock(blocks.StructBlock):
    heading = blocks.CharBlock(label=_("Heading"), max_length=120, required=False)
    people = blocks.ListBlock(PersonBlock(), label=_("People"))

    class Meta:
        icon = "group"
        label = _("People")
        template = "hub/blocks/people.html"


class DownloadsBlock(blocks.StructBlock):
    heading = blocks.CharBlock(label=_("Heading"), max_length=120, required=False)
    files = blocks.ListBlock(DocumentChooserBlock(), label=_("Files"))

    class Meta:
        icon = "download"
        label = _("Downloads")
        template = "hub/blocks/downloads.html"


class BodyBlock(blocks.StreamBlock):
    section = SectionBlock()
    picture = PictureBlock()
    call_to_action = CallToActionBlock()
    listing = ListingBlock()
    people = PeopleBlock()
    downloads = DownloadsBlock()
