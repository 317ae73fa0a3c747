"""What editors put above the hits of a question."""

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from search import synonyms, targets
from search.engines import current_analyser

MAX_QUESTIONS = 20
MAX_LENGTH = 120


class Pick(models.Model):
    """A record, a page or an outside address that stands above the hits of certain questions."""

    class Language(models.TextChoices):
        BOTH = "", gettext_lazy("German and English")
        GERMAN = "de", gettext_lazy("German")
        ENGLISH = "en", gettext_lazy("English")

    questions = models.TextField(
        gettext_lazy("questions"),
        max_length=MAX_QUESTIONS * MAX_LENGTH,
        help_text=gettext_lazy(
            "What people type, one question a line. The order of words, capitals and endings make "
            "no difference; a further word does."
        ),
    )
    address = models.CharField(
        gettext_lazy("address"),
        max_length=500,
        help_text=gettext_lazy(
            "Open the record or page and copy its address here. An address outside this hub needs "
            "a title and a text below."
        ),
    )
    target = models.CharField(max_length=80, blank=True, editable=False)
    title = models.CharField(
        gettext_lazy("title"),
        max_length=200,
        blank=True,
        help_text=gettext_lazy("Records and pages of this hub bring their own."),
    )
    text = models.CharField(gettext_lazy("text"), max_length=300, blank=True)
    rank = models.PositiveSmallIntegerField(
        gettext_lazy("rank"), default=1, help_text=gettext_lazy("1 stands first.")
    )
    valid_from = models.DateField(gettext_lazy("shown from"), null=True, blank=True)
    valid_until = models.DateField(gettext_lazy("shown until"), null=True, blank=True)
    language = models.CharField(
        gettext_lazy("language of the visitor"),
        max_length=2,
        choices=Language.choices,
        default=Language.BOTH,
        blank=True,
    )
    changed_at = models.DateTimeField(gettext_lazy("changed"), auto_now=True)

    class Meta:
        ordering = ["rank", "pk"]
        verbose_name = gettext_lazy("pick")
        verbose_name_plural = gettext_lazy("picks")
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(questions=""),
                name="search_pick_questions",
                violation_error_message=gettext_lazy("A pick needs a question."),
            ),
            models.CheckConstraint(
                condition=models.Q(address__startswith="/")
                | models.Q(address__startswith="https://"),
                name="search_pick_address",
                violation_error_message=gettext_lazy(
                    "The address must be one of this hub or begin with https://."
                ),
            ),
            models.CheckConstraint(
                condition=~models.Q(target="") | (~models.Q(title="") & ~models.Q(text="")),
                name="search_pick_own_words",
                violation_error_message=gettext_lazy(
                    "An address that is no record or page needs a title and a text."
                ),
            ),
            models.CheckConstraint(
                condition=models.Q(valid_from__isnull=True)
                | models.Q(valid_until__isnull=True)
                | models.Q(valid_until__gte=models.F("valid_from")),
                name="search_pick_period",
                violation_error_message=gettext_lazy("The end lies before the beginning."),
            ),
            models.CheckConstraint(
                condition=models.Q(language__in=["", "de", "en"]),
                name="search_pick_language",
                violation_error_message=gettext_lazy("There is no such language."),
            ),
        ]

    def __str__(self):
        return " / ".join(self.question_list)

    @property
    def question_list(self):
        return [" ".join(line.split()) for line in self.questions.splitlines() if line.strip()]

    def is_shown_on(self, day):
        return (self.valid_from or day) <= day <= (self.valid_until or day)

    def clean(self):
        """Keep one question a line and what the address leads to; tell what cannot be used."""
        super().clean()
        errors = {}
        try:
            self.address, self.target = targets.find(self.address)
        except ValidationError as error:
            errors["address"] = error
        else:
            if not self.target and not (self.title and self.text):
                field = "text" if self.title else "title"
                errors[field] = _("An address that is no record or page needs a title and a text.")
        self.questions = "\n".join(self.question_list)
        if faults := list(_faults(self.question_list)):
            errors["questions"] = faults
        if errors:
            raise ValidationError(errors)


def _faults(questions):
    if not questions:
        yield _("Write at least one question.")
    if len(questions) > MAX_QUESTIONS:
        yield _("At most %(count)d questions.") % {"count": MAX_QUESTIONS}
    for question in questions:
        if len(question) > MAX_LENGTH:
            message = _("“%(phrase)s …” is longer than %(count)d characters.")
            yield message % {"phrase": question[:20], "count": MAX_LENGTH}
        elif not synonyms.stems(question, current_analyser()):
            message = _(
                "“%(phrase)s” holds no word that the search looks for; it skips words such as "
                "“and”, “for” or “who”."
            )
            yield message % {"phrase": question}
