"""Pages of courses."""

from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from courses import schema_org
from courses.models import Course
from directory.documents import listing_records
from directory.views import record_page
from hub.http import absolute


@require_safe
def course_detail(request, slug):
    record = get_object_or_404(listing_records(Course, "runs__municipality"), slug=slug)
    data = schema_org.course(record, runs=record.upcoming_runs(), absolute=absolute)
    return record_page(request, record, section="course", structured_data=data)
