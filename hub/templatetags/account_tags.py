"""Fields of forms that others wrote, in our look and with our words."""

import qrcode
from django import template
from django.utils.html import format_html
from django.utils.translation import gettext as _

register = template.Library()


@register.inclusion_tag("components/field.html")
def form_field(field, label="", help_text=None):
    """A field with its label, its help and what is wrong with it."""
    if label:
        field.label = label
    if help_text is not None:
        field.help_text = help_text
    # A placeholder would repeat the label and vanish when somebody types.
    return {"field": field, "widget": field.as_widget(attrs={"placeholder": False})}


@register.simple_tag
def totp_picture(url):
    """The code for an authenticator app, drawn without styles and so that it also reads in dark."""
    code = qrcode.QRCode(border=4)
    code.add_data(url)
    rows = code.get_matrix()
    dark = [(x, y) for y, row in enumerate(rows) for x, is_dark in enumerate(row) if is_dark]
    return format_html(
        '<svg viewBox="0 0 {0} {0}" aria-hidden="true" focusable="false">'
        '<rect width="{0}" height="{0}" fill="#fff"/><path fill="#000" d="{1}"/></svg>',
        len(rows),
        "".join(f"M{x} {y}h1v1h-1z" for x, y in dark),
    )


BROWSERS = ("Edg", "OPR", "SamsungBrowser", "Firefox", "Chrome", "Safari")
SYSTEMS = ("iPhone", "iPad", "Android", "Windows", "Macintosh", "CrOS", "Linux")
NAMES = {"Edg": "Edge", "OPR": "Opera", "SamsungBrowser": "Samsung Internet"}
NAMES |= {"Macintosh": "Mac", "CrOS": "Chromebook"}


@register.filter
def device(session):
    """“Firefox, Windows”: what people know of the browser of a session."""
    found = [
        next((NAMES.get(name, name) for name in names if name in session.user_agent), "")
        for names in (BROWSERS, SYSTEMS)
    ]
    return ", ".join(filter(None, found)) or _("Unknown device")
