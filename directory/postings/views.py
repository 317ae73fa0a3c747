"""The page of a seek or an offer."""

from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from directory.documents import listing_records
from directory.models import Posting
from directory.postings import schema_org
from directory.views import record_page
from hub.http import absolute


@require_safe
def posting_detail(request, slug):
    records = listing_records(Posting, "municipality", "owner__locations__municipality")
    record = get_object_or_404(records, slug=slug)
    data = schema_org.posting(record, absolute=absolute)
    return record_page(request, record, section="posting", structured_data=data)
