"""Lines of charts."""

from decimal import Decimal

from compliance.web.charts import lengths, slices, uprights


def test_slices_follow_each_other_and_fill_the_line():
    counts = {"violation": 1, "undetermined": 0, "compliant": 2, "not_applicable": 1}
    told = [(each.name, each.number, each.start, each.length) for each in slices(counts)]
    assert told == [
        ("violation", 1, "0.00%", "25.00%"),
        ("compliant", 2, "25.00%", "50.00%"),
        ("not_applicable", 1, "75.00%", "25.00%"),
    ]


def test_nothing_counted_is_no_line():
    assert slices({"violation": 0}) == ()


def test_lengths_are_of_the_longest_and_never_too_short_to_be_seen():
    assert lengths([Decimal(100000), Decimal(50000), Decimal(1)]) == ("100.00%", "50.00%", "1.00%")


def test_fines_of_nothing_have_no_length():
    assert lengths([Decimal(0)]) == ("0.00%",)
    assert lengths([]) == ()


def test_columns_stand_side_by_side_in_their_groups_and_grow_from_the_bottom():
    (one, two), (three, four) = uprights([[Decimal(10), Decimal(5)], [Decimal(0), Decimal(1)]])
    assert one == ("5.00%", "0.00%", "20.00%", "100.00%")
    assert two == ("25.00%", "50.00%", "20.00%", "50.00%")
    assert (three.x, three.y, three.height) == ("55.00%", "100.00%", "0.00%")
    assert four.y == "90.00%"


def test_columns_of_nothing_have_no_height():
    assert uprights([[Decimal(0)]]) == ((("10.00%", "0.00%", "80.00%", "0.00%"),),)
    assert uprights([]) == ()
