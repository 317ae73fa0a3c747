"""Every address outside the admin, opened by everybody: reading writes nothing, and the head of
each answer says what browsers and caches may do with it."""

import re
from datetime import timedelta
from urllib.parse import quote, urlsplit

import pytest
from allauth.account.models import EmailAddress
from django.db import connection
from django.urls import NoReverseMatch, URLResolver, get_resolver, reverse
from django.utils import timezone
from wagtail.models import ModelLogEntry, Revision

from directory.freshness.clock import look_after
from directory.models import Claim, Invitation, ListingDraft, Organisation
from directory.models.invitation import digest
from directory.moderation import feedback
from directory.own_area import drafts
from directory.rights import Role
from hub.mailbox.models import OutgoingMail
from tests.advisory.requests.factories import make_desk, make_draft, make_entrance, make_sent
from tests.directory.freshness.asking import due_in, links
from tests.directory.own_area.typing import stamp
from tests.directory.rights.addresses import record_addresses
from tests.directory.rights.test_front_door import key
from tests.directory.rights.world import VISITOR
from tests.factories import make_member
from tests.signed_in import SignedInClient

pytestmark = pytest.mark.django_db
PEOPLE = [Role.OWNER, Role.EDITOR, Role.PUBLISHER, Role.VOUCHER, Role.MODERATOR, VISITOR, None]
SECRET = re.compile(
    r"/(konto|mein|pruefen|rueckmeldung|stimmt-noch|uebernehmen|anmeldung|anliegen/(?!words/|zusagen/|von/[^/]+/einbetten/))"
)
SLUGS = {"organisation": 0, "event": 1, "course": 2, "service": 3, "programme": 4}
WRITES = {"django_session", "hub_cache", "wagtailusers_userprofile"}
WRITES |= {"advisory_requestevent"}  # who has read what a company wrote
# Of packages, or with files of their own; what they do is asked elsewhere.
ELSEWHERE = {
    *("wagtail_serve", "wagtaildocs_serve", "wagtailcore_authenticate_with_password", "media"),
    *("wagtailcore_login", "wagtaildocs_authenticate_with_password"),
    *("openid_connect_login", "openid_connect_callback"),
    "django.contrib.sitemaps.views.sitemap",
}


def routes(resolver=None, prefix=""):
    """(name, route) of every address that is no admin's."""
    for part in (resolver or get_resolver()).url_patterns:
        route = prefix + str(part.pattern)
        if isinstance(part, URLResolver):
            yield from routes(part, route)
        elif not route.startswith("admin/"):
            yield part.name or "", route


@pytest.fixture
def values(world):
    """By the name of an address: what stands in it, of records that exist."""
    house, now = world.house, timezone.now()
    organisation = Organisation.objects.get(pk=house.organisation.pk)
    owner = world.people[Role.OWNER]
    draft = drafts.begin(user=owner, language="de", organisation=organisation)
    drafts.keep(draft=draft, fields={"summary": "Neu."})
    confirmed = drafts.begin(user=owner, language="de")
    drafts.keep(draft=confirmed, fields={"title": "Neu"})
    confirmed.confirm_token = "c" * 32
    confirmed.save()
    told = feedback.report(
        record=organisation, reason="gone", text="", email="a@example.org", language="de"
    )
    until = now + timedelta(days=3)
    Invitation.objects.create(
        organisation=organisation,
        email="i@example.org",
        role="editor",
        token_digest=digest("einladung"),
        expires_at=until,
    )
    claim = Claim.objects.create(
        organisation=organisation,
        email="c@example.org",
        language="de",
        token_digest=digest("anspruch"),
        expires_at=until,
    )
    moderator = world.people[Role.MODERATOR]
    decision = key(moderator, state=organisation.current_workflow_task_state)
    make_member(due_in(0))
    look_after()
    make_desk(is_fallback=True)
    sent, request = make_sent(), make_draft()
    make_entrance(slug=organisation.slug, organisation=organisation)
    reminder = links(OutgoingMail.objects.filter(kind="freshness").last() or _last_reminder())[0]
    return {
        "tokens": {
            "decision": decision.strip("/").split("/")[-1],
            "listing": draft.token,
            "draft": draft.token,
            "listing_confirm": "c" * 32,
            "team_invitation": "einladung",
            "claim": "anspruch",
            "feedback": told.token,
            "registration": house.registration.token,
            "still": reminder.strip("/").split("/")[-1],
            **dict.fromkeys(("request_subject", "request_step", "request_summary"), request.token),
            "request": sent.token,
            "request_desk": sent.assignments.get().token,
        },
        "kinds": {"correct": "organisation", "report": "organisation", "feedback": "report"},
        "pks": {"claim": claim.pk, "team": organisation.memberships.first().pk},
    }


def _last_reminder():
    return next(mail for mail in OutgoingMail.objects.order_by("-pk") if links(mail))


def addresses(world, values):
    unknown = []
    for name, route in routes():
        wanted = re.findall(r"<(?:\w+:)?(\w+)>", route)
        if name in ELSEWHERE or "(" in route or not name:
            continue
        first = name.split("_")[0]
        found = {
            "slug": world.house.records[SLUGS.get(first, 0)].slug,
            "token": values["tokens"].get(name) or values["tokens"].get(first) or "x" * 32,
            "secret": values["tokens"]["still"],
            "pk": values["pks"].get(first, 1),
            "kind": values["kinds"].get(first, "organisation"),
            "suffix": "svg",
            "code": "once",
            "number": 1,
        }
        try:
            yield name, reverse(name, kwargs={key: found[key] for key in wanted})
        except (KeyError, NoReverseMatch):
            unknown.append((name, route))
    assert not unknown, "Say in `values` what stands in these addresses."


@pytest.mark.parametrize("who", PEOPLE, ids=str)
def test_reading_writes_nothing_and_every_answer_has_its_head(world, values, client, who):
    if who is not None:
        person = world.people[who]
        # As signing in makes it; allauth would make it on its page of the address.
        EmailAddress.objects.create(user=person, email=person.email, verified=True, primary=True)
        client.force_login(person)
    written, heads, statuses = [], [], {}

    def watch(execute, sql, params, many, context):
        found = re.match(r'\s*(INSERT INTO|UPDATE|DELETE FROM)\s+"?(\w+)', sql, re.IGNORECASE)
        if found and found[2] not in WRITES:
            written.append((url, sql[:200]))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(watch):
        for name, url in list(addresses(world, values)):
            for method in (client.get, client.head):
                answer = method(url)
            statuses[name] = answer.status_code
            head = answer.headers
            heads += [
                (url, wrong)
                for wrong, is_wrong in {
                    "nosniff": head.get("X-Content-Type-Options") != "nosniff",
                    "referrer": "Referrer-Policy" not in head,
                    "csp": "Content-Security-Policy" not in head,
                    "kept": bool(SECRET.search(url))
                    and answer.status_code == 200
                    and not {"no-store", "no-cache"}
                    & set(re.split(r"\W*,\W*", head.get("Cache-Control", ""))),
                }.items()
                if is_wrong
            ]
    assert written == []
    assert heads == [], "\n".join(map(str, heads))
    assert len(statuses) > 90
    assert sum(status == 200 for status in statuses.values()) > 30
    assert 500 not in statuses.values()


# --- Forms ------------------------------------------------------------------------------------

WITHOUT_TOKEN = {
    "saved_search_unsubscribe",  # mail programs post there (RFC 8058)
    "request_api",  # programs post there with a key; tests/advisory/requests/test_api.py
}


@pytest.mark.parametrize("who", [Role.OPERATOR, None], ids=str)
def test_no_form_is_sent_by_another_site(world, values, who):
    """Every address of the site and, for somebody who may everything, of the admin."""
    client = SignedInClient(enforce_csrf_checks=True)
    urls = {url for name, url in addresses(world, values) if name not in WITHOUT_TOKEN}
    if who is not None:
        client.force_login(world.people[who])
        urls |= {url for _name, url in record_addresses(world.house)}
    before = {model: model.objects.count() for model in (Revision, OutgoingMail, ModelLogEntry)}
    for url in sorted(urls):
        for origin in ("https://evil.example", ""):
            head = {"HTTP_ORIGIN": origin} if origin else {}
            answer = client.post(url, {"do": "submit", "decision": "approve"}, **head)
            assert answer.status_code in {403, 404, 405}, (url, answer.status_code)
    assert {model: model.objects.count() for model in before} == before


@pytest.mark.parametrize("target", ["https://evil.example/", "//evil.example", "/\\evil.example"])
def test_no_address_leads_to_another_site(world, client, target):
    """After signing in and out, after proving it again, and by every door."""
    person = world.people[Role.OPERATOR]
    person.set_password("lange Wanderung")
    person.save()
    quoted = quote(target)
    fields = {"login": person.email, "password": "lange Wanderung", "next": target}
    answers = [
        client.post(f"/konto/anmelden/?next={quoted}", fields),
        client.get(f"/admin/login/?next={quoted}"),
    ]
    client.force_login(person)
    answers += [
        client.get(f"/admin/login/?next={quoted}"),
        client.get(f"/konto/anmelden/?next={quoted}"),
        client.post(f"/konto/bestaetigen/?next={quoted}", {"password": "lange Wanderung"}),
        client.get(f"/_util/login/?next={quoted}"),
        client.post(f"/konto/abmelden/?next={quoted}", {"next": target}),
    ]
    for answer in answers:
        url = answer.headers.get("Location", "")
        assert not urlsplit(url.replace("\\", "/")).netloc, url
        assert "evil" not in urlsplit(url).path, url


LONG = "x" * 1_000_000


def test_a_million_letters_in_every_field_break_nothing(world, values, client):
    organisation = world.house.organisation
    pages = {
        "listing_new": (),
        "organisation_claim": (organisation.slug,),
        "correct": ("organisation", organisation.slug),
        "report": ("organisation", organisation.slug),
    }
    for name, args in pages.items():
        address = reverse(name, args=args)
        form = client.get(address).context["form"]
        for field in form.fields:
            answer = client.post(address, {field: LONG, "shown": stamp(), "do": "submit"})
            assert answer.status_code in {200, 302, 400, 413, 422}, (name, field)
    assert not ListingDraft.objects.filter(fields__icontains="xxxx").exists()
    assert not Claim.objects.filter(reason__contains="xxx").exists()
