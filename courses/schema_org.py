"""A course and its runs in the words of schema.org."""

from courses.models import CourseRun
from directory.schema_org import CONTEXT, audience, compact, offer, place, reference

MODES = {
    CourseRun.Format.ONSITE: "onsite",
    CourseRun.Format.ONLINE: "online",
    CourseRun.Format.HYBRID: "blended",
    CourseRun.Format.SELF_PACED: "online",
}
AVAILABILITY = {CourseRun.State.ENROLLING: "InStock", CourseRun.State.FULL: "SoldOut"}


def course(record, *, runs, absolute):
    """A Course with a CourseInstance for each of the given runs; cancelled ones are left out."""
    address = absolute(record.get_absolute_url())
    kept = [run for run in runs if run.state != CourseRun.State.CANCELLED]
    return compact(
        {
            "@context": CONTEXT,
            "@type": "Course",
            "@id": address,
            "url": address,
            "name": record.headline,
            "description": record.lead,
            "inLanguage": record.language,
            "provider": reference(record.owner, absolute=absolute),
            "about": [topic.label for topic in record.topic_list],
            "audience": audience(record),
            "coursePrerequisites": record.prerequisites,
            "educationalCredentialAwarded": record.certificate,
            "hasCourseInstance": [_instance(run, record, address) for run in kept],
        }
    )


def _instance(run, record, address):
    needs_place = run.format in {CourseRun.Format.ONSITE, CourseRun.Format.HYBRID}
    state = AVAILABILITY.get(run.state)
    return compact(
        {
            "@type": "CourseInstance",
            "courseMode": MODES[run.format],
            "startDate": run.starts_on.isoformat() if run.starts_on else "",
            "endDate": run.ends_on.isoformat() if run.ends_on else "",
            "courseWorkload": _workload(record.teaching_units),
            "location": place(run, name=run.venue) if needs_place else None,
            "offers": offer(
                run.price,
                url=run.enrolment_url or address,
                availability=state and f"{CONTEXT}/{state}",
                validThrough=run.enrolment_until.isoformat() if run.enrolment_until else "",
            ),
        }
    )


def _workload(units):
    """Teaching units of 45 minutes as an ISO 8601 duration."""
    if not units:
        return ""
    hours, minutes = divmod(units * 45, 60)
    return f"PT{hours}H{minutes}M" if minutes else f"PT{hours}H"
