"""Advice and money: services that help, programmes that fund."""

from advisory.models.funding import FundingDeadline, FundingProgramme, FundingProgrammeTag
from advisory.models.service import AdviceLanguage, AdvisoryService, AdvisoryServiceTag

__all__ = [
    "AdviceLanguage",
    "AdvisoryService",
    "AdvisoryServiceTag",
    "FundingDeadline",
    "FundingProgramme",
    "FundingProgrammeTag",
]
