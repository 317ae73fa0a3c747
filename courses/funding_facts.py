"""Who helps to pay for a course: the facts that a course may state, explained in a few words.

What is said here was known in November 2026; the laws are named so that anybody can look it up.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Words = str | Promise


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """`code` is that of the filter, `field` that of Course; `help` is for who ticks the box."""

    code: str
    field: str
    name: Words
    explanation: Words
    law: str
    help: Words


AZAV = Fact(
    code="azav",
    field="azav",
    name=_("Certified after AZAV"),
    explanation=_(
        "An independent body has checked the provider and the course. Without that, neither the "
        "employment agency nor the jobcentre may pay for it."
    ),
    law="AZAV, §§ 176–184 SGB III",
    help=_("Certified after AZAV, so that the employment agency can pay for it."),
)
EDUCATION_VOUCHER = Fact(
    code="education_voucher",
    field="education_voucher",
    name=_("Education voucher"),
    explanation=_(
        "For people without work or about to lose it. The employment agency or the jobcentre "
        "decides in a talk beforehand and then pays course, travel and childcare. Get the voucher "
        "before you enrol."
    ),
    law="§ 81 SGB III",
    help=_("Participants can pay with a voucher of the employment agency or jobcentre."),
)
EDUCATIONAL_LEAVE = Fact(
    code="educational_leave",
    field="educational_leave",
    name=_("Educational leave (Hesse)"),
    explanation=_(
        "Employees in Hesse may learn up to five working days a year while their wage goes on. "
        "Tell your employer in writing as early as you can, as a rule six weeks before. The course "
        "itself you pay for."
    ),
    law="HBUG",
    help=_("Recognised by the state of Hesse."),
)
UPGRADING_GRANT = Fact(
    code="upgrading_grant",
    field="upgrading_grant",
    name=_("Upgrading grant (Aufstiegs-BAföG)"),
    explanation=_(
        "For courses that lead to a recognised upgrading degree, such as master craftsman or "
        "certified specialist. Fees are met half by a grant and half by a loan at a low rate, "
        "whatever your age and income."
    ),
    law="AFBG",
    help=_("The course prepares for a degree that is supported by the AFBG."),
)
QUALIFICATION_ALLOWANCE = Fact(
    code="qualification_allowance",
    field="qualification_allowance",
    name=_("Qualification allowance"),
    explanation=_(
        "For companies whose jobs structural change threatens: while employees learn more than "
        "120 hours for a future in the same company, the employment agency replaces part of their "
        "wage. The employer pays for the course, and a company agreement is needed."
    ),
    law="§ 82a SGB III",
    help=_("More than 120 hours, and the provider is certified."),
)
EMPLOYEE_TRAINING = Fact(
    code="employee_training",
    field="employee_training",
    name=_("Training of employees"),
    explanation=_(
        "The employment agency shares the cost of the course and the wage while employees learn "
        "more than 120 hours. The smaller the company, the larger the share. The employer applies "
        "before the course begins."
    ),
    law="§ 82 SGB III",
    help=_("More than 120 hours and certified after AZAV, so that employers get support."),
)
FACTS = (
    AZAV,
    EDUCATION_VOUCHER,
    EDUCATIONAL_LEAVE,
    UPGRADING_GRANT,
    QUALIFICATION_ALLOWANCE,
    EMPLOYEE_TRAINING,
)
