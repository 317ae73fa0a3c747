"""Sets of courses."""

from datetime import timedelta

from django.apps import apps
from django.db.models import Exists, F, OuterRef, Q, Subquery
from django.utils import timezone

from courses.standing import SOON
from directory.models.listing import ListingQuerySet

DAY = timedelta(days=1)


class CourseQuerySet(ListingQuerySet):
    def not_over(self, *, today=None):
        """Those with a run that is not over or without any, in the order of their next run."""
        today = today or timezone.localdate()
        runs = apps.get_model("courses", "CourseRun").objects.filter(course=OuterRef("pk"))
        coming = runs.filter(
            Q(ends_on__gte=today)
            | Q(ends_on=None, starts_on__gte=today)
            | Q(ends_on=None, starts_on=None)
        )
        first = coming.order_by(F("starts_on").asc(nulls_last=True)).values("starts_on")[:1]
        found = self.filter(Q(Exists(coming)) | ~Exists(runs)).annotate(next_day=Subquery(first))
        return found.order_by(F("next_day").asc(nulls_last=True), "title", "pk")

    def turning(self, first, last):
        """Those that may stand elsewhere on one of these days than on the day before.

        The same days as `standing.turning_days` gives, and the first without educational leave.
        """
        before = (first - DAY, last - DAY)
        turns = (
            Q(runs__starts_on__range=(first + SOON, last + SOON))
            | Q(runs__starts_on__range=before)
            | Q(runs__ends_on__range=before)
            | Q(runs__enrolment_from__range=(first, last))
            | Q(runs__enrolment_until__range=before)
            | Q(educational_leave_until__range=before)
        )
        return self.filter(turns).distinct()
