"""The page of a link to decide. A GET never acts, because mail programs and scanners follow links;
a POST acts once. Nobody needs to sign in: the secret of the address says who decides."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from directory.models import DecisionLink, ReviewState
from directory.moderation import changes, decisions, feedback, feedback_views, inviting
from directory.moderation.decisions import Decision
from directory.moderation.forms import DecisionForm
from directory.moderation.letters import name_of
from hub.rate_limit import limited

View = Callable[[HttpRequest, DecisionLink], HttpResponse]


def with_key(view: View) -> Callable[..., HttpResponse]:
    """Look the key up; without one, say what to do instead. No other site learns the address.

    `no-referrer` would make browsers hide the origin of the form, and then it would be refused as
    a forged one; `same-origin` tells other sites nothing either.
    """

    @wraps(view)
    def wrapped(request: HttpRequest, token: str) -> HttpResponse:
        link = DecisionLink.objects.with_token(token)
        if link is None:
            response = render(request, "directory/moderation/unknown.html", status=404)
        elif not (link.state or link.correction or link.report):
            response = _tell(request, link, "deleted", status=410)
        else:
            response = view(request, link)
        response.headers["Referrer-Policy"] = "same-origin"
        response.headers["X-Robots-Tag"] = "noindex"
        return response

    return never_cache(wrapped)


@require_http_methods(["GET", "HEAD", "POST"])
@limited(limit=60, seconds=600)
@with_key
def decision(request: HttpRequest, link: DecisionLink) -> HttpResponse:
    """What was handed in, as a diff, with three buttons; or what became of it."""
    if link.correction or link.report:
        return feedback_views.answer(request, link)
    state = _newest(link)
    if problem := _obstacle(request, link, state):
        return problem
    form = DecisionForm(request.POST or None)
    warning = ""
    if form.is_bound and form.is_valid():
        try:
            if form.cleaned_data["state"] != state.pk:
                raise decisions.ChangedSince
            decided = decisions.decide(
                state=state,
                revision_id=form.cleaned_data["revision"],
                decision=form.cleaned_data["decision"],
                reason=form.cleaned_data["reason"],
                user=link.reviewer,
                link=link,
            )
        except decisions.ChangedSince:
            warning = _("The text was changed while you were reading. Here is the new state.")
        except decisions.CannotPublish:
            warning = _(
                "It cannot be published as it is: another entry has the same address by now, or a "
                "field is not right. Ask for changes."
            )
        except decisions.Obstacle:  # somebody was quicker by a moment
            return redirect(request.path)
        else:
            return _tell(request, link, "done", state=decided)
    elif state != link.state:
        warning = _("The text was changed since we wrote to you. Here is the new state.")
    return _page(request, link, state, form, warning)


@require_safe
@with_key
def preview(request: HttpRequest, link: DecisionLink) -> HttpResponse:
    """The record as it will look."""
    state = _newest(link)
    if state is None:
        raise Http404
    if problem := _obstacle(request, link, state):
        return problem
    record = state.revision.as_object()
    request.is_preview = True
    return record.serve_preview(request, record.default_preview_mode).render()


@require_POST
@limited(limit=10, seconds=600)
@with_key
def ask_again(request: HttpRequest, link: DecisionLink) -> HttpResponse:
    """A new key for whoever has an old one; it goes to the address that got the old one."""
    state = _newest(link)
    if state and state.is_open and decisions.may_decide(link.reviewer, state):
        inviting.ask_again(link=link)
    elif link.correction or link.report:
        feedback.ask_again(link=link)
    return _tell(request, link, "asked_again")


def _newest(link: DecisionLink) -> ReviewState | None:
    """The review that the link is about, or the one that has taken its place."""
    state = link.state
    if state and state.status == ReviewState.STATUS_CANCELLED:
        record = state.revision.content_object
        newer = record.current_workflow_task_state if record else None
        return newer if isinstance(newer, ReviewState) else state
    return state


def _obstacle(request: HttpRequest, link: DecisionLink, state: ReviewState) -> HttpResponse | None:
    """The page that says why there is nothing to decide with this link, if that is so."""
    if not state.is_open:
        return _tell(request, link, "decided", state=state)
    if link.expires_at <= timezone.now():
        return _tell(request, link, "expired", status=410)
    if not link.reviewer.is_active or not decisions.may_decide(link.reviewer, state):
        return _tell(request, link, "not_allowed", status=403)
    return None


def _page(
    request: HttpRequest, link: DecisionLink, state: ReviewState, form: DecisionForm, warning: str
) -> HttpResponse:
    stored = state.revision.content_object
    new = state.revision.as_object()
    if not form.is_bound or warning:
        reason = request.POST.get("reason", "")
        form = DecisionForm(
            initial={"state": state.pk, "revision": state.revision_id, "reason": reason}
        )
    context = {
        "record": new,
        "kind": capfirst(str(stored._meta.verbose_name)),
        "is_new": not stored.live,
        "live_address": stored.get_absolute_url() if stored.live else "",
        "author": name_of(state.author),
        "handed_in_at": state.started_at,
        "due_on": state.due_on,
        "goes_on": stored.latest_revision_id != state.revision_id,
        "changes": changes.changes(stored if stored.live else None, new),
        "form": form,
        "warning": warning,
        "choices": Decision,
        "path": request.path,
    }
    return render(request, "directory/moderation/decision.html", context)


def _tell(
    request: HttpRequest,
    link: DecisionLink,
    name: str,
    *,
    state: ReviewState | None = None,
    status: int = 200,
) -> HttpResponse:
    """One of the pages without a choice."""
    context = {"link": link, "about": link.about, "path": request.path, "state": state}
    if state:
        context |= {
            "who": name_of(state.finished_by),
            "is_you": state.finished_by_id == link.reviewer_id,
            "reason": state.comment,
            "outcome": _outcome(state),
            "live_address": _live_address(state),
        }
    return render(request, f"directory/moderation/{name}.html", context, status=status)


def _outcome(state: ReviewState) -> str:
    if state.status == ReviewState.STATUS_APPROVED:
        return Decision.APPROVE
    if state.status == ReviewState.STATUS_REJECTED:
        return Decision.REFUSE if state.is_refused else Decision.CHANGES
    return ""


def _live_address(state: ReviewState) -> str:
    record = state.revision.content_object
    if record is None:
        return ""
    record.refresh_from_db(fields=["live", "slug"])  # it may have been published just now
    return record.get_absolute_url() if record.live else ""
