"""Pages of advice and of funding."""

from urllib.parse import urlencode

from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from advisory import links, schema_org
from advisory.check import SHOWN, Check
from advisory.forms import CheckForm
from advisory.models import AdvisoryService, FundingProgramme
from directory.documents import listing_records
from directory.views import record_page
from hub.http import absolute


@require_safe
def service_detail(request, slug):
    records = listing_records(
        AdvisoryService, "owner__locations__municipality", "owner__contact_points"
    )
    record = get_object_or_404(records, slug=slug)
    data = schema_org.service(record, absolute=absolute)
    return record_page(request, record, section="service", structured_data=data)


@require_safe
def programme_detail(request, slug):
    record = get_object_or_404(listing_records(FundingProgramme, "deadlines"), slug=slug)
    data = schema_org.programme(record, absolute=absolute)
    return record_page(request, record, section="programme", structured_data=data)


@require_safe
def programme_check(request):
    """Five questions, and what the answers say about every programme; nothing is kept."""
    form = CheckForm(request.GET)
    form.is_valid()
    check = Check(form.company(), today=timezone.localdate())
    shows_all = request.GET.get("show") == "all"
    answers = form.answers()
    context = {
        "form": form,
        "section": "funding",
        "views": links.of_check(),
        "legal_form": form["legal_form"] if answers.get("legal_form") else None,
        "calendar": _with(reverse("programme_list_calendar"), answers),
    }
    if form.is_answered:
        if check.needs_legal_form() or form["legal_form"].errors:
            context["legal_form"] = form["legal_form"]
        fits, open_, not_ = check.groups(limit=None if shows_all else SHOWN)
        context |= {
            "groups": [
                (_("Fits"), "fits", fits),
                (_("Fits if …"), "fits-if", open_),
            ],
            "not_fitting": not_,
            "all_url": _with(request.path, answers | {"show": "all"}),
        }
    return render(request, "advisory/programme_check.html", context)


def _with(path, params):
    return f"{path}?{urlencode(params)}" if params else path
