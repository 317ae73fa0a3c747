"""Every mail as it looks, for developers; there is no such address outside DEBUG."""

from __future__ import annotations

from csp.constants import NONE
from csp.decorators import csp
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from hub.mailbox.models import OutgoingMail
from hub.mailbox.sending import message


@require_safe
def mail_list(request: HttpRequest) -> HttpResponse:
    mails = OutgoingMail.objects.order_by("-pk")[:200]
    return render(request, "hub/mail/mail_list.html", {"mails": mails})


@require_safe
@csp({"default-src": [NONE], "style-src": ["'unsafe-inline'"]})  # as mails have it
def mail_detail(request: HttpRequest, pk: int, form: str) -> HttpResponse:
    mail = message(get_object_or_404(OutgoingMail, pk=pk))
    if form == "html":
        return HttpResponse(mail.alternatives[0].content)
    head = "".join(f"{name}: {value}\n" for name, value in mail.message().items())
    return HttpResponse(f"{head}\n{mail.body}", content_type="text/plain; charset=utf-8")
