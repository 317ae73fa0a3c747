"""What visitors looked for in vain, for those who could offer it."""

from datetime import timedelta

from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from directory.own_area.houses import houses
from directory.own_area.pages import own
from directory.rights import Rights
from search.models import AskedQuestion

WITHIN = timedelta(days=90)
MOST = 100
Outcome = AskedQuestion.Outcome


@require_safe
@own
def courses_wanted(request):
    """Words that at least three visitors have typed, the most wanted first."""
    asked = AskedQuestion.objects.exclude(text="").filter(
        outcome__in=[Outcome.NOTHING, Outcome.PARTLY],
        last_asked__gte=timezone.localdate() - WITHIN,
    )
    acts = houses(Rights(request.user)).exists()
    context = {"questions": asked[:MOST] if acts else [], "acts": acts}
    return render(request, "courses/wanted.html", context)
