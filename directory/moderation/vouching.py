"""“Vouched for by …” after the record has become another one: not shown, and asked anew."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from wagtail.log_actions import log

from directory.errands import Errand
from directory.models import Endorsement, Listing, Organisation
from directory.moderation import circles
from directory.moderation.decisions import ChangedSince, NotAllowed
from directory.rights import Rights

LOOKED_AT = 200  # of a kind, and at once: each is compared in memory
RENEWED, WITHDRAWN = "directory.vouching.renew", "directory.vouching.withdraw"


def errands(rights: Rights, today: date, most: int) -> Iterable[Errand]:
    """Records that this person's organisations have vouched for, and that are others by now."""
    if not rights.organisations:
        return
    found = (each for each in _outdated(rights) if may_renew(rights.user, *each))
    for (endorsement, record), _number in zip(found, range(most), strict=False):
        words = {
            "who": endorsement.organisation.headline,
            "day": date_format(timezone.localtime(endorsement.at), _("j F Y")),
        }
        if isinstance(record, Organisation):
            why = _("Its name, website or address has changed since %(who)s vouched on %(day)s.")
        else:
            why = _("Its title or organisation has changed since %(who)s vouched on %(day)s.")
        yield Errand(
            due_on=timezone.localdate(record.last_published_at),
            words=record.headline,
            why=why % words,
            button=pgettext("button", "Look at it"),
            url=reverse("vouching", args=[endorsement.pk]),
            about=record.get_absolute_url(),
        )


def may_renew(user, endorsement: Endorsement, record: Listing) -> bool:
    """As in a review: its organisation still vouches for it, and nobody for a text of their own."""
    is_own = record.live_revision is not None and record.live_revision.user_id == user.pk
    return not is_own and circles.vouching(record).filter(pk=endorsement.organisation_id).exists()


@transaction.atomic
def renew(*, endorsement: Endorsement, seen: int, user) -> None:
    """Vouch for the record as it is; `seen` is the public revision that was shown."""
    record = endorsement.record
    if not may_renew(user, endorsement, record):
        raise NotAllowed
    if seen != (record.live_revision_id or 0):
        raise ChangedSince
    endorsement.by, endorsement.at = user, timezone.now()
    endorsement.revision_id, endorsement.substance = seen, record.substance
    endorsement.save()
    log(record, RENEWED, user=user, data={"vouched_by": str(endorsement.organisation)})


@transaction.atomic
def withdraw(*, endorsement: Endorsement, user) -> None:
    """Vouch no longer."""
    log(
        endorsement.record,
        WITHDRAWN,
        user=user,
        data={"vouched_by": str(endorsement.organisation)},
    )
    endorsement.delete()


def with_records(given: Iterable[Endorsement]) -> Iterator[tuple[Endorsement, Listing | None]]:
    """Each with its record, and that with all that its substance is made of; two queries a kind."""
    rows, records = list(given), {}
    for kind in {each.content_type_id for each in rows}:
        keys = [each.object_id for each in rows if each.content_type_id == kind]
        model = ContentType.objects.get_for_id(kind).model_class()
        records |= {(kind, key): record for key, record in _read(model).in_bulk(keys).items()}
    return ((each, records.get((each.content_type_id, each.object_id))) for each in rows)


def _read(model: type[Listing]):
    records = model._base_manager.select_related("live_revision").defer("live_revision__content")
    return records.prefetch_related("locations") if model is Organisation else records


def _outdated(rights: Rights) -> Iterator[tuple[Endorsement, Listing]]:
    given = Endorsement.objects.filter(
        organisation__in=rights.organisations, organisation__trust__may_vouch=True
    )
    kinds = given.order_by().values_list("content_type", flat=True).distinct()
    for content_type in ContentType.objects.filter(pk__in=kinds):
        model = content_type.model_class()
        published = model._base_manager.filter(
            pk=OuterRef("object_id"), live=True, last_published_at__gt=OuterRef("at")
        ).exclude(live_revision=OuterRef("revision_id"))
        rows = given.filter(Exists(published), content_type=content_type)
        some = rows.select_related("organisation").order_by("at")[:LOOKED_AT]
        for endorsement, record in with_records(some):
            if record and record.substance != endorsement.substance:
                yield endorsement, record
