"""The page that shows up to four courses side by side; its address says which."""

from urllib.parse import urlencode

from django.http import QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from courses.comparison import MOST, rows
from courses.models import Course
from directory.documents import listing_records
from search import views
from search.query import SearchQuery

NAME = "course"  # of the parameter, once for each course
OFFERED = 8


@require_safe
def course_compare(request):
    """Without script each choice is a link or a form that leads to the page with one more."""
    asked = list(dict.fromkeys(filter(str.isprintable, request.GET.getlist(NAME))))[:20]
    courses, remarks = _chosen(asked)
    found = list(rows(courses, today=timezone.localdate()))
    only_different = request.GET.get("only") == "different"
    slugs = [course.slug for course in courses]
    shown = [row for row in found if row.differs or not only_different]
    context = {
        "section": "course",
        "columns": [
            (course, _address([s for s in slugs if s != course.slug])) for course in courses
        ],
        "rows": shown,
        "same": len(found) - len([row for row in found if row.differs]),
        "only_different": only_different,
        "all_url": _address(slugs),
        "different_url": _address(slugs, only="different"),
        "remarks": remarks,
        "q": request.GET.get("q", "")[:300],
        "name": NAME,
        "slugs": slugs,
        "most": MOST,
    }
    if len(courses) < MOST:
        context["offered"] = [
            (hit, _address([*slugs, _slug(hit)])) for hit in _offered(request, slugs)
        ]
    return render(request, "courses/course_compare.html", context)


def _chosen(asked):
    """The courses in the order of the address, and what has to be said about others."""
    records = listing_records(Course, "runs").filter(slug__in=asked)
    by_slug = {course.slug: course for course in records}
    courses = [by_slug[slug] for slug in asked if slug in by_slug]
    remarks = []
    if len(courses) < len(asked):
        remarks.append(_("One of the courses does not exist any more; it is left out."))
    if len(courses) > MOST:
        remarks.append(_("Four courses fit beside each other; the others are left out."))
    return courses[:MOST], remarks


def _offered(request, slugs):
    """Courses to add: those asked for, else those like the first one, else what begins soon."""
    params = QueryDict(mutable=True)
    params["q"] = request.GET.get("q", "")
    query = SearchQuery.for_list(params, "course", today=timezone.localdate())
    hits = []
    if slugs and not query.q:
        first = Course.objects.live().filter(slug=slugs[0]).values_list("pk", flat=True).first()
        hits = views.similar(f"course:{first}", count=OFFERED, kind="course")
    return [hit for hit in hits or views.answer(query).hits if _slug(hit) not in slugs][:OFFERED]


def _slug(hit):
    return hit.card["slug"]


def _address(slugs, **more):
    path = reverse("course_compare")
    pairs = [*((NAME, slug) for slug in slugs), *more.items()]
    return f"{path}?{urlencode(pairs)}" if pairs else path
