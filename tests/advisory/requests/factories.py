"""Subjects, desks, rules and requests: the valid minimum of each, in the database."""

from datetime import timedelta
from itertools import count

from django.utils import timezone

from advisory.models import AdviceDesk, AdviceRequest, Entrance, EntranceKey, RoutingRule, Subject
from advisory.requests import actions
from advisory.requests.signs import QUICK
from tests.factories import make_organisation

_number = count(1)
TYPED = {
    "text": "Wir wollen eine zweite Drehmaschine kaufen und suchen einen Zuschuss.",
    "answers": {},
    "name": "Anna Muster",
    "company": "Muster GmbH",
    "email": "anna@muster.example",
    "phone": "0561 12345",
    "reach": "vormittags",
}


def make_subject(**fields):
    number = next(_number)
    minimum = {
        "slug": f"thema-{number}",
        "title": f"Anliegen {number}",
        "title_en": f"Need {number}",
    }
    return Subject.objects.create(**(minimum | fields))


def make_desk(**fields):
    number = next(_number)
    minimum = {"name": f"Stelle {number}", "email": f"stelle-{number}@example.org"}
    if not fields.get("is_fallback"):
        minimum["organisation"] = make_organisation()
    return AdviceDesk.objects.create(**(minimum | fields))


def make_rule(desk, *subjects, **fields):
    rule = RoutingRule.objects.create(desk=desk, **fields)
    rule.subjects.set(subjects)
    return rule


def make_entrance(*subjects, **fields):
    minimum = {"slug": f"partner-{next(_number)}"}
    if "organisation" not in fields:
        minimum["organisation"] = make_organisation()
    entrance = Entrance.objects.create(**(minimum | fields))
    entrance.subjects.set(subjects)
    return entrance


def make_key(entrance, **fields):
    """(key, secret)"""
    ends_on = timezone.localdate() + timedelta(days=30)
    minimum = {"name": f"Programm {next(_number)}", "ends_on": ends_on}
    return EntranceKey.objects.make(entrance=entrance, **(minimum | fields))


def make_draft(subject=None, *, typed=None, **fields):
    """A draft with all three steps done, begun long enough ago."""
    at = fields.pop("at", None) or timezone.now()
    minimum = {
        "subject": subject or make_subject(),
        "postcode": "34117",
        "steps_done": 3,
        "created_at": at - 2 * QUICK,
        "changed_at": at,
    }
    draft = AdviceRequest(**(minimum | fields))
    draft.type(**(TYPED | (typed or {})))
    draft.save()
    return draft


def make_sent(subject=None, **fields):
    """A request that lies with a desk."""
    at = fields.get("at")
    return actions.send(request=make_draft(subject, **fields), at=at)
