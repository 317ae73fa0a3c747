"""Files of courses as providers write them."""

import json

HEADER = "Kursnr;Titel;Beginndatum;Enddatum;Gebühr;Kursort;PLZ;Ort;UE;Bildungsurlaub;Plätze"


def table(*rows, header=HEADER):
    return "\n".join([header, *rows]).encode()


def many_rows(count, broken=()):
    """A table of so many courses; the rows with these numbers name days that do not exist."""
    rows = []
    for n in range(1, count + 1):
        day = "31.02.2047" if n in broken else f"{n % 28 + 1:02d}.{n % 12 + 1:02d}.2047"
        leave = "ja" if n % 7 == 0 else "nein"
        row = f"47-{n};Kurs {n} Grundlagen;{day};;{n % 500 + 20},50 €;Raum {n % 9};34117;Kassel;"
        rows.append(f"{row}{n % 40 + 4};{leave};{n % 18 + 6}")
    return table(*rows)


def moochub(*courses, **links):
    return json.dumps({"links": links, "data": list(courses)}).encode()


def mooc(number=1, **attributes):
    about = {
        "name": f"MOOC {number}",
        "description": "<p>Erster Satz.</p><ul><li>eins</li><li>zwei</li></ul>",
        "courseMode": ["online", "asynchronous"],
        "url": f"https://mooc.example/{number}",
        "inLanguage": ["en"],
        "duration": "PT12H30M",
        "license": [
            {"identifier": "CC-BY-4.0", "url": "https://creativecommons.org/licenses/by/4.0"}
        ],
        "keywords": ["KI", "Ethik"],
    }
    uid = f"00000000-0000-4000-8000-{number:012d}"
    return {"id": uid, "type": "Course", "attributes": about | attributes}


def kufer(*courses):
    """Flat records with elements in German, in the encoding of old programs."""
    text = (
        '<?xml version="1.0" encoding="ISO-8859-1"?>\n<kurse>\n' + "\n".join(courses) + "</kurse>"
    )
    return text.encode("latin-1")


KUFER = """<kurs><knr>W1034</knr><haupttitel>Löten für Anfänger</haupttitel>
<untertitel>Ein Wochenende</untertitel>
<beginndat>06.03.2047</beginndat><endedat>07.03.2047</endedat>
<gebnorm>a. A.</gebnorm><ortname>Werkstatt</ortname><plz>34117</plz><zielgruppe>Alle</zielgruppe>
<termine><termin><datum>06.03.2047</datum><uhrzeitvon>10:00</uhrzeitvon>
<uhrzeitbis>16:00</uhrzeitbis></termin>
<termin><datum>07.03.2047</datum><uhrzeitvon>10:00</uhrzeitvon>
<uhrzeitbis>13:00</uhrzeitbis></termin></termine>
<status>ausgebucht</status></kurs>"""


def openqcat(*services):
    return (
        '<?xml version="1.0" encoding="utf-8"?><OPENQCAT version="1.1"><HEADER><CATALOG>'
        "<LANGUAGE>deu</LANGUAGE></CATALOG></HEADER><NEW_CATALOG>"
        + "".join(services)
        + "</NEW_CATALOG></OPENQCAT>"
    ).encode()


OFFER = """<SERVICE mode="new"><PRODUCT_ID>17</PRODUCT_ID><SERVICE_DETAILS>
<TITLE>Lagerlogistik</TITLE>
<DESCRIPTION_LONG>Alles über Lager.</DESCRIPTION_LONG><KEYWORD>Lager</KEYWORD><SERVICE_MODULE>
<EDUCATION type="true"><CERTIFICATE><CERTIFICATE_STATUS>1</CERTIFICATE_STATUS></CERTIFICATE>
<EXTENDED_INFO><MEASURE_NUMBER>435/1/2047</MEASURE_NUMBER></EXTENDED_INFO></EDUCATION>
</SERVICE_MODULE></SERVICE_DETAILS></SERVICE>"""
DATE = """<SERVICE><PRODUCT_ID>17-V1</PRODUCT_ID><SERVICE_DETAILS><TITLE/><SERVICE_DATE>
<START_DATE>2047-03-01T00:00:00.000+01:00</START_DATE>
<END_DATE>2047-05-31T00:00:00.000+02:00</END_DATE>
</SERVICE_DATE><SERVICE_MODULE><EDUCATION type="false"><COURSE_ID>17</COURSE_ID><EXTENDED_INFO>
<INSTRUCTION_FORM type="302"/></EXTENDED_INFO><MODULE_COURSE><LOCATION><NAME>Halle</NAME>
<ZIP>34117</ZIP>
<CITY>Kassel</CITY></LOCATION></MODULE_COURSE></EDUCATION></SERVICE_MODULE></SERVICE_DETAILS>
<SERVICE_PRICE_DETAILS><SERVICE_PRICE><PRICE_AMOUNT>1200.00</PRICE_AMOUNT></SERVICE_PRICE>
</SERVICE_PRICE_DETAILS></SERVICE>"""
BOMB = b"""<?xml version="1.0"?><!DOCTYPE kurse [<!ENTITY a "aaaaaaaaaa">
<!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;">]>
<kurse><kurs><titel>&c;</titel></kurs></kurse>"""
OUTSIDE = b"""<?xml version="1.0"?><!DOCTYPE kurse [<!ENTITY x SYSTEM "file:///etc/passwd">]>
<kurse><kurs><titel>&x;</titel></kurs></kurse>"""
