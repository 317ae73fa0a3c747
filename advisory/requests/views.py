"""The three steps from the first word to the summary. Showing a page keeps nothing; every form
keeps what it holds, under a secret address that can be opened again."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.html import escape
from django.utils.safestring import mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_safe

from advisory.models import AdviceRequest, Entrance, Subject
from advisory.requests import actions, cases, matching
from advisory.requests.forms import STEPS
from advisory.requests.proposing import propose
from advisory.requests.signs import sign_of_mailbox
from directory.own_area import human
from directory.own_area.pages import personal, shows_and_does
from hub.rate_limit import limited
from search.completion import Group, Option, answer_options

HOUR = 3600

View = Callable[..., HttpResponse]


def with_draft(view: View) -> View:
    """Look the draft up; what is sent already has its status page, what is not there a hint."""

    @wraps(view)
    def wrapped(request: HttpRequest, token: str, **kwargs: object) -> HttpResponse:
        draft = AdviceRequest.objects.with_token(token)
        if draft is None:
            return unknown(request)
        if not draft.is_draft:
            return redirect("request", draft.token)
        return view(request, draft, **kwargs)

    return shows_and_does(personal(sensitive_post_parameters()(wrapped)))


def unknown(request: HttpRequest) -> HttpResponse:
    return render(request, "advisory/requests/unknown.html", status=404)


@shows_and_does
@limited(limit=30, seconds=HOUR)
@personal
def request_start(request: HttpRequest) -> HttpResponse:
    """What it is about: words propose subjects, or one looks through all."""
    return start(request, None)


def start(request: HttpRequest, entrance: Entrance | None) -> HttpResponse:
    """The same by way of a partner; if that is closed, as if one had come without it."""
    if not cases.is_open():
        return render(request, "advisory/requests/closed.html")
    if request.method == "POST" and (subject := _chosen(request)):
        if human.is_trap_filled(request.POST):
            return redirect(request.path)
        by_way_of = entrance if entrance and entrance.is_open else None
        draft = actions.begin(subject=subject, language=get_language(), entrance=by_way_of)
        return redirect("request_step", draft.token, 1)
    return _subjects(request, None, entrance)


@with_draft
def request_subject(request: HttpRequest, draft: AdviceRequest) -> HttpResponse:
    """The same for a draft, whose other answers stay."""
    if request.method == "POST" and (subject := _chosen(request)):
        actions.choose(request=draft, subject=subject)
        return redirect("request_step", draft.token, 1)
    return _subjects(request, draft)


@require_safe
@cache_control(public=True, max_age=60)
def request_completion(request: HttpRequest) -> HttpResponse:
    """Subjects for started words, as HTML."""
    return answer_options(request, _groups, submit=True)


@with_draft
@limited(limit=100, seconds=HOUR)
def request_step(request: HttpRequest, draft: AdviceRequest, number: int) -> HttpResponse:
    if not 1 <= number <= len(STEPS):
        raise Http404
    form = STEPS[number - 1](request.POST or None, request=draft)
    if form.is_bound and form.is_valid():
        kept = actions.keep(request=draft, step=number, fields=form.columns(), typed=form.typed())
        after = number + 1 if number < len(STEPS) and kept.steps_done < len(STEPS) else None
        if after:
            return redirect("request_step", draft.token, after)
        return redirect("request_summary", draft.token)
    context = {"draft": draft, "form": form, "number": number, "steps": steps(draft, number)}
    return render(request, "advisory/requests/step.html", context)


@with_draft
@limited(limit=20, seconds=HOUR)
def request_summary(request: HttpRequest, draft: AdviceRequest) -> HttpResponse:
    """All on one page, with what may answer it already; the button sends it."""
    if draft.steps_done < len(STEPS):
        return redirect("request_step", draft.token, draft.steps_done + 1)
    obstacle = "" if settings.CAN_SEND_MAIL else _("This hub cannot send mail at the moment.")
    if request.method == "POST" and not obstacle:
        sent = actions.send(request=draft, sign=_sign(request, draft))
        return redirect("request", sent.token)
    decision = matching.who(draft)
    context = {
        "draft": draft,
        "typed": draft.typed,
        "answers": matching.answers(draft),
        "who": decision,
        "offers": matching.offers(draft),
        "obstacle": obstacle,
        "steps": steps(draft, len(STEPS) + 1),
    }
    return render(request, "advisory/requests/summary.html", context)


def steps(draft: AdviceRequest, current: int) -> list[dict[str, object]]:
    """The steps with their words; those that are done can be opened again."""
    words = [_("Your concern"), _("Your company"), _("How to reach you"), _("Check and send")]
    return [
        {
            "number": number,
            "words": label,
            "is_current": number == current,
            "is_done": number <= draft.steps_done and number != current,
            "is_last": number > len(STEPS),
        }
        for number, label in enumerate(words, start=1)
    ]


def _sign(request: HttpRequest, draft: AdviceRequest) -> str:
    """What only the request of the browser tells."""
    if human.is_trap_filled(request.POST):
        return "trap"
    return sign_of_mailbox(str(draft.typed.get("email", "")))


def _chosen(request: HttpRequest) -> Subject | None:
    slug = request.POST.get("subject", "")
    return Subject.objects.filter(slug=slug).first() if slug.isprintable() else None


def _subjects(
    request: HttpRequest, draft: AdviceRequest | None, entrance: Entrance | None = None
) -> HttpResponse:
    tree = Subject.objects.tree()
    every = [subject for branch, below in tree for subject in (branch, *below)]
    words = " ".join(request.GET.get("q", "").split())[:300]
    wanted = request.GET.get("subject", "")
    named = _named(wanted, tree)
    is_open = bool(entrance and entrance.is_open)
    context = {
        "draft": draft,
        "tree": tree,
        "words": words,
        "proposed": named or (propose(words, every) if words else []),
        "is_named": bool(named),
        "is_asked": bool(words or wanted),
        "steps": steps(draft, 1) if draft else None,
        "entrance": entrance if is_open else None,
        "chosen": entrance.chosen(tree) if entrance and is_open else [],
        "closed": None if is_open else entrance,
    }
    return render(request, "advisory/requests/subjects.html", context)


def _named(slug: str, tree: list[tuple[Subject, list[Subject]]]) -> list[Subject]:
    """The subject that an address names; one of the first level after those below it."""
    for branch, below in tree:
        if branch.slug == slug:
            return [*below, branch]
        if found := [subject for subject in below if subject.slug == slug]:
            return found
    return []


def _groups(text: str) -> list[Group]:
    if len(text) < 2:
        return []
    found = propose(text, Subject.objects.select_related("parent"))
    options = [
        Option(
            label=mark_safe(escape(subject.label)),  # noqa: S308
            detail=subject.parent.label if subject.parent else "",
            address=f"?subject={subject.slug}",
        )
        for subject in found
    ]
    return [Group(_("Subjects"), options)]
