"""Who may do what with a record. The table is the only place that says so; docs/rights.md shows it.

What somebody is depends on the record: a person is an editor of the records of one organisation
and a visitor to those of the next. Each role is a condition on rows (`Rights.condition`), so that
lists and single records are judged by the same words.
"""

from __future__ import annotations

from enum import StrEnum
from functools import cached_property, reduce
from operator import or_

from django.db import models
from django.db.models import Exists, OuterRef, Q

from directory.models import Location, Membership, Organisation, Relation, Trust

NOTHING = Q(pk__in=())
EVERYTHING = Q(pk__isnull=False)
VOUCHED_FOR = (Relation.Kind.PART_OF, Relation.Kind.SPIN_OFF_OF)


class Role(StrEnum):
    EDITOR = "editor"  # member of the organisation the record belongs to
    OWNER = "owner"  # likewise, and answers for it
    PUBLISHER = "publisher"  # member of a trusted organisation, or of one above
    VOUCHER = "voucher"  # member of an organisation that vouches for it
    MODERATOR = "moderator"  # reviews its topics or its area
    OPERATOR = "operator"  # runs the hub


class Action(StrEnum):
    VIEW = "view"  # drafts, history, where a review stands
    EDIT = "edit"  # write and hand in a draft, copy as new
    CONFIRM = "confirm"  # say that it is still right
    PUBLISH = "publish"  # without review
    WITHDRAW = "withdraw"  # take what is live back
    REVIEW = "review"  # approve, ask for changes, reject
    LOCK = "lock"
    DELETE = "delete"
    TEAM = "team"  # invite, change roles, hand over


EVERYBODY_INSIDE = frozenset(Role)
WRITERS = frozenset({Role.EDITOR, Role.OWNER, Role.PUBLISHER, Role.OPERATOR})
RIGHTS: dict[Action, frozenset[Role]] = {
    Action.VIEW: EVERYBODY_INSIDE,
    Action.EDIT: WRITERS,
    Action.CONFIRM: WRITERS,
    Action.PUBLISH: frozenset({Role.PUBLISHER, Role.OPERATOR}),
    Action.WITHDRAW: WRITERS | {Role.MODERATOR},
    Action.REVIEW: frozenset({Role.VOUCHER, Role.MODERATOR, Role.OPERATOR}),
    Action.LOCK: frozenset({Role.MODERATOR, Role.OPERATOR}),
    Action.DELETE: frozenset({Role.OWNER, Role.OPERATOR}),
    Action.TEAM: frozenset({Role.OWNER, Role.OPERATOR}),
}


class Rights:
    """What one person may do. Reads memberships once; make a new one for every request."""

    def __init__(self, user) -> None:
        self.user = user

    def may(self, action: Action, record: models.Model) -> bool:
        """Whether the person may do this with the stored record."""
        model = type(record)
        return self.among(action, model._base_manager.filter(pk=record.pk)).exists()

    def among(self, action: Action, records: models.QuerySet) -> models.QuerySet:
        """Those of the records that the person may do this with, each once."""
        conditions = [self.condition(role, records.model) for role in sorted(RIGHTS[action])]
        return records if EVERYTHING in conditions else records.filter(reduce(or_, conditions))

    def roles(self, record: models.Model) -> frozenset[Role]:
        """All that the person is to the stored record; nothing: a visitor."""
        rows = type(record)._base_manager.filter(pk=record.pk)
        return frozenset(
            role for role in Role if rows.filter(self.condition(role, type(record))).exists()
        )

    def condition(self, role: Role, model: type[models.Model]) -> Q:
        """The rows of a kind of record to which the person has this role; joins no table, so that
        each row comes once and one row is judged without looking at all."""
        if not self.user.is_active:  # nobody is signed in, or is no more
            return NOTHING
        match role:
            case Role.OPERATOR:
                return EVERYTHING if self.user.is_superuser else NOTHING
            case Role.MODERATOR:
                return self._moderated(model)
            case _:
                return model.belonging_to(self._organisations[role])

    @cached_property
    def organisations(self) -> frozenset[int]:
        """The organisations the person is a member of."""
        return self._organisations[Role.EDITOR] | self._organisations[Role.OWNER]

    @cached_property
    def _organisations(self) -> dict[Role, frozenset[int]]:
        memberships = list(Membership.objects.filter(user_id=self.user.pk or 0))
        own = {membership.organisation_id for membership in memberships}
        trusts = list(Trust.objects.filter(organisation__in=own)) if own else []
        proven = {t.organisation_id for t in trusts if t.level != Trust.Level.NEW}
        publishers = {t.organisation_id for t in trusts if t.level == Trust.Level.PUBLISHER}
        vouchers = {t.organisation_id for t in trusts if t.may_vouch}
        parts = Relation.objects.filter(kind=Relation.Kind.PART_OF).parts_of(publishers)
        vouched_for = Relation.objects.filter(kind__in=VOUCHED_FOR).parts_of(vouchers)
        return {
            Role.EDITOR: frozenset(
                m.organisation_id for m in memberships if m.role == Membership.Role.EDITOR
            ),
            Role.OWNER: frozenset(
                m.organisation_id for m in memberships if m.role == Membership.Role.OWNER
            ),
            Role.PUBLISHER: frozenset(proven | parts),
            Role.VOUCHER: frozenset(vouched_for),
        }

    def _moderated(self, model: type[models.Model]) -> Q:
        moderator = getattr(self.user, "moderator", None)
        if moderator is None:
            return NOTHING
        topics = [topic.pk for topic in moderator.topics.all()]  # may be fetched for many
        if not topics and not moderator.areas:
            return EVERYTHING
        of_topics = model.topics.through.objects.filter(
            topic__in=topics, **{model._meta.model_name: OuterRef("pk")}
        )
        areas = [("municipality__ags__startswith", area) for area in moderator.area_list]
        own = OuterRef("pk" if model is Organisation else "owner")
        within = Location.objects.filter(Q(*areas, _connector=Q.OR), organisation=own)
        return Q(Exists(of_topics)) | (Q(Exists(within)) if areas else NOTHING)
