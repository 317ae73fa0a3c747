"""Who is asked about a record: first those who vouch for it, then moderators, then operators."""

from __future__ import annotations

from django.contrib.auth import get_user_model
from django.db import models
from django.db.models import Case, Value, When

from directory.models import Circle, Listing, Membership, Moderator, Organisation, Relation, Trust
from directory.rights import EVERYTHING, VOUCHED_FOR, Rights, Role

ORDER = [Circle.VOUCHER, Circle.MODERATOR, Circle.OPERATOR]


def people(record: Listing, circle: Circle, *, but_not=None) -> list:
    """The people of a circle who can be written to, without the one who handed it in."""
    users = get_user_model().objects.filter(is_active=True).exclude(email="").order_by("pk")
    users = users.select_related("wagtail_userprofile")  # which knows their language
    if but_not is not None:
        users = users.exclude(pk=but_not.pk)
    match circle:
        case Circle.VOUCHER:
            of_them = Membership.objects.filter(organisation__in=vouching(record))
            return list(users.filter(pk__in=of_them.values("user")))
        case Circle.MODERATOR:
            found = users.filter(pk__in=Moderator.objects.values("user"))
            found = found.select_related("wagtail_userprofile", "moderator")
            return _moderating(found.prefetch_related("moderator__topics"), record)
        case Circle.OPERATOR:
            return list(users.filter(is_superuser=True))


def first_with_people(record: Listing, *, begin: Circle, but_not=None) -> tuple[Circle, list]:
    """The first circle from `begin` on in which there is somebody; else the operators."""
    for circle in ORDER[ORDER.index(begin) :]:
        if found := people(record, circle, but_not=but_not):
            return circle, found
    return Circle.OPERATOR, []


def after(circle: Circle) -> Circle | None:
    return next(iter(ORDER[ORDER.index(circle) + 1 :]), None)


def vouching(record: Listing) -> models.QuerySet:
    """The organisations that vouch for what this record belongs to, nearest first by id."""
    own = {record.pk} if isinstance(record, Organisation) else {record.owner_id} - {None}
    found = Relation.objects.filter(kind__in=VOUCHED_FOR).wholes_of(own)
    vouchers = Trust.objects.filter(organisation__in=found, may_vouch=True)
    return Organisation.objects.filter(pk__in=vouchers.values("organisation")).order_by("pk")


def vouching_for(user, record: Listing) -> Organisation | None:
    """The organisation in whose name this person vouches for the record, if any."""
    return vouching(record).filter(memberships__user=user).first()


def _moderating(users, record: Listing) -> list:
    """Those of the moderators who review this record; one query, however many they are."""
    model, people = type(record), list(users)
    conditions = {each.pk: Rights(each).condition(Role.MODERATOR, model) for each in people}
    asked = {
        f"of_{pk}": Case(When(condition, then=Value(True)), default=Value(False))
        for pk, condition in conditions.items()
        if condition is not EVERYTHING
    }
    rows = model._base_manager.filter(pk=record.pk).annotate(**asked).values(*asked)
    answers = (rows.first() or {}) if asked else {}
    return [
        each for each in people if conditions[each.pk] is EVERYTHING or answers.get(f"of_{each.pk}")
    ]
