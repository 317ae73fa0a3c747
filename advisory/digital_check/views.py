"""One address for the whole check. Answers travel in its form and are kept nowhere; with script
they do not travel at all. Only a text that somebody sends on purpose becomes a request."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from advisory import links
from advisory.digital_check.answers import OFFERS, RESULT, START, read, screens, summary, text_of
from advisory.digital_check.offers import Found, OffersForm
from advisory.models import QuestionSet
from advisory.requests import actions, cases
from advisory.requests.forms import MOST_TEXT
from directory.own_area import human
from directory.own_area.pages import personal, shows_and_does
from hub.rate_limit import limited

HOUR = 3600


@shows_and_does
@limited(limit=600, seconds=HOUR)  # a workshop behind one address, eight steps each
@sensitive_post_parameters()
def digital_check(request: HttpRequest) -> HttpResponse:
    """A screen a topic, then the result, then offers: whichever `go` names."""
    current = QuestionSet.objects.current()
    if current is None or not current.asked:
        return render(
            request, "advisory/digital_check/closed.html", {"views": links.of_digital_check()}
        )
    questions, remark = _version(request, current)
    shown, result = screens(questions, read(request.POST, questions))
    names = [screen.name for screen in shown]
    go = request.POST.get("go", START)
    asks = go == OFFERS
    go = RESULT if asks else go if go in {*names, RESULT} else START
    initial = {"dimension": result.weakest, "postcode": request.POST.get("postcode", "")[:12]}
    form = OffersForm(request.POST if asks else None, shown=names, initial=initial)
    proposed = summary(shown)
    text, mark = text_of(request.POST, proposed)
    places = [START, *names, RESULT]
    context = {
        "questions": questions,
        "remark": remark,
        "screens": shown,
        "result": result,
        "go": go,
        "before": places[max(0, places.index(go) - 1)],
        "after": OFFERS if go == RESULT else places[places.index(go) + 1],
        "places": places,
        "form": form,
        "found": _found(form, current),
        "text": text[:MOST_TEXT],
        "text_mark": mark,
        "is_text_changed": text != proposed,
        "can_request": current.subject_id is not None and cases.is_open(),
        "most_text": MOST_TEXT,
        "views": links.of_digital_check(),
        "section": "service",
    }
    response = render(request, "advisory/digital_check/check.html", context)
    if request.method == "POST":
        response.headers["Cache-Control"] = "private, no-store"
    return response


@require_POST
@limited(limit=30, seconds=HOUR)
@personal
@sensitive_post_parameters()
def digital_check_request(request: HttpRequest) -> HttpResponse:
    """The deliberate step: what stands in the text field becomes a draft of a request."""
    current = QuestionSet.objects.current()
    subject = current.subject if current else None
    text = request.POST.get("text", "").replace("\x00", "").strip()[:MOST_TEXT]
    if subject is None or not text or not cases.is_open() or human.is_trap_filled(request.POST):
        return redirect("request_start")
    draft = actions.begin(subject=subject, language=get_language(), text=text)
    return redirect("request_step", draft.token, 1)


def _version(request: HttpRequest, current: QuestionSet) -> tuple[QuestionSet, str]:
    """The questions somebody began with, and what there is to say about them."""
    version = request.POST.get("version") or request.GET.get("version", "")
    if not version or version == current.version:
        return current, ""
    began_with = QuestionSet.objects.with_version(version)
    if began_with is None or not began_with.asked:
        return current, _(
            "The questions with which you began no longer exist. Your answers to those that "
            "stayed are kept; please look through the topics once more."
        )
    return began_with, _(
        "The questions have been revised since you began. You can finish with those you know; "
        "the next check asks the new ones."
    )


def _found(form: OffersForm, current: QuestionSet) -> Found | None:
    if not (form.is_bound and form.is_valid()):
        return None
    names = dict.fromkeys(form.cleaned_data["dimension"])  # one that is named twice counts once
    return Found(current, list(names), form.cleaned_data["postcode"])
