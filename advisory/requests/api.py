"""The address to which programs of partners send requests (docs/request-api.md)."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse, UnreadablePostError
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_POST

from advisory.models import AdviceRequest, EntranceKey
from advisory.requests import cases, receiving
from advisory.requests.signs import WAVE, sign_of_mailbox
from directory.own_area.pages import personal
from hub.http import absolute
from hub.rate_limit import allow, client_address

HOUR = 3600
CALLS = 300  # of one entrance in an hour, whatever becomes of them
SENT = WAVE * 3 // 4  # of one entrance in an hour; alone it cannot hold the requests of all others
UNKNOWN = 60  # calls of one client in an hour without a key that is valid
MOST_BYTES = 64 * 1024
MOST_NAME = 200  # characters of an idempotency key


@csrf_exempt  # a program has no page before; the key is asked for, and no cookie counts
@require_POST
@personal
@sensitive_variables()
def request_api(request: HttpRequest) -> HttpResponse:
    """Who may send, and what; each refusal is a problem of RFC 9457."""
    scheme, _blank, secret = request.headers.get("Authorization", "").partition(" ")
    is_bearer = scheme.lower() == "bearer" and secret
    key = EntranceKey.objects.with_secret(secret.strip()) if is_bearer else None
    if key is None:
        client = f"request_api unknown {client_address(request)}"
        if not allow(key=client, limit=UNKNOWN, seconds=HOUR):
            return _too_many()
        return _problem(
            401, _("This needs a valid key; one that is unknown, revoked or expired opens nothing.")
        )
    if not allow(key=f"request_api calls {key.entrance_id}", limit=CALLS, seconds=HOUR):
        return _too_many()
    EntranceKey.objects.filter(pk=key.pk).update(last_used_at=timezone.now())
    if not (cases.is_open() and settings.CAN_SEND_MAIL):
        return _problem(503, _("This hub takes no requests at the moment."))
    return _read(request, key)


@sensitive_variables()
def _read(request: HttpRequest, key: EntranceKey) -> HttpResponse:
    name = request.headers.get("Idempotency-Key", "").strip()
    if not 0 < len(name) <= MOST_NAME:
        words = _("Send the header Idempotency-Key: a name that each request has for itself.")
        return _problem(400, words)
    if request.content_type != "application/json":
        return _problem(415, _("Send JSON as application/json."))
    if int(request.META.get("CONTENT_LENGTH") or 0) > MOST_BYTES:
        return _problem(413, _("Send at most 64 kB."))
    try:
        data = receiving.read(request.body)
        taken = receiving.taken_before(entrance=key.entrance, name=name, data=data)
        return _answer(taken) if taken else _send(key, name, data)
    except (receiving.Unreadable, UnreadablePostError):
        return _problem(400, _("This is no JSON object in UTF-8."))
    except receiving.Reused:
        return _problem(422, _("Something else was sent with this Idempotency-Key before."))


@sensitive_variables()
def _send(key: EntranceKey, name: str, data: dict) -> HttpResponse:
    draft, errors = receiving.draft_of(data, key.entrance)
    if errors:
        words = _("Something is missing or cannot be read.")
        return _problem(400, words, errors=errors)
    if not allow(key=f"request_api sent {key.entrance_id}", limit=SENT, seconds=HOUR):
        return _too_many()
    sign = sign_of_mailbox(str(draft.typed["email"]))
    return _answer(receiving.take(draft=draft, name=name, data=data, sign=sign))


def _answer(taken: AdviceRequest) -> JsonResponse:
    address = None
    if receiving.may_know_the_link(taken):
        address = absolute(reverse("request", args=[taken.token]))
    return JsonResponse({"number": taken.pk, "status_url": address}, status=201)


def _problem(status: int, title: str, **more: object) -> JsonResponse:
    response = JsonResponse({"title": title, "status": status, **more}, status=status)
    response.headers["Content-Type"] = "application/problem+json"
    if status == 401:
        response.headers["WWW-Authenticate"] = "Bearer"
    return response


def _too_many() -> JsonResponse:
    response = _problem(429, _("Too many at once. Try again in an hour."))
    response.headers["Retry-After"] = str(HOUR)
    return response
