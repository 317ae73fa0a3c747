"""Codes of openQ-cat that we use, as other people's exports for KURSNET have them.

The agency's own lists were not at hand; what is not among these is left out.
"""

# INSTRUCTION_FORM type: ours. 201 stands for e-learning, 302 for combined learning.
FORMS = {
    "1": "onsite",
    "101": "onsite",
    "8": "self_paced",
    "201": "self_paced",
    "211": "online",
    "302": "blended",
}
FORM_OF = {"onsite": "101", "hybrid": "101", "online": "211", "blended": "302", "self_paced": "201"}
FORM_WORDS = {
    "101": "Präsenzveranstaltung",
    "201": "E-Learning",
    "211": "Virtuelles Klassenzimmer",
    "302": "Blended Learning",
}
EDUCATION_TYPE = ("102", "Fortbildung/Qualifizierung")
INSTITUTION = ("105", "Einrichtung der beruflichen Weiterbildung")
SEGMENT_TYPE = "0"
DURATIONS = (  # up to so many days: code of DURATION type
    (1, "1"),
    (3, "2"),
    (7, "3"),
    (31, "4"),
    (92, "5"),
    (183, "6"),
    (366, "7"),
)
LONGER, UNKNOWN = "8", "0"
