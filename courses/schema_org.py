"""A course and its runs in the words of schema.org."""

from datetime import datetime

from django.utils import timezone

from courses.models import CourseRun
from courses.standing import Standing
from directory.schema_org import CONTEXT, audience, compact, offer, place, reference

MODES = {
    CourseRun.Format.ONSITE: "onsite",
    CourseRun.Format.ONLINE: "online",
    CourseRun.Format.BLENDED: "blended",
    CourseRun.Format.HYBRID: "blended",
    CourseRun.Format.SELF_PACED: "online",
}
AVAILABILITY = {
    Standing.SOON: "InStock",
    Standing.OPEN: "InStock",
    Standing.ANY_TIME: "InStock",
    Standing.NOT_YET: "PreSale",
    Standing.WAITING_LIST: "BackOrder",
    Standing.FULL: "SoldOut",
}


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
            "inLanguage": record.taught_in or record.language,
            "provider": reference(record.owner, absolute=absolute),
            "about": [topic.label for topic in record.topic_list],
            "audience": audience(record),
            "coursePrerequisites": record.prerequisites,
            "educationalLevel": record.get_level_display() if record.level else "",
            "educationalCredentialAwarded": record.certificate,
            "assesses": record.exam,
            "timeRequired": _workload(record.duration_hours),
            "teaches": [_term(skill.uri, skill.label) for skill in record.skills]
            + [_digcomp(code, words) for code, words in _competences(record)],
            "hasCourseInstance": [_instance(run, record, address) for run in kept],
        }
    )


def _instance(run, record, address):
    state = AVAILABILITY.get(run.standing())
    return compact(
        {
            "@type": "CourseInstance",
            "identifier": run.number,
            "courseMode": MODES[run.format],
            "inLanguage": record.taught_in or record.language,
            "startDate": run.starts_on.isoformat() if run.starts_on else "",
            "endDate": run.ends_on.isoformat() if run.ends_on else "",
            "courseWorkload": _workload(record.duration_hours),
            "maximumAttendeeCapacity": run.places,
            "remainingAttendeeCapacity": run.places_left,
            "location": place(run, name=run.venue) if run.is_placed else None,
            "subEvent": [_unit(session, record) for session in run.units],
            "offers": offer(
                run.price,
                url=run.enrolment_url or address,
                availability=state and f"{CONTEXT}/{state}",
                availabilityStarts=run.enrolment_from.isoformat() if run.enrolment_from else "",
                validThrough=run.enrolment_until.isoformat() if run.enrolment_until else "",
                description=run.price_includes,
            ),
        }
    )


def _unit(session, record):
    """One unit as an Event; times are local ones."""
    return compact(
        {
            "@type": "Event",
            "name": session.topic or record.headline,
            "startDate": _moment(session.day, session.starts),
            "endDate": _moment(session.day, session.ends) if session.ends else "",
        }
    )


def _moment(day, clock):
    if clock is None:
        return day.isoformat()
    return timezone.make_aware(datetime.combine(day, clock)).isoformat()


def _competences(record):
    return zip(record.digcomp, record.digcomp_labels, strict=False)


def _digcomp(code, words):
    return compact(
        {
            "@type": "DefinedTerm",
            "name": str(words),
            "termCode": code,
            "inDefinedTermSet": "DigComp 2.2",
        }
    )


def _term(uri, label):
    return compact({"@type": "DefinedTerm", "@id": uri, "name": label, "inDefinedTermSet": "ESCO"})


def _workload(hours):
    """Hours as an ISO 8601 duration; empty where they are not known."""
    if not hours:
        return ""
    whole, minutes = divmod(int(hours * 60), 60)
    return f"PT{whole}H{minutes}M" if minutes else f"PT{whole}H"
