"""The form that writes to whoever has posted, and the page of the link that proves the sender."""

from __future__ import annotations

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_safe

from directory.models import Posting
from directory.own_area import human
from directory.own_area.pages import personal, shows_and_does
from directory.postings import contact
from directory.postings.forms import ContactForm
from hub.rate_limit import allow, limited

HOUR, DAY = 3600, 24 * 3600
MAILS, PASSED_ON = 4, 30  # links to one address in an hour, messages about one posting in a day


@shows_and_does
@limited(limit=10, seconds=HOUR)
@personal
@sensitive_post_parameters()
def posting_contact(request: HttpRequest, slug: str) -> HttpResponse:
    """Whoever is signed in with a proved address needs no link."""
    posting = _open(slug)
    address = contact.proved_address(request.user)
    name = request.user.get_full_name() if address else ""
    form = ContactForm(request.POST or None, asks_address=not address, initial={"name": name})
    obstacle = "" if settings.CAN_SEND_MAIL else _("This hub cannot send mail at the moment.")
    if form.is_bound and form.is_valid() and not obstacle:
        if human.is_trap_filled(request.POST):
            return redirect("contact_asked", slug)  # and nothing is kept
        obstacle = human.obstacle(request.POST) or _sent(posting, form.cleaned_data, address)
        if not obstacle:
            return redirect("contact_asked", slug)
    context = {
        "record": posting,
        "form": form,
        "address": address,
        "obstacle": obstacle,
        "stamp": human.stamp(),
    }
    return render(request, "directory/postings/contact.html", context)


@require_safe
@personal
def contact_asked(request: HttpRequest, slug: str) -> HttpResponse:
    """What happens now; the same for everybody."""
    context = {
        "record": _open(slug),
        "is_proved": bool(contact.proved_address(request.user)),
        "mail_goes_to_log": not settings.EMAIL_HOST,
    }
    return render(request, "directory/postings/contact_asked.html", context)


@shows_and_does
@limited(limit=30, seconds=600)
@personal
def contact_confirm(request: HttpRequest, token: str) -> HttpResponse:
    """Showing sends nothing, as programs that look through mails open every link."""
    message = contact.of_token(token)
    if message is None:
        return render(request, "directory/postings/contact_unknown.html", status=404)
    posting, status, obstacle = message.posting, 200, ""
    if not posting.is_open():
        return render(request, "directory/postings/contact_over.html", status=410)
    if request.method == "POST":
        if _may_pass_on(posting):
            contact.confirm(message=message)
            return render(request, "directory/postings/contact_done.html", {"record": posting})
        obstacle, status = _full(), 429
    context = {"record": posting, "message": message, "obstacle": obstacle}
    return render(request, "directory/postings/contact_confirm.html", context, status=status)


def _open(slug: str) -> Posting:
    """What is not open any more has no form, though its page may be seen until the next morning."""
    posting = get_object_or_404(Posting.objects.open().select_related("owner"), slug=slug)
    if not posting.is_open():
        raise Http404
    return posting


def _sent(posting: Posting, typed: dict[str, str], address: str) -> str:
    """Why the message is not on its way, in words."""
    name, text = typed["name"], typed["text"]
    if address:
        if not _may_pass_on(posting):
            return _full()
        contact.pass_on(posting=posting, name=name, email=address, text=text)
        return ""
    email = typed["email"]
    if not allow(key=f"posting_contact {email.lower()}", limit=MAILS, seconds=HOUR):
        return _("We have written to you several times already. Please try again in an hour.")
    try:
        contact.ask(posting=posting, name=name, email=email, text=text, language=get_language())
    except contact.TooMany:
        return _full()
    return ""


def _may_pass_on(posting: Posting) -> bool:
    return allow(key=f"posting_passed_on {posting.pk}", limit=PASSED_ON, seconds=DAY)


def _full() -> str:
    return _("Very many people have written about this today. Please try again tomorrow.")
