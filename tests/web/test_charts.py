"""Lines of charts."""

from decimal import Decimal

from compliance.web.charts import lengths, slices


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
