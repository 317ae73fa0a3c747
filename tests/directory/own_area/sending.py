"""What a browser sends back of the form of a record that it was shown."""

from django import forms


def opened(client, address):
    """Open the address; what its form sends when nobody changes anything."""
    return shown(client.get(address))


def shown(answer):
    context = answer.context
    hidden = {name: context[name] for name in ("key", "seen") if name in context and context[name]}
    return as_sent(context["form"]) | hidden | {"do": "submit"}


def as_sent(form):
    data = {}
    for bound in form:
        data |= _sent(bound)
    for formset in form.formsets.values():
        for each in (formset.management_form, *formset):
            for bound in each:
                data |= _sent(bound)
    return data


def _sent(bound):
    widget, value = bound.field.widget, bound.value()
    if bound.field.disabled:
        return {}
    if isinstance(widget, forms.CheckboxInput):
        return {bound.html_name: "on"} if value else {}
    sent = widget.format_value(value)
    if isinstance(widget, forms.CheckboxSelectMultiple):
        return {bound.html_name: sent}
    if isinstance(widget, forms.Select):
        first = [str(code) for code, _words in widget.choices][:1]
        sent = next(iter(sent), None) if any(sent) else next(iter(first), "")
    return {bound.html_name: "" if sent is None else sent}
