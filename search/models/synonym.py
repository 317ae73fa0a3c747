"""What the people of the region call things, as their editors add it to the shipped list."""

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from search import synonyms
from search.engines import current_analyser
from search.synonyms import Group

MAX_PHRASES = 10
MAX_LENGTH = 60


class SynonymQuerySet(models.QuerySet):
    def groups(self):
        """What is in force, as the engines take it."""
        return tuple(synonym.group for synonym in self.filter(is_active=True).order_by("pk"))


class Synonym(models.Model):
    """Words that mean the same; in force in every process within half a minute."""

    class Direction(models.TextChoices):
        TWO_WAY = "two_way", gettext_lazy("Each finds all the others")
        ONE_WAY = "one_way", gettext_lazy("Only the first also finds the others")

    words = models.TextField(
        gettext_lazy("words that mean the same"),
        max_length=MAX_PHRASES * (MAX_LENGTH + 1),
        help_text=gettext_lazy(
            "One word or phrase a line, or with commas between them. Capitals, plural and endings "
            "make no difference."
        ),
    )
    direction = models.CharField(
        gettext_lazy("direction"),
        max_length=10,
        choices=Direction.choices,
        default=Direction.TWO_WAY,
        help_text=gettext_lazy(
            "The second is right where the others say more than the first: whoever asks for "
            "“ransomware” also wants “IT security”, but not the other way round."
        ),
    )
    is_active = models.BooleanField(gettext_lazy("in force"), default=True)
    note = models.CharField(
        gettext_lazy("note"), max_length=200, blank=True, help_text=gettext_lazy("Why it is here.")
    )
    changed_at = models.DateTimeField(gettext_lazy("changed"), auto_now=True)

    objects = SynonymQuerySet.as_manager()

    class Meta:
        ordering = ["words", "pk"]
        verbose_name = gettext_lazy("synonym")
        verbose_name_plural = gettext_lazy("synonyms")
        constraints = [
            models.UniqueConstraint(
                fields=["words", "direction"],
                name="search_synonym_words_unique",
                violation_error_message=gettext_lazy("There is an entry with these words already."),
            ),
            models.CheckConstraint(
                condition=models.Q(words__contains="\n"),
                name="search_synonym_two_words",
                violation_error_message=gettext_lazy("Write at least two words or phrases."),
            ),
            models.CheckConstraint(
                condition=models.Q(direction__in=["two_way", "one_way"]),
                name="search_synonym_direction",
                violation_error_message=gettext_lazy("There is no such direction."),
            ),
        ]

    def __str__(self):
        if self.direction == self.Direction.TWO_WAY:
            return " = ".join(self.phrases)
        return f"{self.phrases[0]} → {', '.join(self.phrases[1:])}" if self.words else ""

    @property
    def phrases(self):
        return synonyms.typed(self.words)

    @property
    def group(self):
        phrases = tuple(self.phrases)
        if self.direction == self.Direction.ONE_WAY:
            return Group(phrases[:1], phrases[1:])
        return Group(phrases, phrases)

    def clean(self):
        """Keep one phrase a line, and refuse what the search could make nothing of."""
        super().clean()
        phrases = self.phrases
        self.words = "\n".join(phrases)
        if len(phrases) < 2:
            raise ValidationError(
                {"words": _("Write at least two words or phrases that mean the same.")}
            )
        if len(phrases) > MAX_PHRASES:
            message = _("At most %(count)d words or phrases; make another entry for the rest.")
            raise ValidationError({"words": message % {"count": MAX_PHRASES}})
        if faults := [*_unusable(phrases), *_the_same(phrases)]:
            raise ValidationError({"words": faults})


def _unusable(phrases):
    for phrase in phrases:
        if len(phrase) > MAX_LENGTH:
            message = _("“%(phrase)s …” is longer than %(count)d characters.")
            yield message % {"phrase": phrase[:20], "count": MAX_LENGTH}
        elif not synonyms.stems(phrase, current_analyser()):
            message = _(
                "“%(phrase)s” holds no word that the search looks for; it skips words such as "
                "“and”, “for” or “who”."
            )
            yield message % {"phrase": phrase}


def _the_same(phrases):
    """Phrases that are one to the search: typed twice, or plural and singular."""
    seen = {}
    for phrase in phrases:
        stems = synonyms.stems(phrase, current_analyser())
        if stems and stems in seen:
            message = _("“%(one)s” and “%(other)s” are the same to the search. Leave one out.")
            yield message % {"one": seen[stems], "other": phrase}
        seen.setdefault(stems, phrase)
