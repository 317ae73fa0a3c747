"""What raises the score of a posting."""

from django.utils.translation import gettext_lazy as _

from directory.freshness.score import Criterion

POSTING = (Criterion(10, _("Say where: many look nearby."), lambda record: bool(record.site)),)
