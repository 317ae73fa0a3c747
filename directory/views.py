"""Pages of organisations, and what the pages of all records have in common."""

from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from directory import schema_org
from directory.documents import listing_records
from directory.models import Organisation
from hub.http import absolute
from search import registry


@require_safe
def organisation_detail(request, slug):
    records = listing_records(
        Organisation, "locations__municipality", "contact_points", "social_links"
    ).select_related("logo")
    record = get_object_or_404(records, slug=slug)
    data = schema_org.organisation(record, absolute=absolute)
    return record_page(request, record, section="organisation", structured_data=data)


def record_page(request, record, *, section, structured_data, preview=""):
    """The page of a record of any kind; `section` is its entry in the navigation.

    `preview` is the address of a picture for programs that show links with one.
    """
    document_type = registry.for_model(type(record))
    path = record.get_absolute_url()
    trail = [
        (document_type.label_plural, reverse(document_type.list_url_name)),
        (record.headline, path),
    ]
    breadcrumbs = schema_org.breadcrumbs(trail, absolute=absolute)
    checked = schema_org.compact(
        {"mainEntityOfPage": schema_org.checked_page(record, absolute=absolute)}
    )
    context = {
        "record": record,
        "document_id": f"{document_type.name}:{record.pk}",
        "section": section,
        "address": absolute(path),
        "preview_image": preview,
        "structured_data": [structured_data | checked, breadcrumbs],
    }
    return render(request, record.template, context)
