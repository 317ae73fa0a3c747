"""What the source says, what people have changed, and what becomes of both."""

from events.importing.merging import Merge, merge

SEEN = {"title": "Abend", "venue": "Saal", "starts_at": "10", "ends_at": "12", "summary": "Kurz"}


def merged(theirs, ours=None, seen=SEEN, left=None):
    left = SEEN | {"street": "", "postcode": ""} | (left or {})
    return merge(theirs=SEEN | theirs, seen=seen, left=left, ours=left | (ours or {}))


def test_what_only_the_source_changed_is_taken():
    assert merged({"title": "Nacht"}) == Merge(take={"title": "Nacht"})


def test_what_only_a_person_changed_is_kept_quietly():
    assert merged({}, {"title": "Unser Abend"}) == Merge()


def test_what_both_changed_is_asked():
    assert merged({"title": "Nacht"}, {"title": "Unser"}) == Merge(conflicts={"title": "Nacht"})


def test_what_both_changed_alike_is_no_question():
    assert merged({"title": "Nacht"}, {"title": "Nacht"}) == Merge()


def test_a_new_start_and_an_old_end_are_never_mixed():
    assert merged({"ends_at": "15"}, {"starts_at": "11"}) == Merge(conflicts={"ends_at": "15"})
    assert merged({"ends_at": "15", "title": "Nacht"}, {"starts_at": "11"}).take == {
        "title": "Nacht"
    }


def test_a_postcode_that_somebody_added_belongs_to_the_old_venue():
    assert merged({"venue": "Schloss"}, {"postcode": "34117"}).conflicts == {"venue": "Schloss"}


def test_a_position_that_the_register_filled_in_is_no_edit():
    found = merged({"venue": "Schloss"}, {"latitude": 51.3}, left={"latitude": None})
    assert found == Merge(take={"venue": "Schloss"})


def test_a_summary_that_somebody_wrote_is_not_asked_about():
    assert merged({"summary": "Lang"}, {"summary": "Besser"}) == Merge()


def test_a_field_the_source_speaks_about_for_the_first_time():
    empty = {"price": None}
    assert merged({"price": "5.00"}, left=empty).take == {"price": "5.00"}
    assert merged({"price": "5.00"}, {"price": "7.00"}, left=empty).conflicts == {"price": "5.00"}
