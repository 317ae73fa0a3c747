"""How somebody would come into the account of another person, and what stands in the way."""

from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from allauth.account.models import EmailAddress
from allauth.core import context
from allauth.mfa.models import Authenticator
from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.internal.flows.login import complete_login
from allauth.socialaccount.models import SocialAccount, SocialLogin
from allauth.usersessions.models import UserSession
from django.conf import settings as hub_settings
from django.contrib.auth.models import AnonymousUser
from django.contrib.messages.storage.cookie import CookieStorage
from django.test import Client, RequestFactory
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from hub.accounts import first_session, leaving, second_factor
from hub.mailbox.models import BouncedAddress, OutgoingMail
from hub.models import User
from tests.hub.accounts.people import app_code, make_person, send_mails, sign_in
from tests.hub.accounts.test_second_factor import set_up_app
from tests.hub.accounts.test_signing_in import CODE, CONFIRM, SIGN_IN, code_in, is_signed_in

pytestmark = pytest.mark.django_db
PAGES = (
    *("", "app/", "app/entfernen/", "ersatzcodes/", "ersatzcodes/neu/", "ersatzcodes/datei/"),
    *("passkeys/", "passkeys/hinzufuegen/", "passkeys/1/umbenennen/", "passkeys/1/entfernen/"),
)
QUESTION = "/konto/bestaetigen/zweiter-faktor/"


@pytest.fixture
def commits(django_capture_on_commit_callbacks):
    def post(client, address, fields=None):
        with django_capture_on_commit_callbacks(execute=True):
            return client.post(address, fields or {})

    return post


# --- A session that began with a password alone -----------------------------------------------


@pytest.fixture
def stranger():
    """Somebody with the password, signed in before its owner has set up the app."""
    owner = make_person("amt@hub.example", password="lange Wanderung", is_superuser=True)
    stranger, browser = Client(), Client()
    sign_in(stranger, owner)
    sign_in(browser, owner)
    stranger.secret = set_up_app(browser)
    return stranger


def test_it_neither_sees_nor_changes_the_second_factors(stranger):
    """The password alone would confirm it: with codes or a passkey of its own it were inside."""
    stranger.post("/konto/bestaetigen/", {"password": "lange Wanderung"})
    before = list(Authenticator.objects.order_by("pk").values())
    for page in PAGES:
        for answer in (
            stranger.get(f"/konto/zweiter-faktor/{page}"),
            stranger.post(f"/konto/zweiter-faktor/{page}"),
        ):
            assert answer.status_code == 302, page
            assert urlsplit(answer.url).path == QUESTION, page
    assert list(Authenticator.objects.order_by("pk").values()) == before
    assert second_factor.SESSION_KEY not in stranger.session


def test_with_the_second_factor_it_is_as_good_as_any(stranger):
    stranger.post(QUESTION, {"code": app_code(stranger.secret, later=1)})
    assert stranger.get("/konto/zweiter-faktor/ersatzcodes/").status_code == 200
    assert stranger.get("/admin/").status_code == 200


@pytest.mark.parametrize("address", ["/mein/", "/mein/aufgaben/", "/en/my/", "/en/my/tasks/"])
def test_it_does_not_work_in_the_own_area_either(stranger, address):
    assert urlsplit(stranger.get(address).url).path.endswith("/zweiter-faktor/") or (
        urlsplit(stranger.get(address).url).path.endswith("/second-factor/")
    )


def test_people_who_need_no_second_factor_go_on_without(client):
    person = make_person("eva@hub.example", password="lange Wanderung")
    sign_in(client, person)
    assert client.get("/mein/").status_code == 200


def test_a_session_that_was_left_open_gives_no_other_way_in(client):
    """Neither another address nor a password, before its owner has proved to be there."""
    owner = make_person("eva@hub.example")
    client.force_login(owner)  # long ago: no time of signing in stands in the session
    tried = {
        "/konto/e-mail/": {"email": "evil@evil.example", "action_add": ""},
        "/konto/passwort/waehlen/": {"password1": "lange Flucht", "password2": "lange Flucht"},
    }
    for address, typed in tried.items():
        answer = client.post(address, typed)
        assert answer.url.startswith("/konto/bestaetigen/"), address
    owner.refresh_from_db()
    assert not owner.has_usable_password()
    assert not EmailAddress.objects.filter(email="evil@evil.example").exists()
    assert not OutgoingMail.objects.filter(to="evil@evil.example").exists()


# --- Accounts that somebody else has begun ----------------------------------------------------


@pytest.fixture
def university(settings):
    """A server that signs people in, whose word about addresses counts for none."""
    app = {"provider_id": "uni", "name": "Uni", "client_id": "hub", "secret": "x"}
    app["settings"] = {"server_url": "https://idp.uni.example", "verified_email": []}
    app["settings"]["email_authentication"] = False
    settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": [app]}}


def come_from(university, client, *, email, uid):
    """What follows when that server says: this is `uid`, with this address."""
    request = RequestFactory().get("/konto/oidc/uni/login/callback/")
    request.session, request.user = client.session, AnonymousUser()
    request._messages = CookieStorage(request)
    login = SocialLogin(
        provider=get_adapter().get_provider(request, "uni"),
        user=User(email=email),
        account=SocialAccount(provider="uni", uid=uid, extra_data={}),
        email_addresses=[EmailAddress(email=email, verified=False, primary=True)],
    )
    login.state = {"process": "login"}
    with context.request_context(request):
        answer = complete_login(request, login)
    request.session.save()
    client.cookies[hub_settings.SESSION_COOKIE_NAME] = request.session.session_key
    return answer


def test_what_a_stranger_has_connected_does_not_open_the_account_of_the_owner(
    client, commits, university
):
    stranger = Client()
    assert come_from(university, stranger, email="ina@werk.example", uid="7").url == CONFIRM
    send_mails()
    commits(client, SIGN_IN, {"login": "ina@werk.example"})
    client.post(CODE, {"code": code_in(send_mails()[-1])})
    assert is_signed_in(client)
    come_from(university, stranger, email="ina@werk.example", uid="7")
    assert not is_signed_in(stranger)
    assert not SocialAccount.objects.exists()


def test_whoever_proves_the_address_at_once_keeps_the_connection(
    client, university, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        come_from(university, client, email="ina@werk.example", uid="7")
    client.post(CONFIRM, {"code": code_in(send_mails()[-1])})
    assert is_signed_in(client)
    other = Client()
    come_from(university, other, email="ina@werk.example", uid="7")
    assert is_signed_in(other)


def test_a_link_that_proves_the_address_lets_the_connection_go(client, university):
    come_from(university, Client(), email="ina@werk.example", uid="7")
    ina = User.objects.get()
    first_session.note_proof(ina, "ina@werk.example")
    assert not SocialAccount.objects.exists()
    assert EmailAddress.objects.get().verified


def test_accounts_that_nobody_proves_go_after_a_week(client):
    eva = make_person("eva@hub.example")
    typed = make_person("typed@hub.example", verified=False)
    made = make_person("made@hub.example", verified=False, password="vom Amt angelegt")
    for user in (typed, made, eva):
        User.objects.filter(pk=user.pk).update(date_joined=timezone.now() - timedelta(days=6))
    assert leaving.prune() == 0
    assert leaving.prune(at=timezone.now() + timedelta(days=2)) == 1
    assert set(User.objects.all()) == {eva, made}


# --- What is left -----------------------------------------------------------------------------


def test_a_session_that_a_link_began_stands_in_the_list_and_ends_from_elsewhere(client, rf):
    person = make_person("eva@hub.example", password="lange Wanderung")
    request = rf.get("/")
    request.session, request.user = client.session, AnonymousUser()
    first_session.begin(request, person)
    request.session.save()
    client.cookies[hub_settings.SESSION_COOKIE_NAME] = request.session.session_key
    assert is_signed_in(client)
    assert UserSession.objects.filter(user=person).count() == 1
    other = Client()
    sign_in(other, person)
    other.post("/konto/geraete/")
    assert not is_signed_in(client)


def test_no_mail_keeps_the_address_of_a_deleted_account(commits, client):
    eva = make_person("eva@hub.example", password="lange Wanderung")
    for to in ("Eva@hub.example", "bert@hub.example"):
        OutgoingMail.objects.create(kind="x", key=to, to=to, language="de", subject="s", text="t")
        BouncedAddress.objects.create(email=to, bounced_at=timezone.now(), code=550)
        commits(Client(), SIGN_IN, {"login": to.lower()})
    assert OutgoingMail.objects.count() == 4
    assert leaving.leave(user=eva)
    assert {row.to for row in OutgoingMail.objects.all()} == {"bert@hub.example"}
    assert BouncedAddress.objects.get().email == "bert@hub.example"
    tasks = DBTaskResult.objects.values_list("args_kwargs", flat=True)
    assert "@hub.example" not in str(list(tasks)).lower()
