"""Demo content: advisory services and funding programmes."""

from datetime import timedelta
from pathlib import Path

from advisory.models import AdvisoryService, FundingProgramme
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
    "rate_percent",
    "amount_max",
    "amount_note",
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
    return {"advisory services": len(services), "funding programmes": len(programmes)}


def save_programme(row, today, number):
    in_days = row.get("deadline_in_days")
    territory = row.get("territory") or []
    save_record(
        FundingProgramme,
        row,
        today=today,
        age=number,
        deadline=today + timedelta(days=in_days) if in_days is not None else None,
        territory=[territory] if isinstance(territory, str) else territory,
        **{name: row[name] for name in COPIED_PROGRAMME if name in row},
    )


def remove():
    return {
        "advisory services": remove_records(AdvisoryService),
        "funding programmes": remove_records(FundingProgramme),
    }
