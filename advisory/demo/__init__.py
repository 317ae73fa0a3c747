"""Demo content: advisory services, funding programmes, who answers requests, the Digital-Check."""

from datetime import date, timedelta
from pathlib import Path

from advisory.demo import digital_check, requests
from advisory.models import AdvisoryService, FundingDeadline, FundingProgramme
from directory.demo.records import remove_records, save_record
from hub.demo.rows import read

HERE = Path(__file__).parent
COPIED_SERVICE = (
    "kind",
    "territory",
    "for_whom",
    "size_classes",
    "cost",
    "cost_note",
    "channels",
    "url",
    "answer_within_days",
    "languages",
)
COPIED_PROGRAMME = (
    "authority",
    "kind",
    "level",
    "who",
    "purposes",
    "employees_min",
    "employees_max",
    "age_from",
    "age_below",
    "industries",
    "not_industries",
    "legal_forms",
    "rate_min_percent",
    "rate_percent",
    "amount_min",
    "amount_max",
    "amount_note",
    "start_rule",
    "cumulation",
    "state",
    "link",
    "known_on",
)


def load(today):
    services = read(HERE / "services.toml")["service"]
    for number, row in enumerate(services):
        fields = {name: row[name] for name in COPIED_SERVICE if name in row}
        save_record(AdvisoryService, row, today=today, age=number, **fields)
    programmes = read(HERE / "funding.toml")["funding"]
    for number, row in enumerate(programmes):
        save_programme(row, today, number)
    counts = {"advisory services": len(services), "funding programmes": len(programmes)}
    return counts | requests.load() | digital_check.load()


def save_programme(row, today, number):
    in_days = row.get("deadline_in_days")
    territory = row.get("territory") or []
    save_record(
        FundingProgramme,
        row,
        today=today,
        age=number,
        deadline=today + timedelta(days=in_days) if in_days is not None else None,
        deadlines=[
            FundingDeadline(day=day, note=row.get("round_note", "")) for day in rounds(row, today)
        ],
        further_conditions="\n".join(row.get("further", [])),
        territory=[territory] if isinstance(territory, str) else territory,
        **{name: row[name] for name in COPIED_PROGRAMME if name in row},
    )


def rounds(row, today):
    """Days of rounds: so many days from today, and the next two of each yearly one (“04-15”)."""
    yearly = [
        date(today.year + ahead, *map(int, day.split("-")))
        for day in row.get("rounds", [])
        for ahead in (0, 1, 2)
    ]
    coming = sorted(day for day in yearly if day >= today)[: 2 * len(row.get("rounds", []))]
    return coming + [today + timedelta(days=days) for days in row.get("rounds_in_days", [])]


def remove():
    return (
        digital_check.remove()
        | requests.remove()
        | {
            "advisory services": remove_records(AdvisoryService),
            "funding programmes": remove_records(FundingProgramme),
        }
    )
