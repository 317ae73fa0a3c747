"""What a server elsewhere says about an address opens nobody's account but its own people's."""

import pytest
from allauth.account.models import EmailAddress
from allauth.core import context
from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.internal.flows.login import complete_login
from allauth.socialaccount.models import SocialAccount
from django.conf import settings as hub_settings
from django.contrib.auth.models import AnonymousUser
from django.contrib.messages.storage.cookie import CookieStorage
from django.test import Client, RequestFactory

from hub.models import OutgoingMail, User
from tests.hub.accounts.people import make_person, sign_in
from tests.hub.accounts.test_second_factor import set_up_app
from tests.hub.accounts.test_signing_in import CONFIRM, is_signed_in

pytestmark = pytest.mark.django_db
EVA = "eva@uni.example"


@pytest.fixture(autouse=True)
def house(settings):
    """A university whose word counts for its own mail domain."""
    app = {"provider_id": "uni", "name": "Uni", "client_id": "hub", "secret": "x"}
    app["settings"] = {"server_url": "https://idp.uni.example", "verified_email": ["uni.example"]}
    app["settings"]["email_authentication"] = True
    settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": [app]}}


def says(client, *, process="login", user=None, **claims):
    """What follows when that server tells about the person who comes from it."""
    request = RequestFactory().get("/konto/oidc/uni/login/callback/")
    request.session, request.user = client.session, user or AnonymousUser()
    request._messages = CookieStorage(request)
    with context.request_context(request):
        provider = get_adapter().get_provider(request, "uni")
        login = provider.sociallogin_from_response(request, {"userinfo": claims})
        login.state = {"process": process}
        answer = complete_login(request, login)
    request.session.save()
    client.cookies[hub_settings.SESSION_COOKIE_NAME] = request.session.session_key
    return answer


def test_it_knows_its_people_by_an_address_that_it_has_checked(client):
    eva = make_person(EVA)
    says(client, sub="7", email=EVA, email_verified=True)
    assert is_signed_in(client)
    assert SocialAccount.objects.get().user == eva


@pytest.mark.parametrize(
    "claims",
    [
        {},
        {"email_verified": False},
        {"email_verified": "false"},
        {"email_verified": "False"},
        {"email_verified": None},
        {"email_verified": 0},
        {"email_verified": "no"},
        {"email_verified": []},
    ],
    ids=str,
)
def test_an_address_that_it_does_not_call_checked_opens_no_account(client, claims):
    make_person(EVA)
    answer = says(client, sub="666", email=EVA, **claims)
    assert answer.url == CONFIRM  # as for an address that nobody has
    assert not is_signed_in(client)
    assert not SocialAccount.objects.exists()
    assert "schon ein Konto" in OutgoingMail.objects.get().subject


@pytest.mark.parametrize(
    "email",
    ["amt@hub.example", "eva@sub.uni.example", "eva@uni.example.evil.example", "eva@xuni.example"],
)
def test_its_word_about_addresses_of_others_opens_no_account(client, email):
    make_person(email)
    says(client, sub="666", email=email, email_verified=True)
    assert not is_signed_in(client)
    assert not SocialAccount.objects.exists()


def test_an_account_that_nobody_has_proved_is_not_handed_to_whoever_typed_it_first(client):
    typed = make_person(EVA, password="lange Wanderung", verified=False)
    answer = says(client, sub="7", email=EVA, email_verified=True)
    assert answer.url == CONFIRM  # once by a code of ours, too
    typed.refresh_from_db()
    assert not typed.has_usable_password()


def test_another_person_with_an_address_that_was_given_anew_does_not_come_in(client):
    """Houses give the address of somebody who has left to the next one of that name."""
    eva = make_person(EVA)
    SocialAccount.objects.create(user=eva, provider="uni", uid="7")
    says(client, sub="8", email=EVA, email_verified=True)
    assert not is_signed_in(client)
    assert list(SocialAccount.objects.values_list("uid", flat=True)) == ["7"]


def test_an_address_that_it_changes_later_changes_neither_account_nor_address(client):
    eva = make_person(EVA)
    boss = make_person("boss@uni.example", is_superuser=True)
    says(client, sub="7", email=EVA, email_verified=True)
    other = Client()
    says(other, sub="7", email=boss.email, email_verified=True)
    assert EVA in other.get("/konto/").content.decode()
    assert not boss.socialaccount_set.exists()
    assert set(User.objects.values_list("email", flat=True)) == {EVA, boss.email}
    assert set(EmailAddress.objects.values_list("email", flat=True)) == {EVA, boss.email}
    assert other.session["_auth_user_id"] == str(eva.pk)


def test_connecting_takes_no_account_of_another_person(client):
    eva, boss = make_person(EVA), make_person("boss@uni.example")
    client.force_login(eva)
    session = client.session
    session["signed_in_at"] = 10**12  # a moment ago
    session.save()
    says(client, process="connect", user=eva, sub="9", email=boss.email, email_verified=True)
    assert not boss.socialaccount_set.exists()
    assert client.session["_auth_user_id"] == str(eva.pk)


def test_the_second_factor_of_the_hub_is_asked_for_all_the_same(client):
    boss = make_person("boss@uni.example", password="lange Wanderung", is_superuser=True)
    browser = Client()
    sign_in(browser, boss)
    set_up_app(browser)
    other = Client()
    answer = says(other, sub="1", email=boss.email, email_verified=True)
    assert answer.url == "/konto/anmelden/zweiter-faktor/"
    assert "_auth_user_id" not in other.session


@pytest.mark.parametrize("email", ["", "keine Adresse", "a\n@uni.example", "@uni.example", None])
def test_what_is_no_address_opens_nothing(client, email):
    make_person(EVA)
    says(client, sub="666", email=email, email_verified=True)
    assert not is_signed_in(client)
