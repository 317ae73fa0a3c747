"""Pages for who keeps the rules: the test desk, and what rules leave open or say twice."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from advisory import coverage, territory
from advisory.models import AdviceDesk, RoutingRule, Subject
from advisory.requests import cases, trial
from directory.admin_urls import operators_only


@require_safe
def test_desk(request: HttpRequest) -> HttpResponse:
    """Type a case, see who gets it and why; nothing is kept."""
    form = trial.TrialForm(request.GET or None)
    found = None
    if form.is_bound and form.is_valid() and cases.is_open():
        found = trial.attempt(form.cleaned_data, today=timezone.localdate())
    context = {
        **_page(_("Test desk"), "request_test_desk"),
        "form": form,
        "trial": found,
        "is_open": cases.is_open(),
        "desk_edit": AdviceDesk.snippet_viewset.get_url_name("edit"),
        "rule_edit": RoutingRule.snippet_viewset.get_url_name("edit"),
    }
    return render(request, "advisory/admin/test_desk.html", context)


@require_safe
def rules_report(request: HttpRequest) -> HttpResponse:
    """Subjects and counties for which there is nobody, and rules that ask for the same."""
    subjects = {row.slug: row for row in Subject.objects.select_related("parent")}
    shown = [row for branch, below in Subject.objects.tree() for row in below or [branch]]
    counties = [choice for choice in territory.choices() if len(choice[0]) == 5]
    working = {desk.pk: desk for desk in AdviceDesk.objects.all() if desk.works}
    rules = [rule for rule in RoutingRule.objects.for_routing() if rule.desk in working]
    paths = {row.slug: row.path for row in shown}
    covers = coverage.covers(paths, [key for key, _name in counties], rules)
    rows = [(row, [(name, covers[row.slug, key]) for key, name in counties]) for row in shown]
    context = {
        **_page(_("Gaps and overlaps"), "request_rules_report"),
        "counties": counties,
        "rows": rows,
        "gaps": sum(cover is coverage.Cover.NOBODY for cover in covers.values()),
        "places": len(covers),
        "overlaps": _overlaps(rules, working, subjects),
        "rule_edit": RoutingRule.snippet_viewset.get_url_name("edit"),
    }
    return render(request, "advisory/admin/rules_report.html", context)


def _overlaps(rules, desks, subjects):
    """(rules, desks, subjects in words, areas in words); one desk that says it twice comes last."""
    found = coverage.overlaps(rules)
    names = RoutingRule.objects.in_bulk({key for each in found for key in each.rules})
    rows = [
        {
            "rules": [names[key] for key in each.rules],
            "desks": [desks[key] for key in each.desks],
            "subjects": [subjects[slug].label if slug else _("all") for slug in each.subjects],
            "areas": [name for key in each.areas for name in _area(key)],
        }
        for each in found
    ]
    return sorted(rows, key=lambda row: len(row["desks"]) == 1)


def _area(key):
    return (territory.names([key]) or [key]) if key else [_("everywhere")]


def _page(title, name):
    return {
        "header_title": title,
        "header_icon": "mail",
        "breadcrumbs_items": [{"url": reverse(name), "label": title}],
    }


urlpatterns = [
    path("requests/test/", operators_only(test_desk), name="request_test_desk"),
    path("requests/rules/", operators_only(rules_report), name="request_rules_report"),
]
