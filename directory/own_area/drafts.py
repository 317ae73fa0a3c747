"""What happens to a begun entry: kept, confirmed by mail, handed in, thrown away."""

from __future__ import annotations

import json
import logging
from dataclasses import dataclass
from datetime import datetime

from django.core.files.base import ContentFile
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override
from wagtail.models import Collection

from directory.models import Listing, ListingDraft, Membership, Organisation, Source
from directory.models.listing_draft import KEPT_FOR, new_token
from directory.moderation.actions import hand_in as hand_in_for_review
from directory.moderation.actions import submit
from directory.own_area import people
from directory.own_area.forms import ListingForm, as_data, form_class
from directory.own_area.values import fill, rows_of, values_of
from directory.rights import Action, Rights
from hub import references
from hub.http import absolute
from hub.mailbox.queue import queue
from hub.models import Picture
from search import outbox

logger = logging.getLogger(__name__)
MOST_CHARACTERS = 100_000  # of all fields together; what an entry can hold is a fifth of it
SLUG_ATTEMPTS = 5


class TooLong(Exception):
    """More text than any entry holds; it is not kept."""


class Behind(Exception):
    """Another window has saved meanwhile; nothing was overwritten."""


class Incomplete(Exception):
    """What is kept makes no entry; its form says why."""


class Locked(Exception):
    """A moderator has locked the entry."""


@dataclass(frozen=True, slots=True)
class Difference:
    """A field that two people have changed; texts as they typed them."""

    name: str
    mine: object
    theirs: object


class Conflict(Exception):
    """Somebody else has changed the same fields since this draft was begun."""

    def __init__(self, differences: list[Difference]) -> None:
        super().__init__(len(differences))
        self.differences = differences


def begin(*, user, language: str, organisation: Organisation | None = None) -> ListingDraft:
    """A new draft in memory; of an entry, with what it holds now."""
    now = timezone.now()
    draft = ListingDraft(language=language, created_at=now, expires_at=now + KEPT_FOR)
    if user.is_authenticated:
        draft.user = user
    if organisation:
        draft.organisation, draft.based_on = organisation, organisation.latest_revision_id
        draft.fields = values_of(newest(organisation))
        draft.begun_with = dict(draft.fields)
    return draft


def newest(organisation: Listing) -> Listing:
    """The record as its newest revision has it, handed in or not."""
    return organisation.get_latest_revision_as_object()


def keep(
    *,
    draft: ListingDraft,
    fields: dict[str, object],
    version: int | None = None,
    logo: bytes | None = None,
    at: datetime | None = None,
) -> None:
    """Save what was typed. Raises TooLong, and Behind when `version` is not the newest any more.

    The address stays the one that was asked: to change it later proves nothing.
    """
    at = at or timezone.now()
    fields = draft.fields | fields
    if len(json.dumps(fields)) > MOST_CHARACTERS:
        raise TooLong
    if draft.pk is None:
        draft.fields, draft.version, draft.changed_at = fields, 1, at
        draft.logo, draft.expires_at = logo, at + KEPT_FOR
        draft.save()
        return
    seen = draft.version if version is None else version
    rows = ListingDraft.objects.filter(pk=draft.pk, version=seen)
    changes: dict[str, object] = {"fields": fields, "changed_at": at, "expires_at": at + KEPT_FOR}
    if logo or fields.get("remove_logo"):
        changes["logo"] = logo
    if not rows.update(version=seen + 1, **changes):
        raise Behind
    for name, value in {"version": seen + 1, **changes}.items():
        setattr(draft, name, value)


def form_of(draft: ListingDraft, *, signed_in: bool) -> ListingForm:
    """The bound form of what is kept."""
    return form_class(draft)(as_data(draft.fields), signed_in=signed_in)


def preview(draft: ListingDraft) -> Organisation:
    """What it will be, in memory; fields that are wrong or missing stay empty."""
    form = form_of(draft, signed_in=True)
    form.is_valid()
    record = newest(draft.organisation) if draft.organisation else Organisation(live=False)
    empty = {name: [] if name in form.LISTS | {"social_links"} else "" for name in form.fields}
    cleaned = empty | {"founded": None} | form.cleaned_data
    if not draft.organisation_id:
        del cleaned["founded"]
    fill(record, cleaned, contact_label=_contact_label(draft))
    return record


@transaction.atomic
def ask_for_confirmation(*, draft: ListingDraft, email: str) -> None:
    """Mail a link to the address: it proves it, makes the account and hands the entry in."""
    draft.email, draft.confirm_token = email, new_token()
    draft.save(update_fields=["email", "confirm_token"])
    queue(
        to=email,
        language=draft.language,
        kind="entries",
        template="directory/own_area/mail/confirm.txt",
        context={"confirm_url": absolute(_confirm_path(draft))},
    )


def _confirm_path(draft: ListingDraft) -> str:
    with override(draft.language):
        return reverse("listing_confirm", args=[draft.confirm_token])


def confirm(*, draft: ListingDraft, signed_in=None) -> tuple[Organisation, people.Person]:
    """The address is proved: make or find its account and hand the entry in for it, once.

    It is reviewed, also for somebody who may publish: a link is no second factor, and anybody may
    have it sent. `signed_in` is who has shown all that they need to.
    Raises ListingDraft.DoesNotExist when somebody was quicker, and Behind when the text is not the
    one that was shown.
    """
    form = form_of(draft, signed_in=True)
    new = _made_of(draft, form.cleaned_data) if form.is_valid() else None
    with transaction.atomic():
        locked = _locked(draft)
        if locked.version != draft.version:
            raise Behind
        person = people.with_proved_address(locked.email)
        if new is None:  # changed again after the mail was sent
            raise Incomplete
        _create(locked, new, person.user, by_link_alone=person.user != signed_in)
    return new, person


def hand_in(
    *, draft: ListingDraft, cleaned: dict, user, choice: str = ""
) -> tuple[Organisation, bool]:
    """Publish or hand in for review; gives the organisation and whether it is live now.

    `choice` is "mine" or "theirs" where both have changed a field; without one that is a Conflict.
    Raises ListingDraft.DoesNotExist when it is handed in already.
    """
    if draft.organisation_id:
        return _change(draft, cleaned, user, choice)
    new = _made_of(draft, cleaned)
    with transaction.atomic():
        return new, _create(_locked(draft), new, user)


def _locked(draft: ListingDraft) -> ListingDraft:
    return ListingDraft.objects.select_for_update().get(pk=draft.pk)


@transaction.atomic
def _change(draft: ListingDraft, cleaned: dict, user, choice: str) -> tuple[Organisation, bool]:
    draft = _locked(draft)
    rows = Rights(user).among(Action.EDIT, Organisation.objects.select_for_update())
    organisation = rows.get(pk=draft.organisation_id)
    if organisation.locked:
        raise Locked
    if organisation.latest_revision_id != draft.based_on:
        cleaned = _merged(draft, organisation, cleaned, choice)
    record = newest(organisation)
    fill(record, cleaned, contact_label=_contact_label(draft))
    _take_logo(draft, record, user)
    with references.noted_once(record):
        revision = record.save_revision(user=user)
        stored = Organisation.objects.get(pk=organisation.pk)
        is_live = submit(record=stored, revision=revision, user=user)
    draft.delete()
    return organisation, is_live


def differences(draft: ListingDraft) -> list[Difference]:
    """Fields that others have changed since the draft was begun, and its author, too."""
    base, theirs = draft.begun_with, values_of(newest(draft.organisation))
    return [
        Difference(name, draft.fields[name], theirs[name])
        for name in theirs
        if name in draft.fields
        and base.get(name) != theirs[name]
        and draft.fields[name] != theirs[name]
        and draft.fields[name] != base.get(name)
    ]


def _merged(draft: ListingDraft, organisation: Organisation, cleaned: dict, choice: str) -> dict:
    """The draft's changes on top of theirs; a field that both have changed follows `choice`."""
    draft.organisation = organisation
    both = differences(draft)
    if both and choice not in {"mine", "theirs"}:
        raise Conflict(both)
    base, theirs = draft.begun_with, values_of(newest(organisation))
    fields = {
        name: value
        for name, value in draft.fields.items()
        if name not in theirs or value != base.get(name, theirs[name])
    }
    if choice == "theirs":
        fields = {name: v for name, v in fields.items() if name not in {d.name for d in both}}
    merged = ListingDraft(organisation=organisation, fields=theirs | fields)
    form = form_of(merged, signed_in=True)
    return form.cleaned_data if form.is_valid() else cleaned


def _made_of(draft: ListingDraft, cleaned: dict) -> Organisation:
    """A new entry in memory. All that has to be read is read now: on SQLite everybody else who
    saves waits as soon as the first row is written."""
    organisation = Organisation(
        live=False, source=Source.SELF_SERVICE, language=draft.language, slug=""
    )
    fill(organisation, cleaned, contact_label=_contact_label(draft))
    organisation.full_clean(validate_unique=False, validate_constraints=False)  # the database does
    return organisation


def _create(
    draft: ListingDraft, organisation: Organisation, user, *, by_link_alone: bool = False
) -> bool:
    """Whether it is live now."""
    own_rows = rows_of(organisation)
    with references.noted_once(organisation):
        with outbox.nothing_to_see():
            save_with_a_free_slug(organisation)
        owner = Membership(organisation=organisation, user=user, role=Membership.Role.OWNER)
        Membership.objects.bulk_create([owner])  # nobody trusts it yet, so no groups change
        for name, rows in own_rows.items():  # just written, so they are not read again
            setattr(organisation, name, rows)
        _take_logo(draft, organisation, user)
        revision = organisation.save_revision(user=user, clean=False)
        is_live = False
        if by_link_alone:
            hand_in_for_review(record=organisation, revision=revision, user=user)
        else:
            is_live = submit(record=organisation, revision=revision, user=user)
    draft.delete()
    return is_live


def save_with_a_free_slug(organisation: Listing) -> None:
    """Two people may list one name at the same moment."""
    for attempt in range(SLUG_ATTEMPTS):
        try:
            with transaction.atomic():
                return organisation.save()
        except IntegrityError:
            if attempt == SLUG_ATTEMPTS - 1:
                raise
            organisation.slug = ""
    return None


def _take_logo(draft: ListingDraft, organisation: Organisation, user) -> None:
    if draft.fields.get("remove_logo"):
        organisation.logo = None
    if not draft.logo:
        return
    suffix = draft.logo_type.rpartition("/")[2]
    file = ContentFile(bytes(draft.logo), name=f"logo-{organisation.slug[:60]}.{suffix}")
    with override("de"):
        title = _("Logo of %(name)s") % {"name": organisation.title}
    own = Collection.objects.filter(name=Picture.LOGOS).first()
    organisation.logo = Picture.objects.create(
        title=title[:255],
        file=file,
        uploaded_by_user=user,
        collection=own or Collection.get_first_root_node(),
    )


def _contact_label(draft: ListingDraft) -> str:
    with override(draft.language):
        return _("Enquiries")


def discard(*, draft: ListingDraft) -> None:
    """Throw away what was typed."""
    draft.delete()


def prune(*, at: datetime | None = None) -> int:
    """Delete drafts that nobody has touched for two months; gives the number."""
    expired = ListingDraft.objects.filter(expires_at__lte=at or timezone.now())
    count = expired.delete()[1].get("directory.ListingDraft", 0)
    if count:
        logger.info("%d begun entries are over and deleted", count)
    return count
