"""What happens to courses by the clock."""

from __future__ import annotations

from datetime import date, timedelta

from django.utils import timezone

from courses.models import Course
from search import outbox

LOOK_BACK = timedelta(days=3)  # nights in which nothing ran; what is older a rebuild has found


def turn(*, today: date | None = None) -> int:
    """Right after midnight: have the lists show courses that stand elsewhere than yesterday."""
    today = today or timezone.localdate()
    turned = Course.objects.live().turning(today - LOOK_BACK, today)
    keys = list(turned.values_list("pk", flat=True))
    outbox.request(f"course:{key}" for key in keys)
    return len(keys)
