"""What raises the score of a course."""

from django.utils.translation import gettext_lazy as _

from directory.freshness.score import Criterion

COURSE = (
    Criterion(20, _("Add a date that is to come."), lambda record: bool(record.upcoming_runs())),
    Criterion(5, _("Say for whom it is suitable: the level."), lambda record: bool(record.level)),
    Criterion(5, _("Say what certificate one gets."), lambda record: bool(record.certificate)),
)
