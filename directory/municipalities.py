"""The register of municipalities from a table: ags, name, kreis, plz, lat, lon, bevoelkerung."""

import csv
from pathlib import Path

from directory.models import Municipality


def load(path):
    """Write or update the municipalities of a CSV file; rows without a position are left out."""
    municipalities = []
    with Path(path).open(newline="", encoding="utf-8") as file:
        for row in csv.DictReader(file):
            if row["lat"] and row["lon"]:
                municipalities.append(
                    Municipality(
                        ags=row["ags"],
                        name=row["name"],
                        short_name=short_name(row["name"]),
                        county=short_name(row["kreis"]),
                        postcodes=row["plz"],
                        latitude=float(row["lat"]),
                        longitude=float(row["lon"]),
                        inhabitants=int(row["bevoelkerung"] or 0),
                    )
                )
    fields = ["name", "short_name", "county", "postcodes", "latitude", "longitude", "inhabitants"]
    Municipality.objects.bulk_create(
        municipalities, update_conflicts=True, unique_fields=["ags"], update_fields=fields
    )
    return len(municipalities)


def short_name(name):
    """“Fulda, Stadt” → “Fulda”; “Gersfeld (Rhön), Stadt” → “Gersfeld”."""
    return name.split(",")[0].split(" (")[0].strip()
