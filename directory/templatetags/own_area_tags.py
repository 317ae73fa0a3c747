"""How what was typed into a form is written where it is compared."""

from django import template
from django.utils.html import format_html
from django.utils.translation import gettext as _

register = template.Library()


@register.simple_tag
def label_of(form, name):
    field = form.fields.get(name)
    return field.label if field else name


@register.simple_tag
def typed(form, name, value):
    """The words for codes, else the text; a dash for nothing."""
    field = form.fields.get(name)
    choices = {str(code): words for code, words in getattr(field, "choices", None) or ()}
    values = value if isinstance(value, list) else [value]
    words = [str(choices.get(str(one), one)) for one in values if one not in (None, "")]
    return ", ".join(words) or format_html('<span class="quiet">{}</span>', _("nothing"))
