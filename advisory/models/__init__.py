"""Advice and money: services that help, programmes that fund, requests that reach somebody."""

from advisory.models.desk import AdviceDesk, RoutingRule
from advisory.models.entrance import Entrance
from advisory.models.entrance_key import EntranceKey, IdempotencyKey
from advisory.models.funding import FundingDeadline, FundingProgramme, FundingProgrammeTag
from advisory.models.question_set import CheckQuestion, CheckSearch, Dimension, QuestionSet
from advisory.models.request import AdviceRequest, Assignment, RequestEvent
from advisory.models.service import AdviceLanguage, AdvisoryService, AdvisoryServiceTag
from advisory.models.subject import Subject
from advisory.models.template import AnswerTemplate

__all__ = [
    "AdviceDesk",
    "AdviceLanguage",
    "AdviceRequest",
    "AdvisoryService",
    "AdvisoryServiceTag",
    "AnswerTemplate",
    "Assignment",
    "CheckQuestion",
    "CheckSearch",
    "Dimension",
    "Entrance",
    "EntranceKey",
    "FundingDeadline",
    "FundingProgramme",
    "FundingProgrammeTag",
    "IdempotencyKey",
    "QuestionSet",
    "RequestEvent",
    "RoutingRule",
    "Subject",
]
