"""The errands that courses bring: sources that ask or fail."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from courses.models import CourseSource
from directory.errands import Errand
from directory.models.import_source import TRIES
from directory.rights import Rights
from directory.sources.state import state, with_state


def sources(rights: Rights, today: date, most: int) -> Iterable[Errand]:
    """Sources that ask something or cannot be read, for those who may do something about it."""
    needy = Q(is_waiting=True) | Q(questions__gt=0) | Q(failures__gte=TRIES, address__gt="")
    found = with_state(CourseSource.objects.editable_by(rights.user)).filter(needy)
    for source in found.select_related("organisation").order_by("tried_at")[:most]:
        since = source.failing_since or source.tried_at
        yield Errand(
            due_on=timezone.localdate(since) if since else today,
            words=str(source) if source.address else f"{source} · {source.organisation}",
            why=state(source).text,
            button=_("Look at it"),
            url=reverse("course_source", args=[source.pk]),
        )
