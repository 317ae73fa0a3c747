"""Pages of advice and of funding."""

from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from advisory import schema_org
from advisory.models import AdvisoryService, FundingProgramme
from directory.documents import listing_records
from directory.views import record_page
from hub.http import absolute


@require_safe
def service_detail(request, slug):
    records = listing_records(
        AdvisoryService, "owner__locations__municipality", "owner__contact_points"
    )
    record = get_object_or_404(records, slug=slug)
    data = schema_org.service(record, absolute=absolute)
    return record_page(request, record, section="service", structured_data=data)


@require_safe
def programme_detail(request, slug):
    record = get_object_or_404(listing_records(FundingProgramme), slug=slug)
    data = schema_org.programme(record, absolute=absolute)
    return record_page(request, record, section="programme", structured_data=data)
