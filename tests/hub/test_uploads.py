import re
import time
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image
from wagtail.models import Collection, UploadedFile

from hub.models import Picture
from hub.uploads import LONGEST, Refused, clean_picture
from tests.hub.pictures import HOSTILE, chunk, many_scans, picture, png
from tests.pace import within


def opened(clean):
    return Image.open(BytesIO(clean.data))


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_is_refused_with_a_sentence(name):
    with within(1), pytest.raises(Refused, match=r"^[A-ZÄÖÜ].{10,}\.$"):
        clean_picture(HOSTILE[name])


def test_there_are_at_least_twenty_of_them():
    assert len(HOSTILE) >= 20


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP", "GIF"])
def test_pixels_are_kept_of_every_kind(kind):
    clean = clean_picture(picture((64, 48), kind))
    assert (clean.width, clean.height) == (64, 48)
    red, *others = opened(clean).convert("RGB").getpixel((20, 20))
    assert red > 240
    assert max(others) < 15


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGBA", "I;16", "CMYK"])
def test_every_mode_of_pixels_becomes_one_that_browsers_show(mode):
    kind = "TIFF" if mode == "CMYK" else "PNG"
    file = BytesIO()
    Image.new(mode, (64, 64)).save(file, "JPEG" if mode == "CMYK" else kind)
    assert opened(clean_picture(file.getvalue())).mode in {"RGB", "RGBA"}


def test_what_is_transparent_stays_so():
    clean = clean_picture(picture(mode="RGBA"))
    assert clean.suffix == "png"
    assert opened(clean).getpixel((5, 5))[3] == 0


def test_place_and_camera_are_left_behind_and_the_picture_stands_upright():
    exif = Image.Exif()
    exif[0x010F], exif[0x0112] = "Geheimkamera", 6  # maker; turned by a quarter
    exif.get_ifd(0x8825)[1] = "N"
    clean = clean_picture(picture((64, 48), "JPEG", exif=exif, comment=b"Geheimkamera"))
    assert (clean.width, clean.height) == (48, 64)
    assert b"Geheimkamera" not in clean.data
    assert not opened(clean).getexif()


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "GIF"])
def test_what_hides_behind_a_picture_is_gone(kind):
    script = b"<script>alert(1)</script><?php system('id'); ?>PK\x03\x04"
    clean = clean_picture(picture(kind=kind) + script)
    assert not re.search(rb"script|php|PK\x03", clean.data)


def test_what_hides_in_a_note_of_a_picture_is_gone():
    note = chunk(b"tEXt", b"Comment\x00<script>alert(1)</script>")
    clean = clean_picture(png(64, 64, b"\x00" * 64 * 193, note))
    assert b"script" not in clean.data


def test_large_ones_become_smaller_and_keep_their_shape():
    clean = clean_picture(picture((4000, 2000), "JPEG"))
    assert (clean.width, clean.height) == (LONGEST, LONGEST // 2)


def test_the_name_of_the_format_is_not_believed():
    assert clean_picture(picture(kind="GIF")).suffix == "png"


def test_many_scans_would_be_costly():
    """Why they are counted: Pillow itself reads each of them."""

    def seconds(scans):
        started = time.process_time()
        Image.open(BytesIO(many_scans(scans, (1000, 1000)))).load()
        return time.process_time() - started

    assert seconds(400) > 4 * seconds(1)


# --- Through the admin ------------------------------------------------------------------------


def with_a_place():
    """A photograph that says where it was taken."""
    file = BytesIO()
    exif = Image.Exif()
    exif[0x010F] = "Kamera AG"
    exif.get_ifd(0x8825)[2] = (51.0, 19.0, 2.0)
    noise = Image.effect_noise((80, 60), 90).convert("RGB")
    noise.save(file, "JPEG", exif=exif.tobytes())
    return file.getvalue()


@pytest.mark.django_db
@pytest.mark.parametrize("in_memory", [True, False])
@pytest.mark.parametrize(
    ("address", "title"),
    [
        ("/admin/images/add/", "Foto"),
        ("/admin/images/multiple/add/", "Foto"),
        ("/admin/images/multiple/add/", "F" * 300),  # kept until somebody gives it another one
    ],
)
def test_a_picture_of_the_admin_tells_no_place_and_holds_no_program(
    admin_client, settings, address, title, in_memory
):
    """Renditions, which everybody can fetch, would keep the place."""
    settings.FILE_UPLOAD_MAX_MEMORY_SIZE = 1_000_000 if in_memory else 0
    data = with_a_place() + b"PK\x03\x04<script>alert(1)</script>"
    assert b"Kamera AG" in data
    typed = {"title": title, "collection": Collection.get_first_root_node().pk}
    name = "files[]" if "multiple" in address else "file"
    typed[name] = SimpleUploadedFile("foto.JPEG", data, "image/jpeg")
    admin_client.post(address, typed, HTTP_X_REQUESTED_WITH="XMLHttpRequest")
    stored = (Picture if title == "Foto" else UploadedFile).objects.get()
    with stored.file.open():
        content = stored.file.read()
    assert b"Kamera AG" not in content
    assert b"script" not in content
    assert not Image.open(BytesIO(content)).getexif()
    assert Image.open(BytesIO(content)).size == (80, 60)
    if isinstance(stored, Picture):
        assert (stored.width, stored.height, stored.file_size) == (80, 60, stored.file.size)


@pytest.mark.django_db
@pytest.mark.parametrize("data", [*HOSTILE.values(), many_scans()], ids=[*HOSTILE, "3000 scans"])
def test_a_hostile_file_is_refused_in_the_admin_before_it_is_decoded(admin_client, data):
    typed = {"title": "Foto", "collection": Collection.get_first_root_node().pk}
    typed["file"] = SimpleUploadedFile("foto.jpg", data, "image/jpeg")
    with within(2):
        page = admin_client.post("/admin/images/add/", typed)
    assert re.search(r"[A-ZÄÖÜ].{10,}\.$", page.context["form"].errors["file"][0])
    assert not Picture.objects.exists()
