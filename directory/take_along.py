"""What an organisation can take along: a card for address books, a QR code, a card to embed."""

from __future__ import annotations

from io import BytesIO
from urllib.parse import urlsplit

import qrcode
from csp.constants import NONE, SELF
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.html import format_html
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.http import conditional_page, require_safe
from qrcode.image.pil import PilImage
from qrcode.image.svg import SvgPathFillImage

from directory.documents import listing_records
from directory.models import Organisation
from directory.vcard import vcard
from hub.http import absolute, for_machines
from hub.models import HubSettings

MAX_AGE = 3600  # seconds
QR_TYPES = {"svg": ("image/svg+xml", SvgPathFillImage), "png": ("image/png", PilImage)}


@require_safe
@conditional_page
def organisation_vcard(request: HttpRequest, slug: str) -> HttpResponse:
    record = _public(slug)
    response = HttpResponse(vcard(record, absolute=absolute), content_type="text/vcard")
    response.headers["Content-Disposition"] = f'attachment; filename="{record.slug}.vcf"'
    return for_machines(response, max_age=MAX_AGE)


@require_safe
@conditional_page
def organisation_qr(request: HttpRequest, slug: str, suffix: str) -> HttpResponse:
    """The address of the page as a code to print."""
    if suffix not in QR_TYPES:
        raise Http404
    (content_type, image), file = QR_TYPES[suffix], BytesIO()
    address = absolute(_public(slug).get_absolute_url())
    qrcode.make(address, image_factory=image).save(file)
    response = HttpResponse(file.getvalue(), content_type=content_type)
    return for_machines(response, max_age=MAX_AGE)


@require_safe
@xframe_options_exempt  # an old header that knows no list of sites; frame-ancestors decides
@conditional_page
def organisation_card(request: HttpRequest, slug: str) -> HttpResponse:
    """The entry as a small page without scripts, for the organisation's own website."""
    record = _public(slug)
    hub = HubSettings.load(request_or_site=request)
    context = {
        "record": record,
        "address": absolute(record.get_absolute_url()),
        "hub_title": hub.title,
    }
    response = render(request, "directory/organisation_embed.html", context)
    sites = [*hub.embed_partners, *own_origins(record.website)]
    response._csp_replace = {
        "frame-ancestors": [SELF, *sites],
        "script-src": [NONE],
        "connect-src": [NONE],
        "form-action": [NONE],
    }
    return for_machines(response, max_age=MAX_AGE)


def card_code(record: Organisation) -> str:
    """What an organisation copies into its website."""
    return format_html(
        '<iframe src="{}" title="{}" width="100%" height="240" loading="lazy"></iframe>',
        absolute(reverse("organisation_card", args=[record.slug])),
        record.headline,
    )


def own_origins(website: str) -> list[str]:
    """The origins of a website with and without www; nothing that means more in a policy."""
    parts = urlsplit(website)
    host = (parts.hostname or "").removeprefix("www.")
    if not host or not all(c.isalnum() or c in "-." for c in host) or not host.isascii():
        return []
    try:
        port = f":{parts.port}" if parts.port else ""
    except ValueError:  # of five digits, but too large
        return []
    return [f"{parts.scheme}://{name}{port}" for name in (host, f"www.{host}")]


def _public(slug: str) -> Organisation:
    records = listing_records(Organisation, "locations", "contact_points")
    return get_object_or_404(records.select_related("logo"), slug=slug)
