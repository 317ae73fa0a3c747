"""Who answers requests, and what they are responsible for."""

from collections import defaultdict

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from advisory import routing, territory
from advisory.eligibility import Span
from advisory.fields import TerritoryField, validate_territory
from advisory.models.funding import Industry
from advisory.models.service import AdviceLanguage
from advisory.models.subject import Subject
from directory.models import Organisation
from hub.fields import ChoiceListField
from hub.mailbox.models import BouncedAddress


class AdviceDeskQuerySet(models.QuerySet):
    def editable_by(self, user):
        """Those of the organisations of a person; all for who runs the hub."""
        if not user.is_active:
            return self.none()
        if user.is_superuser:
            return self
        return self.filter(organisation__memberships__user=user)

    def for_routing(self):
        """Every desk as the routing sees it: three queries, however many there are; what is over
        is not looked at."""
        from advisory.models.request import AdviceRequest

        refused = set(BouncedAddress.objects.values_list("email", flat=True))
        counts = AdviceRequest.objects.open().order_by().values_list("desk")
        waiting = dict(counts.annotate(count=models.Count("pk")))
        return [row.as_routed(waiting.get(row.pk, 0), row.email in refused) for row in self.all()]

    def unreachable(self):
        """Those that would take requests, but whose mail comes back."""
        refused = BouncedAddress.objects.filter(email=OuterRef("email"))
        return self.filter(Exists(refused), is_active=True).exclude(
            organisation=None, is_fallback=False
        )

    def may_stand_in_for(self, desk, *, user):
        """Deputies that members of an institution choose themselves: desks of the same house or of
        another one of theirs, the fallback desk, and whoever it is now. Others name operators."""
        own = AdviceDesk.objects.editable_by(user).values("pk")
        house = Q(organisation=desk.organisation_id, organisation__isnull=False)
        near = house | Q(is_fallback=True) | Q(pk__in=own)
        working = Q(is_active=True) & (Q(organisation__isnull=False) | Q(is_fallback=True))
        found = self.filter(near & working | Q(pk=desk.deputy_id)).exclude(pk=desk.pk)
        return found.exclude(pk__in=desk.stands_in_for())


class AdviceDesk(models.Model):
    """A mailbox of an institution that answers requests within its own time.

    Without an institution nobody answers, except at the fallback desk, which is the hub's own.
    """

    name = models.CharField(_("name"), max_length=120)
    name_en = models.CharField(_("name (English)"), max_length=120, blank=True)
    organisation = models.ForeignKey(
        Organisation,
        verbose_name=_("institution"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="advice_desks",
    )
    email = models.EmailField(
        _("e-mail"), help_text=_("Gets the link to each request, never its text.")
    )
    answer_within_days = models.PositiveSmallIntegerField(
        _("first answer within working days"),
        default=3,
        validators=[MinValueValidator(1), MaxValueValidator(30)],
        help_text=_("Companies are told this; when it is broken, the next desk gets the request."),
    )
    most_open = models.PositiveSmallIntegerField(
        _("most open requests"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1)],
        help_text=_("With so many open ones the deputy or the next desk gets new requests."),
    )
    away_from = models.DateField(_("away from"), null=True, blank=True)
    away_until = models.DateField(_("away until"), null=True, blank=True)
    deputy = models.ForeignKey(
        "self",
        verbose_name=_("deputy"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    is_fallback = models.BooleanField(
        _("fallback"),
        default=False,
        help_text=_("Gets what no rule fits. There is exactly one."),
    )
    is_active = models.BooleanField(_("takes requests"), default=True)
    source_name = models.CharField(max_length=20, blank=True, editable=False)

    objects = AdviceDeskQuerySet.as_manager()

    class Meta:
        ordering = ["name", "pk"]
        verbose_name = _("desk for requests")
        verbose_name_plural = _("desks for requests")
        constraints = [
            models.UniqueConstraint(
                fields=["is_fallback"],
                condition=Q(is_fallback=True),
                name="advisory_advicedesk_one_fallback",
                violation_error_message=_("There is another fallback desk already."),
            ),
            models.CheckConstraint(
                condition=Q(answer_within_days__range=(1, 30)),
                name="advisory_advicedesk_answer_within",
                violation_error_message=_("A first answer takes between 1 and 30 working days."),
            ),
            models.CheckConstraint(
                condition=~Q(deputy=F("id")),
                name="advisory_advicedesk_not_own_deputy",
                violation_error_message=_("A desk is not its own deputy."),
            ),
            models.CheckConstraint(
                condition=Q(away_from=None)
                | Q(away_until__gte=F("away_from"), away_until__isnull=False),
                name="advisory_advicedesk_away",
                violation_error_message=_(
                    "An absence needs a last day that is not before its first."
                ),
            ),
        ]

    def __str__(self):
        return self.label

    def clean(self):
        if self.deputy_id and self.pk and self.deputy_id in self.stands_in_for():
            raise ValidationError(
                {"deputy": _("“%(name)s” sends its own requests here.") % {"name": self.deputy}}
            )

    def stands_in_for(self):
        """Keys of the desks whose chain of deputies leads here."""
        deputies = AdviceDesk.objects.exclude(deputy=None).values_list("deputy", "pk")
        sends = {}
        for deputy, key in deputies:
            sends.setdefault(deputy, []).append(key)
        found, new = set(), [self.pk]
        while new:
            new = [key for at in new for key in sends.get(at, []) if key not in found]
            found.update(new)
        return found

    @property
    def label(self):
        return self.name_en if self.name_en and get_language() == "en" else self.name

    @property
    def works(self):
        return self.is_active and (self.organisation_id is not None or self.is_fallback)

    def as_routed(self, open_requests, is_unreachable=False):
        return routing.Desk(
            key=self.pk,
            open_requests=open_requests,
            most=self.most_open,
            away_from=self.away_from,
            away_until=self.away_until,
            deputy=self.deputy_id,
            is_closed=not self.works,
            is_unreachable=is_unreachable,
        )


_ROUTED = (
    *("pk", "desk_id", "territory", "industries", "legal_forms", "languages"),
    *("employees_min", "employees_max", "age_from", "age_below"),
)


def _routed(key, subjects, desk, area, industries, legal_forms, languages, *numbers):
    least, most, age_from, age_below = numbers
    return routing.Rule(
        key=key,
        desk=desk,
        subjects=frozenset(subjects),
        territory=tuple(area),
        industries=frozenset(industries),
        legal_forms=frozenset(legal_forms),
        employees=Span(least, most),
        age=Span(age_from, None if age_below is None else age_below - 1),
        languages=frozenset(languages),
    )


class RoutingRuleQuerySet(models.QuerySet):
    def for_routing(self):
        """Every rule as the routing sees it: two queries, however many there are."""
        of_rule = defaultdict(set)
        pairs = RoutingRule.subjects.through.objects.values_list("routingrule_id", "subject__slug")
        for rule, slug in pairs.iterator():
            of_rule[rule].add(slug)
        rows = self.values_list(*_ROUTED).iterator()
        return [_routed(key, of_rule.get(key, ()), *rest) for key, *rest in rows]


class RoutingRule(models.Model):
    """What a desk is responsible for; what is left empty is no condition."""

    desk = models.ForeignKey(
        AdviceDesk, verbose_name=_("desk"), on_delete=models.CASCADE, related_name="rules"
    )
    subjects = models.ManyToManyField(
        Subject,
        verbose_name=_("subjects"),
        blank=True,
        related_name="rules",
        help_text=_("A subject of the first level stands for all below it."),
    )
    territory = TerritoryField(
        _("area of responsibility"), default=list, blank=True, validators=[validate_territory]
    )
    employees_min = models.PositiveIntegerField(_("employees, at least"), null=True, blank=True)
    employees_max = models.PositiveIntegerField(_("employees, at most"), null=True, blank=True)
    age_from = models.PositiveSmallIntegerField(
        _("age of the company, at least … years"), null=True, blank=True
    )
    age_below = models.PositiveSmallIntegerField(
        _("age of the company, less than … years"),
        null=True,
        blank=True,
        help_text=_("0: only before it is founded."),
    )
    industries = ChoiceListField(verbose_name=_("only these industries"), choices_class=Industry)
    legal_forms = ChoiceListField(
        verbose_name=_("only these legal forms"), choices_class=Organisation.LegalForm
    )
    languages = ChoiceListField(
        verbose_name=_("only these languages"), choices_class=AdviceLanguage
    )
    note = models.CharField(_("note"), max_length=200, blank=True)

    objects = RoutingRuleQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        verbose_name = _("rule for requests")
        verbose_name_plural = _("rules for requests")
        constraints = [
            models.CheckConstraint(
                condition=Q(employees_min=None)
                | Q(employees_max=None)
                | Q(employees_max__gte=F("employees_min")),
                name="advisory_routingrule_employees",
                violation_error_message=_("The largest size is below the smallest."),
            ),
            models.CheckConstraint(
                condition=Q(age_from=None) | Q(age_below=None) | Q(age_below__gt=F("age_from")),
                name="advisory_routingrule_age",
                violation_error_message=_("The age ends before it begins."),
            ),
        ]

    def __str__(self):
        return self.note or f"{self._meta.verbose_name} {self.pk}"

    @property
    def area_names(self):
        return territory.names(self.territory)
