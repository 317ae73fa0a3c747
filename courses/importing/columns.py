"""What columns of tables and elements of XML are called by us and by programs of course providers.

Blanks and hyphens count as “_”, letter case not at all. Ours are the names on the left; those of
Kufer and similar programs were taken from exports as people write them, not from a specification.
"""

from __future__ import annotations

from collections.abc import Iterable

NAMES = {
    "course_id": "course_id kurs_id angebot_id angebotsnummer",
    "number": "number nr nr. nummer kursnr kursnr. kursnummer knr veranstaltungsnummer "
    "veranstaltungsnr kurs_nr guid",
    "title": "title titel kurstitel haupttitel titellang titel_lang bezeichnung kursbezeichnung "
    "kurzbezeichnung name thema",
    "subtitle": "untertitel subtitle zusatztitel",
    "title_en": "title_en titel_en",
    "summary": "summary kurzbeschreibung kurztext zusammenfassung",
    "summary_en": "summary_en",
    "description": "description beschreibung inhalt inhalte kursinhalt kursinhalte langtext "
    "beschreibungstext text webinfo web_info",
    "description_en": "description_en",
    "kind": "kind art kursart veranstaltungsart",
    "level": "level niveau",
    "teaching_units": "teaching_units ue ustd unterrichtseinheiten unterrichtsstunden anzahlue "
    "anzahl_ue ue_gesamt",
    "hours": "hours stunden zeitstunden",
    "exam": "exam prüfung pruefung",
    "certificate": "certificate abschluss zertifikat abschlussart",
    "prerequisites": "prerequisites voraussetzungen teilnahmevoraussetzungen vorkenntnisse",
    "target_group": "target_group zielgruppe zielgruppen teilnehmerkreis",
    "taught_in": "taught_in unterrichtssprache kurssprache",
    "language": "language sprache",
    "licence": "licence lizenz",
    "topics": "topics themen",
    "digcomp": "digcomp",
    "esco_skills": "esco_skills esco",
    "audiences": "audiences",
    "azav": "azav",
    "measure_number": "measure_number maßnahmenummer massnahmenummer maßnahmennummer",
    "education_voucher": "education_voucher bildungsgutschein",
    "educational_leave": "educational_leave bildungsurlaub bildungszeit",
    "educational_leave_until": "educational_leave_until bildungsurlaub_bis",
    "upgrading_grant": "upgrading_grant aufstiegs_bafög aufstiegsbafög",
    "qualification_allowance": "qualification_allowance qualifizierungsgeld",
    "employee_training": "employee_training §82 §_82_sgb_iii",
    "subsidy_note": "subsidy_note förderung foerderung förderhinweis",
    "tags": "tags schlagwörter schlagworte stichwörter stichworte keywords kategorie kategorien",
    "starts_on": "starts_on start beginn beginndatum beginndat beginn_datum startdatum start_date "
    "datum von datumvon",
    "ends_on": "ends_on ende enddatum endedatum endedat ende_datum end_date bis datumbis",
    "schedule": "schedule zeiten termine_text uhrzeit wochentage terminbeschreibung kurszeiten",
    "sessions": "sessions einzeltermine termine kurstage",
    "format": "format form durchführungsform durchfuehrungsform unterrichtsform lernform",
    "venue": "venue veranstaltungsort ort_name ortsname ortname kursort raum lokation",
    "street": "street straße strasse ort_straße ort_strasse ortstr",
    "postcode": "postcode plz postleitzahl ort_plz ortplz",
    "place": "place ort stadt city gemeinde ort_ort ortort",
    "accessibility": "accessibility barrierefreiheit",
    "price": "price preis gebühr gebuehr kursgebühr kursgebuehr gebnorm gebühr_normal entgelt "
    "kosten teilnahmegebühr",
    "price_words": "price_words preis_text",
    "price_includes": "price_includes gebühr_enthält inklusive enthalten leistungen",
    "places": "places plätze plaetze tnmax max_teilnehmer maxteilnehmer teilnehmer_max "
    "maximale_teilnehmerzahl",
    "places_left": "places_left freie_plätze freie_plaetze plaetzefrei plätze_frei freieplaetze",
    "enrolment_from": "enrolment_from anmeldung_ab anmeldebeginn",
    "enrolment_until": "enrolment_until anmeldung_bis anmeldeschluss anmeldefrist",
    "enrolment_url": "enrolment_url url link website anmeldelink buchungslink weblink kurslink",
    "state": "state status kursstatus belegung ampel",
}
COLUMNS = {spelling: name for name, text in NAMES.items() for spelling in text.split()}


def named(pairs: Iterable[tuple[str, str]]) -> dict[str, str]:
    """The texts by our own names; of two for one thing the first that is filled."""
    found: dict[str, str] = {}
    for spelling, text in pairs:
        name = COLUMNS.get(spelling)
        if name and not found.get(name):
            found[name] = text
    return found
