from directory.own_area.hints import FURTHER, RULES, score


def test_an_empty_entry_has_no_points_and_is_told_the_most_useful_first():
    empty = score({}, has_logo=False, whole=False)
    assert empty.done == 0
    assert len(empty.missing) == len(RULES)
    assert empty.missing[0] == str(RULES[0][3])


def test_every_field_that_is_filled_raises_the_score():
    values = {name: ["1"] if name == "topics" else "x" * 400 for name, *_ in RULES + FURTHER}
    full = score(values, has_logo=True, whole=True)
    assert (full.done, full.missing, full.percent) == (full.possible, [], 100)
    for name in values.keys() - {"logo"}:
        assert score({**values, name: ""}, has_logo=True, whole=True).done < full.done


def test_a_new_entry_is_not_blamed_for_what_nobody_has_asked():
    assert (
        score({}, has_logo=False, whole=True).possible
        > score({}, has_logo=False, whole=False).possible
    )
