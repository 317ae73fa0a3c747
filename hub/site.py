"""The tree of pages: one front page per language under Wagtail's root."""

from urllib.parse import urlsplit

from django.conf import settings
from django.utils.translation import gettext, override
from wagtail.models import Locale, Page, Site

from hub.models import HomePage


def ensure_home_pages():
    """Front pages in every language and the site that points to the German one; idempotent."""
    homes = {}
    for code, _name in settings.WAGTAIL_CONTENT_LANGUAGES:
        locale, _created = Locale.objects.get_or_create(language_code=code)
        homes[code] = HomePage.objects.filter(locale=locale).first()
    first = settings.LANGUAGE_CODE
    homes[first] = homes[first] or _add_home(first)
    for code in homes:
        homes[code] = homes[code] or _add_home(code, homes[first].translation_key)
    _point_site_to(homes[first])
    return homes


def put_page(parent, page, *, translation_of=None):
    """Add a page below `parent`, or give the page that is there already."""
    existing = type(page).objects.child_of(parent).filter(slug=page.slug).first()
    if existing:
        return existing
    page.locale = parent.locale
    if translation_of:
        page.translation_key = translation_of.translation_key
    return parent.add_child(instance=page)


def _add_home(code, translation_key=None):
    with override(code):
        home = HomePage(
            title=gettext("Home"),
            slug=f"home-{code}",
            question=gettext("What does your company need next?"),
            label=gettext("Ask the way you speak."),
            locale=Locale.objects.get(language_code=code),
        )
    if translation_key:
        home.translation_key = translation_key
    return Page.get_first_root_node().add_child(instance=home)


def _point_site_to(home):
    site = Site.objects.filter(is_default_site=True).first()
    if site is None:
        address = urlsplit(settings.HUB_URL)
        port = address.port or (443 if settings.IS_HTTPS else 80)
        site = Site(hostname=address.hostname, port=port, is_default_site=True)
    replaced = None if site.root_page_id in (None, home.pk) else site.root_page
    site.root_page = home
    site.site_name = settings.WAGTAIL_SITE_NAME
    site.save()
    if replaced and replaced.specific_class is Page:  # Wagtail's welcome page
        replaced.delete()
