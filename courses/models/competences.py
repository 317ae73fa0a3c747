"""What a course teaches, in the words of the European frameworks."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class DigComp(models.TextChoices):
    """The competences of DigComp 2.2 by their numbers (European Commission, JRC128415)."""

    SEARCHING = "1.1", _("Searching and filtering information")
    EVALUATING = "1.2", _("Judging information")
    MANAGING = "1.3", _("Storing and managing data")
    INTERACTING = "2.1", _("Communicating by digital means")
    SHARING = "2.2", _("Sharing content")
    CITIZENSHIP = "2.3", _("Taking part in society online")
    COLLABORATING = "2.4", _("Working together online")
    NETIQUETTE = "2.5", _("Rules of behaviour online")
    IDENTITY = "2.6", _("Looking after one’s digital identity")
    DEVELOPING = "3.1", _("Making digital content")
    ELABORATING = "3.2", _("Reworking digital content")
    LICENCES = "3.3", _("Copyright and licences")
    PROGRAMMING = "3.4", _("Programming")
    DEVICES = "4.1", _("Protecting devices")
    PRIVACY = "4.2", _("Protecting personal data")
    HEALTH = "4.3", _("Protecting health and well-being")
    ENVIRONMENT = "4.4", _("Protecting the environment")
    PROBLEMS = "5.1", _("Solving technical problems")
    NEEDS = "5.2", _("Choosing the right digital tools")
    CREATIVE = "5.3", _("Using digital tools creatively")
    GAPS = "5.4", _("Closing gaps in digital skills")


class TaughtIn(models.TextChoices):
    """The language in which a course is held, by its code in BCP 47."""

    GERMAN = "de", _("German")
    ENGLISH = "en", _("English")
    ARABIC = "ar", _("Arabic")
    FRENCH = "fr", _("French")
    ITALIAN = "it", _("Italian")
    PERSIAN = "fa", _("Persian")
    POLISH = "pl", _("Polish")
    ROMANIAN = "ro", _("Romanian")
    RUSSIAN = "ru", _("Russian")
    SPANISH = "es", _("Spanish")
    TURKISH = "tr", _("Turkish")
    UKRAINIAN = "uk", _("Ukrainian")
