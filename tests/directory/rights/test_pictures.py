"""The logo of an entry that is not public yet is nobody's to choose, see or hear of but its own."""

import pytest
from django.core.files.base import ContentFile
from django.core.management import call_command
from django.urls import reverse

from directory.models import Organisation, Trust
from hub.management.commands.set_up_hub import Command
from hub.models import Picture
from tests.directory.own_area.typing import NEW, typed
from tests.directory.rights.test_attempts import organisation_form
from tests.directory.rights.test_cells import of_record
from tests.factories import make_member, make_organisation, make_person
from tests.hub.pictures import picture

pytestmark = [
    pytest.mark.django_db,
    # Wagtail leaves the temporary files of renditions to the garbage collector.
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]


BULK = ("delete", "add_tags", "add_to_collection")


@pytest.fixture
def logo(client):
    """As somebody hands it in."""
    call_command("set_up_review")
    Command().ensure_groups()
    for _time in range(2):
        Command().ensure_collection_of_logos()
    client.force_login(make_person())
    file = ContentFile(picture(), name="x.png")
    client.post(NEW, typed(title="Geheimwerk GmbH", postcode="34117", place="Kassel", logo=file))
    return Picture.objects.get()


@pytest.fixture
def staff(client, logo):
    house = make_organisation()
    Trust.objects.create(organisation=house, level=Trust.Level.PUBLISHER, may_vouch=True)
    person = make_member(house)
    client.force_login(person)
    return person


def pages(logo):
    chooser = "wagtailimages_chooser:"
    return [
        *("/admin/images/", "/admin/api/main/images/"),
        f"/admin/api/main/images/{logo.pk}/",
        *(reverse(f"{chooser}{name}") for name in ("choose", "choose_results")),
        reverse(f"{chooser}chosen", args=[logo.pk]),
        reverse(f"{chooser}chosen", args=["x"]),
        reverse(f"{chooser}chosen_multiple") + f"?id={logo.pk}",
        reverse(f"{chooser}select_format", args=[logo.pk]),
        *(f"/admin/bulk/hub/picture/{name}/?id={logo.pk}" for name in BULK),
    ]


def test_others_do_not_hear_of_it(client, logo, staff):
    assert logo.collection.name == Picture.LOGOS
    for page in pages(logo):
        answer = client.get(page)
        assert answer.status_code in {200, 302, 404}, page
        assert "geheim" not in answer.content.decode().lower(), page


def test_others_do_not_put_it_into_their_form(client, logo, staff):
    own = staff.memberships.get().organisation
    page = client.post(of_record(own, "edit"), organisation_form(own, logo=logo.pk))
    assert "logo" in page.context["form"].errors


def test_a_public_one_can_be_chosen(client, logo, staff):
    Organisation.objects.filter(title="Geheimwerk GmbH").update(live=True, logo=logo)
    for page in (page for page in pages(logo)[1:] if "/x/" not in page):
        answer = client.get(page)
        assert answer.status_code == 200, page
        assert logo.title in answer.content.decode(), page


def test_operators_see_all(client, logo):
    client.force_login(make_person(is_superuser=True))
    assert logo.title in client.get("/admin/images/").content.decode()
    assert logo.title in client.get("/admin/api/main/images/").content.decode()
