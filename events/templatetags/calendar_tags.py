"""The cells of a month.

A month has a hundred lines and more; drawn here they cost a tenth of what a template takes, and the
page is half of that. Whatever comes from a record goes through `escape`.
"""

from html import escape

from django import template
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

register = template.Library()


@register.simple_tag
def day_cell(day):
    """The cell of a Day of the calendar, with its lines and a link to the others."""
    classes = f"{'today' if day.is_today else ''}{'' if day.lines else ' is-empty'}"
    now = ' aria-current="date"' if day.is_today else ""
    pieces = [
        f'<td class="{classes}"{now}><p class="date"><time datetime="{day.iso}">'
        f'<span class="number" aria-hidden="true">{day.number}</span>'
        f'<span class="words">{escape(day.words)}</span></time>'
    ]
    if day.is_today:
        pieces.append(f" <strong>{escape(_('today'))}</strong>")
    pieces.append("</p>")
    if day.lines:
        pieces += ["<ul>", *map(_line, day.lines), _more(day), "</ul>"]
    pieces.append("</td>")
    return mark_safe("".join(pieces))  # noqa: S308


def _line(line):
    """What begins on the day: time and title, and what differs from the plan."""
    title, starts, status, until = escape(line.title), line.starts, line.status, line.until
    off = ""
    if line.is_cancelled:
        off, title = ' class="off"', f"<s>{title}</s>"
    clock = f'<span class="clock">{escape(starts)}</span> ' if starts else ""
    after = f" <strong>{escape(status)}</strong>" if status else ""
    if until:
        after += f' <span class="until">{escape(until)}</span>'
    address = escape(line.url)
    named = f'{clock}<span class="title"{line.lang}>{title}</span>'
    return f'<li{off}><a href="{address}">{named}</a>{after}</li>\n'


def _more(day):
    if not day.more:
        return ""
    words = ngettext("+ %(shown)s more", "+ %(shown)s more", day.more) % {"shown": day.more}
    return (
        f'<li class="more"><a href="{escape(day.more_url)}">{escape(words)}'
        f'<span class="visually-hidden"> ({escape(day.words)})</span></a></li>'
    )
