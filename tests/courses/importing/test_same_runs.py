"""Which runs of a file are those that are here already."""

from courses.importing.stored_values import same_runs


def held(place="", venue="", starts_on="2047-04-01", form="onsite", **more):
    return {"starts_on": starts_on, "format": form, "venue": venue, "place": place} | more


def test_a_number_says_it_whatever_else_has_changed():
    here = [held("Kassel", number="A"), held("Kassel", number="B")]
    said = [held("Fulda", number="B"), held("Kassel", number="C")]
    assert same_runs(here, said) == {0: 1}


def test_without_numbers_start_format_and_place_say_it():
    here = [held("Kassel", "Saal"), held("Fulda", "Saal"), held("Fulda", "Saal", form="online")]
    said = [held("Fulda", "Saal"), held("Kassel", "Saal")]
    assert same_runs(here, said) == {0: 1, 1: 0}


def test_the_only_one_left_at_a_moment_has_another_address_now():
    here = [held("", "VHS-Haus"), held("", "VHS-Haus", starts_on="2047-05-01")]
    said = [held("Kassel", "VHS-Haus", starts_on="2047-05-01"), held("Kassel", "Saal")]
    assert same_runs(here, said) == {0: 1, 1: 0}


def test_of_two_at_a_moment_nobody_knows_which_is_which():
    here = [held("Kassel", "Saal"), held("Fulda", "Saal")]
    assert same_runs(here, [held("Korbach"), held("Wabern")]) == {}
    assert same_runs(here, [held("Fulda", "Saal"), held("Wabern")]) == {0: 1, 1: 0}


def test_a_numbered_run_is_no_nameless_one():
    assert same_runs([held("Kassel", number="A")], [held("Fulda")]) == {}
