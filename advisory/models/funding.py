"""Programmes that fund: what for, who may apply, how much, until when."""

from collections import defaultdict

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from modelcluster.contrib.taggit import ClusterTaggableManager
from modelcluster.fields import ParentalKey
from taggit.models import TaggedItemBase

from advisory import territory
from advisory.eligibility import Conditions, Span
from advisory.fields import TerritoryField, validate_territory
from directory.documents import SECTIONS
from directory.models import Listing, Organisation
from directory.models.listing import ListingQuerySet, renewal_months_field
from hub.fields import ChoiceListField

# Households and international organisations are no companies.
Industry = models.TextChoices(
    "Industry", [(code, (code, words)) for code, words in SECTIONS.items() if code not in "UV"]
)


class FundingProgrammeTag(TaggedItemBase):
    content_object = ParentalKey(
        "advisory.FundingProgramme", related_name="tagged_items", on_delete=models.CASCADE
    )


class FundingProgrammeQuerySet(ListingQuerySet):
    def conditions(self):
        """(key, title, conditions) of live programmes; two queries."""
        cut_offs = defaultdict(list)
        for key, day in FundingDeadline.objects.values_list("programme_id", "day"):
            cut_offs[key].append(day)
        for row in self.live().values("title", *FundingProgramme.CONDITIONS):
            yield row["id"], row["title"], _conditions(row, cut_offs[row["id"]])


class FundingProgramme(Listing):
    """Public money: what for, who, how much, until when, and where the rules stand."""

    class Kind(models.TextChoices):
        GRANT = "grant", _("Grant")
        LOAN = "loan", _("Loan")
        GUARANTEE = "guarantee", _("Guarantee")
        EQUITY = "equity", _("Equity")
        TAX = "tax", _("Tax relief")
        ADVICE_GRANT = "advice_grant", _("Subsidised advice")
        PRIZE = "prize", _("Prize")

    class Level(models.TextChoices):
        EU = "eu", _("European Union")
        FEDERAL = "federal", _("Germany")
        STATE = "state", _("federal state")
        REGIONAL = "regional", _("region")

    class State(models.TextChoices):
        OPEN = "open", _("open")
        ANNOUNCED = "announced", _("announced")
        PAUSED = "paused", _("paused")
        CLOSED = "closed", _("closed")

    class Purpose(models.TextChoices):
        START = "start", _("starting a company")
        TAKEOVER = "takeover", _("taking over a company")
        INVESTMENT = "investment", _("machines, buildings, equipment")
        RUNNING = "running", _("stock and running costs")
        CAPITAL = "capital", _("equity from investors")
        DIGITAL = "digital", _("software, networking, IT security")
        INNOVATION = "innovation", _("research, development, patents")
        ENERGY = "energy", _("saving energy, material and emissions")
        TRAINING = "training", _("further training")
        STAFF = "staff", _("hiring people")
        MARKET = "market", _("new customers and foreign markets")
        ADVICE = "advice", _("consulting and coaching")

    class StartRule(models.TextChoices):
        UNKNOWN = "", _("not known")
        AFTER_APPLICATION = "application", _("Apply first: do not order or sign before.")
        AFTER_DECISION = "decision", _("Wait for the decision: do not order or sign before.")
        ANY_TIME = "any_time", _("It may have begun already.")

    RESERVED_SLUGS = frozenset(("check",))
    CONDITIONS = (
        "id",
        "purposes",
        "territory",
        "employees_min",
        "employees_max",
        "age_from",
        "age_below",
        "industries",
        "not_industries",
        "legal_forms",
        "further_conditions",
        "state",
        "deadline",
    )

    kind = models.CharField(_("kind"), max_length=14, choices=Kind.choices)
    level = models.CharField(_("funded by"), max_length=10, choices=Level.choices)
    authority = models.CharField(_("authority"), max_length=160)
    purposes = ChoiceListField(
        verbose_name=_("what the money is for"),
        choices_class=Purpose,
        help_text=_("Without this the check cannot say that the programme fits."),
    )
    who = models.TextField(_("who can apply"), max_length=600)
    territory = TerritoryField(_("area"), default=list, blank=True, validators=[validate_territory])
    employees_min = models.PositiveIntegerField(_("employees, at least"), null=True, blank=True)
    employees_max = models.PositiveIntegerField(_("employees, at most"), null=True, blank=True)
    age_from = models.PositiveSmallIntegerField(
        _("age of the company, at least … years"),
        null=True,
        blank=True,
        help_text=_("0: it has to be founded already."),
    )
    age_below = models.PositiveSmallIntegerField(
        _("age of the company, less than … years"),
        null=True,
        blank=True,
        help_text=_("0: only before it is founded."),
    )
    industries = ChoiceListField(verbose_name=_("only these industries"), choices_class=Industry)
    not_industries = ChoiceListField(verbose_name=_("not these industries"), choices_class=Industry)
    legal_forms = ChoiceListField(
        verbose_name=_("only these legal forms"), choices_class=Organisation.LegalForm
    )
    further_conditions = models.TextField(
        _("further conditions"),
        max_length=800,
        blank=True,
        help_text=_(
            "One a line, as a sentence that the company can check: “You receive unemployment "
            "benefit.” The check shows them as open."
        ),
    )
    rate_min_percent = models.PositiveSmallIntegerField(
        _("share in per cent, at least"),
        null=True,
        blank=True,
        validators=[MaxValueValidator(100)],
    )
    rate_percent = models.PositiveSmallIntegerField(
        _("share in per cent, at most"),
        null=True,
        blank=True,
        validators=[MaxValueValidator(100)],
    )
    amount_min = models.PositiveIntegerField(_("amount in euros, at least"), null=True, blank=True)
    amount_max = models.PositiveIntegerField(_("amount in euros, at most"), null=True, blank=True)
    amount_note = models.CharField(_("amount in words"), max_length=300, blank=True)
    start_rule = models.CharField(
        _("when the project may begin"), max_length=12, choices=StartRule.choices, blank=True
    )
    cumulation = models.CharField(_("together with other funding"), max_length=300, blank=True)
    deadline = models.DateField(
        _("last day"),
        null=True,
        blank=True,
        help_text=_("After it the programme is closed. Empty means running."),
    )
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.OPEN)
    link = models.URLField(_("page with the rules"), blank=True)
    known_on = models.DateField(_("facts known on"), null=True, blank=True)
    renewal_months = renewal_months_field(3)
    tags = ClusterTaggableManager(
        through=FundingProgrammeTag, verbose_name=_("free tags"), blank=True
    )

    objects = FundingProgrammeQuerySet.as_manager()

    url_name = "programme_detail"
    template = "advisory/programme_detail.html"

    class Meta(Listing.Meta):
        ordering = ["title"]
        verbose_name = _("funding programme")
        verbose_name_plural = _("funding programmes")
        constraints = [
            *Listing.Meta.constraints,
            models.CheckConstraint(
                condition=Q(rate_percent__isnull=True) | Q(rate_percent__lte=100),
                name="advisory_fundingprogramme_rate",
                violation_error_message=_("A share is at most 100 per cent."),
            ),
            *(
                models.CheckConstraint(
                    condition=Q(**{f"{low}__isnull": True})
                    | Q(**{f"{high}__isnull": True})
                    | Q(**{f"{high}__gte": F(low)}),
                    name=f"advisory_fundingprogramme_{name}_order",
                    violation_error_message=_("“At least” is more than “at most”."),
                )
                for name, low, high in (
                    ("employees", "employees_min", "employees_max"),
                    ("share", "rate_min_percent", "rate_percent"),
                    ("amount", "amount_min", "amount_max"),
                )
            ),
            models.CheckConstraint(
                condition=Q(age_from__isnull=True)
                | Q(age_below__isnull=True)
                | Q(age_below__gt=F("age_from")),
                name="advisory_fundingprogramme_age_order",
                violation_error_message=_("No company has such an age."),
            ),
        ]

    def clean(self):
        super().clean()
        if set(self.industries) & set(self.not_industries):
            raise ValidationError(
                {"not_industries": _("An industry is either among them or it is not.")}
            )

    @property
    def area_names(self):
        return territory.names(self.territory)

    @property
    def cut_offs(self):
        return [row.day for row in self.deadlines.all()]

    @property
    def conditions(self):
        return _conditions({name: getattr(self, name) for name in self.CONDITIONS}, self.cut_offs)

    @property
    def purpose_labels(self):
        return self._meta.get_field("purposes").labels(self.purposes)

    @property
    def current_state(self):
        return self.state_on(timezone.localdate())

    def state_on(self, day):
        """The state on a day; a missed last day closes the programme."""
        is_over = self.deadline is not None and self.deadline < day
        return self.State.CLOSED.value if is_over else self.state

    def is_open(self, today=None):
        """Whether one can apply on that day."""
        return self.state_on(today or timezone.localdate()) == self.State.OPEN

    def next_deadline(self, today=None):
        """The next day by which one has to apply, of a round or of the programme."""
        return self.conditions.next_deadline(today or timezone.localdate())


class FundingDeadline(models.Model):
    """A day by which one applies in a round; the programme goes on after it."""

    programme = ParentalKey(FundingProgramme, related_name="deadlines", on_delete=models.CASCADE)
    day = models.DateField(_("day"))
    note = models.CharField(_("what is due"), max_length=120, blank=True)

    class Meta:
        ordering = ["day"]
        verbose_name = _("deadline of a round")
        verbose_name_plural = _("deadlines of rounds")
        constraints = [
            models.UniqueConstraint(
                fields=["programme", "day"],
                name="advisory_fundingdeadline_day",
                violation_error_message=_("This programme has a deadline on this day already."),
            )
        ]

    def __str__(self):
        return f"{self.day}"


def _conditions(row, cut_offs):
    """A row of the database as the conditions of a programme."""
    age_below = row["age_below"]
    return Conditions(
        purposes=frozenset(row["purposes"]),
        territory=tuple(row["territory"]),
        employees=Span(row["employees_min"], row["employees_max"]),
        age=Span(row["age_from"], None if age_below is None else age_below - 1),
        industries=frozenset(row["industries"]),
        not_industries=frozenset(row["not_industries"]),
        legal_forms=frozenset(row["legal_forms"]),
        further=tuple(filter(None, map(str.strip, row["further_conditions"].splitlines()))),
        state=row["state"],
        last_day=row["deadline"],
        cut_offs=tuple(cut_offs),
    )
