"""“Propose a correction” and “Report this entry”, and the pages on which they are answered."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from directory.models import Correction, DecisionLink, Listing, Report
from directory.moderation import changes, decisions, feedback
from directory.moderation.feedback_forms import (
    AddressForm,
    AnswerForm,
    CorrectionForm,
    ReportForm,
)
from directory.moderation.letters import name_of
from directory.own_area import human
from hub.rate_limit import allow, limited
from search import registry

shows_and_does = require_http_methods(["GET", "HEAD", "POST"])
PER_ADDRESS = 5  # mails to one address in an hour
KINDS = {"correction": Correction, "report": Report}


@shows_and_does
@limited(limit=10, seconds=3600)
@never_cache
def correct(request: HttpRequest, kind: str, slug: str) -> HttpResponse:
    """Propose other values for the fields of a public record; no account is needed."""
    record = _public(kind, slug)
    form = CorrectionForm(record, request.POST or None)
    obstacle = _obstacle(request)
    if form.is_bound and form.is_valid() and not obstacle:
        if not human.is_trap_filled(request.POST):
            feedback.propose(
                record=record,
                before=form.before(),
                values=form.proposed(),
                remark=form.cleaned_data["remark"],
                email=_address(form),
                language=get_language(),
                user=request.user if request.user.is_authenticated else None,
            )
        return _thank(request, record)
    return _form(request, "correct", record, form, obstacle)


@shows_and_does
@limited(limit=10, seconds=3600)
@never_cache
def report(request: HttpRequest, kind: str, slug: str) -> HttpResponse:
    """Tell the moderators that something is wrong; no account is needed."""
    record = _public(kind, slug)
    form = ReportForm(request.POST or None)
    obstacle = _obstacle(request)
    if form.is_bound and form.is_valid() and not obstacle:
        if not human.is_trap_filled(request.POST):
            typed = form.cleaned_data | {"email": _address(form)}
            feedback.report(record=record, language=get_language(), **typed)
        return _thank(request, record)
    return _form(request, "report", record, form, obstacle)


@shows_and_does
@limited(limit=30, seconds=600)
@never_cache
def confirm(request: HttpRequest, kind: str, token: str) -> HttpResponse:
    """Whoever reads the mailbox says that it is theirs."""
    if kind not in KINDS:
        raise Http404
    found = KINDS[kind].objects.filter(token=token).first() if token.isprintable() else None
    if found is None:
        return render(request, "directory/moderation/unknown.html", status=404)
    if request.method == "POST":
        feedback.confirm(feedback=found)
        return redirect(request.path)
    context = {"feedback": found, "about": str(found.record or ""), "path": request.path}
    return render(request, "directory/moderation/feedback_confirm.html", context)


def answer(request: HttpRequest, link: DecisionLink) -> HttpResponse:
    """The page of a link to decide about a correction, or to answer a report."""
    found = link.correction or link.report
    if found.is_open and not (
        link.reviewer.is_active and feedback.may_answer(link.reviewer, found)
    ):
        name = "not_allowed" if found.record else "deleted"
        status = 403 if found.record else 410
        return render(
            request, f"directory/moderation/{name}.html", {"about": link.about}, status=status
        )
    if found.is_open and link.expires_at <= timezone.now():
        context = {"about": link.about, "path": request.path}
        return render(request, "directory/moderation/expired.html", context, status=410)
    form, warning = AnswerForm(request.POST or None), ""
    if found.is_open and form.is_bound and form.is_valid():
        try:
            _carry_out(found, link, **form.cleaned_data)
        except decisions.CannotPublish:
            warning = _("These values do not go together with the rest of the entry any more.")
        except decisions.Obstacle:  # somebody was quicker by a moment
            return redirect(request.path)
        else:
            return redirect(request.path)
    return render(request, "directory/moderation/answer.html", _context(link, found, form, warning))


def _carry_out(found: Correction | Report, link: DecisionLink, decision: str, answer: str) -> None:
    given = {"user": link.reviewer, "link": link}
    if isinstance(found, Report):
        withdraw = decision == "withdraw"
        feedback.answer_report(report=found, answer=answer, withdraw=withdraw, **given)
    elif decision == "accept":
        feedback.accept(correction=found, **given)
    else:
        feedback.decline(correction=found, answer=answer, **given)


def _context(link, found, form, warning) -> dict[str, object]:
    record = found.record
    context = {
        "about": link.about,
        "feedback": found,
        "is_report": isinstance(found, Report),
        "record": record,
        "who": name_of(found.closed_by),
        "form": form,
        "warning": warning,
    }
    if isinstance(found, Correction) and record:
        context["changes"] = [
            changes.Change(name, str(field.verbose_name).capitalize(), parts)
            for name, value in found.values.items()
            if (field := record._meta.get_field(name))
            and (parts := changes.weave(_now(found, record, name), value))
        ]
    return context


def _now(found: Correction, record: Listing, name: str) -> str:
    """What stands there now; of a decided one, what stood there when it was proposed."""
    field = record._meta.get_field(name)
    return changes.in_words(record, field) if found.is_open else found.before[name]


def _public(kind: str, slug: str) -> Listing:
    found = registry.types().get(kind)
    if found is None or not issubclass(found.model, Listing):
        raise Http404
    return get_object_or_404(found.model.objects.live(), slug=slug)


def _address(form: AddressForm) -> str:
    """The address that was typed; none when it has got several mails, as it may be a stranger's."""
    email = form.cleaned_data["email"].lower()
    is_allowed = email and allow(key=f"feedback {email}", limit=PER_ADDRESS, seconds=3600)
    return email if is_allowed else ""


def _obstacle(request: HttpRequest) -> str:
    return human.obstacle(request.POST) if request.method == "POST" else ""


def _form(request, name, record, form, obstacle) -> HttpResponse:
    context = {"record": record, "form": form, "obstacle": obstacle, "stamp": human.stamp()}
    return render(request, f"directory/moderation/{name}.html", context)


def _thank(request, record) -> HttpResponse:
    context = {"record": record, "about": record.headline}
    return render(request, "directory/moderation/feedback_thanks.html", context)
