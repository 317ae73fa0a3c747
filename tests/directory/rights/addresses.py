"""Every address of the admin, and why those without a record of somebody are safe."""

import re

from django.urls import get_resolver, reverse

from directory.models import Posting
from directory.own_area import kinds

# Why an address of the admin needs no record's right. A new one stands in neither list and fails.
SAFE = {
    "wagtailadmin_home": "shows own work",
    "wagtailadmin_api": "pages, documents and pictures, by Wagtail's rights for these",
    "wagtailadmin_error_test": "an example of an error",
    "wagtailadmin_explore": "pages have rights of their own",
    "wagtailadmin_explore_root": "pages",
    "wagtailadmin_explore_results": "pages",
    "wagtail_bulk_action": "of records: directory.admin_hooks.DeleteOwn; others by their policies",
    "wagtailadmin_pages": "pages",
    "wagtailadmin_choose_page": "pages",
    "wagtailadmin_choose_page_child": "pages",
    "wagtailadmin_choose_page_search": "pages",
    "wagtailadmin_choose_page_chosen_multiple": "pages",
    "wagtailadmin_choose_page_external_link": "no record",
    "wagtailadmin_choose_page_email_link": "no record",
    "wagtailadmin_choose_page_phone_link": "no record",
    "wagtailadmin_choose_page_anchor_link": "no record",
    "wagtailadmin_tag_autocomplete": "words of tags",
    "wagtailadmin_tag_model_autocomplete": "words of tags",
    "wagtailadmin_collections": "collections, by the right over them",
    "wagtailadmin_workflows": "set-up of workflows, by the right over them",
    "wagtailadmin_reports": "pages; those that name all records are for operators, tested below",
    "wagtailadmin_account": "one's own account",
    "wagtailadmin_logout": "oneself",
    "wagtailadmin_dismissibles": "one's own hints",
    "wagtailadmin_editing_sessions": "asks the policy for the record, tested below",
    "wagtailadmin_block_preview": "an example of a block",
    "event_templates": "lists what one may edit, tested below",
    "course_imports": "lists what one may edit, tested below",
    "same_events": "lists what one may edit, tested below",
    "request_entrance_hand_over": "for operators, tested below",
    "request_rules_report": "for operators, tested below",
    "request_test_desk": "for operators, tested below",
    "wagtailredirects": "by the right over redirects",
    "wagtailredirects_redirect_admin": "by the right over redirects",
    "wagtailsettings": "by the right over settings",
    "simple_translation": "pages",
    "wagtailembeds": "no record",
    "wagtailimages": "pictures, by collection",
    "wagtailimages_imports": "pictures",
    "wagtailimages_chooser": "pictures, by collection",
    "wagtaildocs": "documents, by collection",
    "wagtaildocs_chooser": "documents, by collection",
    "wagtailsearch_admin": "no record",
    "wagtailsnippets": "names of kinds",
    "wagtailsites": "by the right over sites",
    "wagtailusers_users": "by the right over people",
    "wagtailusers_groups": "by the right over groups",
    "wagtaillocales": "by the right over languages",
    "asked_questions": "questions of visitors, by the right over them",
    "shipped_synonyms": "a public list, by the right over synonyms",
    "wagtailadmin_sprite": "pictures of the admin",
    "wagtailadmin_login": "open to all",
    "wagtailadmin_password_reset": "open to all",
    "wagtailadmin_password_reset_done": "open to all",
    "wagtailadmin_password_reset_confirm": "a secret link",
    "wagtailadmin_password_reset_complete": "open to all",
    "wagtailadmin_javascript_catalog": "words",
    "": "not found, or a check of one's own session",
}
NO_RECORDS = (  # by the right over their kind
    "directory_topic",
    "directory_municipality",
    "directory_trust",
    "directory_moderator",
    "search_synonym",
    "search_pick",
    "advisory_subject",
    "advisory_entrance",
    "advisory_advicedesk",
    "advisory_routingrule",
    "advisory_questionset",
)
WITHOUT_ID = {"list", "list_results", "add", "preview_on_add", "choose", "choose_results", "create"}
OWN_RECORD = (
    "own_record",
    "own_record_edit",
    "own_record_preview",
    "own_record_put_away",
    "own_record_bring_back",
)
# A posting has pages of its own; what they are for beside those of the other kinds.
OWN_POSTING = {
    "own_posting": "own_record",
    "own_posting_renew": "own_record_renew",
    "own_posting_withdraw": "own_record_put_away",
}
REPORTS = ("workflow", "workflow_tasks", "site_history")


def admin_names():
    """Every (namespace, name, pattern) below /admin/."""

    def walk(resolver, prefix, spaces):
        for part in resolver.url_patterns:
            address = prefix + str(part.pattern)
            if hasattr(part, "url_patterns"):
                yield from walk(part, address, [*spaces, part.namespace or ""])
            else:
                yield ":".join(filter(None, spaces)), part.name or "", address

    for space, name, address in walk(get_resolver(), "", []):
        if address.startswith("admin/"):
            yield space, name, address


def record_addresses(house):
    """All addresses of the admin that name something of a house, as (name, url)."""
    values = {}
    for record in [*house.records, house.source, house.course_source]:
        kind = f"{record._meta.app_label}_{record._meta.model_name}"
        values[kind] = record
    for space, name, address in admin_names():
        found = re.fullmatch(r"wagtailsnippet(s|choosers)_(\w+)", space)
        full = f"{space}:{name}" if space else name
        if found and found[2] in values and name not in WITHOUT_ID:
            record = values[found[2]]
            if found[1] == "choosers":
                record = house.hidden if found[2] == "directory_organisation" else house.draft
                record = house.source if found[2] == "events_eventsource" else record
                record = house.course_source if found[2] == "courses_coursesource" else record
                if not isinstance(record, values[found[2]].__class__):
                    continue
                if name == "chosen":
                    yield full, reverse(full, args=[record.pk])
                continue
            yield full, with_ids(full, record, address)
        elif name in OWN_PAGES:
            yield full, reverse(full, kwargs=OWN_PAGES[name](house, address))


def own_addresses(house):
    """The pages of the own area that name something of a house, as (name, url)."""
    for record in (*house.records[1:], house.draft):
        if isinstance(record, Posting):
            for name, own in OWN_POSTING.items():
                yield f"{own} posting", reverse(name, args=[record.slug])
            continue
        kind = kinds.of_model(type(record)).name
        for name in OWN_RECORD:
            yield f"{name} {kind}", reverse(name, args=[kind, record.pk])
    for organisation in (house.organisation, house.hidden):
        for name in ("own_organisation", "listing_edit", "team"):
            yield name, reverse(name, args=[organisation.slug])


def copies(house):
    """The forms of new records that begin with one of the house."""
    for record in (*house.records[1:], house.draft):
        if isinstance(record, Posting):  # is not copied
            continue
        kind = kinds.of_model(type(record)).name
        yield reverse("own_record_new", args=[kind]) + f"?copy={record.pk}"


def with_ids(name, record, address):
    ids = {
        "pk": lambda: record.pk,
        "revision_id": lambda: record.latest_revision_id,
        "revision_id_a": lambda: "live",
        "revision_id_b": lambda: "latest",
        "action_name": lambda: "approve",
        "task_state_id": lambda: record.current_workflow_task_state.pk,
        "task_id": lambda: record.current_workflow_task.pk,
        "workflow_state_id": lambda: record.current_workflow_state.pk,
    }
    wanted = re.findall(r"<(?:\w+:)?(\w+)>", address)
    return reverse(name, kwargs={key: ids[key]() for key in wanted})


def _event(house, address):
    found = {"pk": house.booked.pk}
    return found | ({"code": "once"} if "code" in address else {})


OWN_PAGES = {
    "registration_admin_act": lambda h, a: {"pk": h.registration.pk, "action": "cancel"},
    "registration_admin_event": _event,
    "registration_admin_lost": _event,
    "registration_admin_people": _event,
    "registration_admin_check_in": _event,
    "registration_admin_add": _event,
    "registration_admin_write": _event,
    "registration_admin_csv": _event,
    "registration_admin_xlsx": _event,
    **{
        f"event_source{part}": lambda h, a: {"pk": h.source.pk}
        for part in ("", "_run", "_upload", "_pause", "_words", "_decide")
    },
    **{
        f"event_import{part}": lambda h, a: {"pk": h.run.pk}
        for part in ("", "_take_over", "_discard", "_undo")
    },
    **{
        f"course_source{part}": lambda h, a: {"pk": h.course_source.pk}
        for part in ("", "_run", "_upload", "_pause", "_words", "_decide")
    },
    **{
        f"course_import{part}": lambda h, a: {"pk": h.course_import.pk}
        for part in ("", "_take_over", "_discard", "_undo")
    },
    "event_dates": lambda h, a: {"pk": h.event.pk},
    "event_change_date": lambda h, a: {"pk": h.event.pk, "moment": "20310304T170000Z"},
    "decide_same_event": lambda h, a: {"pk": h.pair.pk},
}
