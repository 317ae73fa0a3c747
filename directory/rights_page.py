"""The table of rights in words; `manage.py show_rights > docs/rights.md`."""

from directory.admin_rights import KIND_RIGHTS
from directory.rights import RIGHTS, Action, Role

ROLES = {
    Role.EDITOR: (
        "Editor",
        "is a member of the organisation to which the record belongs (its team, “Redaktion”)",
    ),
    Role.OWNER: (
        "Owner",
        "is a member of that organisation too, and answers for it (“Verantwortlich”); the last one "
        "cannot leave",
    ),
    Role.PUBLISHER: (
        "Publisher",
        "is a member of that organisation and it is trusted as *proven*; or a member of one that "
        "is trusted as *publisher* and of which that organisation is a part, at any depth (the "
        "relation “part of”, as it is live)",
    ),
    Role.VOUCHER: (
        "Voucher",
        "is a member of an organisation that vouches for others, and that organisation is a part "
        "or a spin-off of it",
    ),
    Role.MODERATOR: (
        "Moderator",
        "was made a moderator by the operator: of everything, or of topics and areas, and the "
        "record is about such a topic or belongs to an organisation in such an area",
    ),
    Role.OPERATOR: ("Operator", "runs the hub (a superuser)"),
}
ACTIONS = {
    Action.VIEW: "See drafts, history and where a review stands",
    Action.EDIT: "Write and hand in a draft, copy it as new, look after registrations",
    Action.CONFIRM: "Say that it is still right",
    Action.PUBLISH: "Publish without review, plan it for later, look after sources of imports",
    Action.WITHDRAW: "Take what is public back",
    Action.REVIEW: "Review: approve, ask for changes, reject",
    Action.LOCK: "Lock and unlock",
    Action.DELETE: "Delete for good",
    Action.TEAM: "Look after the team: invite, change roles, remove, hand over",
}
INTRODUCTION = """# Who may do what

This page is made from the code (`manage.py show_rights > docs/rights.md`; a test compares them).
The table stands in `directory/rights.py`, and every view of the site and of the admin asks it.

What somebody is depends on the record: a person is an editor of the records of one organisation and
a visitor to those of the next. Who has several roles may do what any of them may. An organisation
belongs to itself, every other record to the organisation that it names as its owner; a record
without an owner belongs to nobody but moderators and the operator. A closed account has no role.

"""
AFTER = """
Visitors, with or without an account, see what is public. What one may not see answers with “not
found”, as if it did not exist.

## How somebody gets a role

"""
ADMIN = """
## Who enters the admin

Members of an organisation look after it and its records under `/mein/`. The admin (`/admin/`) is
for those who work there often. Two groups let people in; the hub puts people into them and takes
them out as memberships, trust and moderators change, so nobody needs to be added by hand:

| group | who is in it | kinds of records |
|---|---|---|
| Publishers | members of *proven* organisations and *publishers* | see to publish; pictures |
| Reviewers | moderators, members of organisations that vouch | see, lock, unlock |

A group only opens the kind of record. With which records somebody may do it, the table above
says: a right over the kind that a group gives in addition (here: {kinds}) opens nobody else's
record. Groups that an operator makes for pages, pictures or the search are not touched by this.

Trust is given by the operator: a new organisation is reviewed with every change; a *proven* one
publishes for itself at once; a *publisher* (a chamber, a university) also for its parts.
"""


def markdown() -> str:
    names = [ROLES[role][0] for role in Role]
    lines = ["| | Visitor | " + " | ".join(names) + " |", "|---|" + ":-:|" * (len(names) + 1)]
    for action in Action:
        cells = ["yes" if role in RIGHTS[action] else "–" for role in Role]
        lines.append(f"| {ACTIONS[action]} | – | " + " | ".join(cells) + " |")
    roles = [f"- **{name}**: {text}." for name, text in (ROLES[role] for role in Role)]
    kinds = ", ".join(f"`{verb}`" for verb in KIND_RIGHTS.values())
    parts = [INTRODUCTION, "\n".join(lines), "\n", AFTER, "\n".join(roles), "\n"]
    return "".join(parts) + ADMIN.format(kinds=kinds)
