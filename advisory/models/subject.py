"""What requests are about: a tree of two levels in words of companies, with questions as data."""

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from directory.models import Topic

MOST_QUESTIONS = 4


def validate_questions(value):
    """[{"name", "label", "label_en", "choices": [[code, words, words in English], …]}]; without
    choices a line of text is asked for."""
    if not isinstance(value, list) or len(value) > MOST_QUESTIONS:
        raise ValidationError(_("Give a list of at most four questions."))
    names = set()
    for question in value:
        if not isinstance(question, dict) or not _is_question(question):
            raise ValidationError(
                _("A question has a name, a label, a label in English, and choices if any.")
            )
        names.add(question["name"])
    if len(names) < len(value):
        raise ValidationError(_("Two questions have the same name."))


def _is_question(question):
    texts = [question.get(key) for key in ("name", "label", "label_en")]
    choices = question.get("choices", [])
    return (
        all(isinstance(text, str) and text for text in texts)
        and question["name"].isidentifier()
        and isinstance(choices, list)
        and all(
            isinstance(choice, list)
            and len(choice) == 3
            and all(isinstance(w, str) for w in choice)
            for choice in choices
        )
    )


class SubjectQuerySet(models.QuerySet):
    def tree(self):
        """[(branch, its subjects)] in the order in which people see them, with one query."""
        rows = list(self.order_by("sort_order", "title").select_related("topic"))
        below = {}
        for row in rows:
            if row.parent_id:
                below.setdefault(row.parent_id, []).append(row)
        return [(row, below.get(row.pk, [])) for row in rows if row.parent_id is None]


class Subject(models.Model):
    """What a company wants, as it would say it; `synonyms` are further words that propose it."""

    slug = models.SlugField(_("short name in addresses"), unique=True)
    title = models.CharField(_("title"), max_length=80)
    title_en = models.CharField(_("title (English)"), max_length=80)
    hint = models.CharField(_("what belongs here"), max_length=200, blank=True)
    hint_en = models.CharField(_("what belongs here (English)"), max_length=200, blank=True)
    synonyms = models.TextField(
        _("further words"),
        blank=True,
        help_text=_("Words with which people ask for this, in German and English, one a line."),
    )
    questions = models.JSONField(
        _("questions"), default=list, blank=True, validators=[validate_questions]
    )
    parent = models.ForeignKey(
        "self",
        verbose_name=_("belongs to"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="children",
        limit_choices_to={"parent": None},
    )
    topic = models.ForeignKey(
        Topic,
        verbose_name=_("topic"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text=_("Advice, dates, courses and funding of this topic are shown before sending."),
    )
    sort_order = models.PositiveSmallIntegerField(_("position"), default=0)
    source_name = models.CharField(max_length=20, blank=True, editable=False)

    objects = SubjectQuerySet.as_manager()

    class Meta:
        ordering = ["sort_order", "title"]
        verbose_name = _("subject of requests")
        verbose_name_plural = _("subjects of requests")
        constraints = [
            models.CheckConstraint(
                condition=~Q(parent=F("id")),
                name="advisory_subject_not_own_parent",
                violation_error_message=_("A subject cannot belong to itself."),
            )
        ]

    def __str__(self):
        return self.label

    def clean(self):
        if self.parent and self.parent.parent_id:
            raise ValidationError({"parent": _("Subjects have two levels only.")})
        if self.parent_id and self.pk and self.children.exists():
            raise ValidationError({"parent": _("This subject has subjects below it.")})

    @property
    def label(self):
        return self.title_en if get_language() == "en" else self.title

    @property
    def hint_shown(self):
        return self.hint_en if get_language() == "en" else self.hint

    @property
    def path(self):
        """Short names for the routing, the most particular first."""
        return (self.slug, self.parent.slug) if self.parent_id else (self.slug,)

    @property
    def questions_shown(self):
        """(name, label, [(code, words)]) in the active language."""
        english = get_language() == "en"
        return [
            (
                question["name"],
                question["label_en" if english else "label"],
                [(code, en if english else de) for code, de, en in question.get("choices", [])],
            )
            for question in self.questions
        ]
