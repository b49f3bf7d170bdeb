"""Where two texts differ."""

from hypothesis import given
from hypothesis import strategies as st

from compliance.services.comparing.marking import MOST, Piece, Pieces, marked

TEXTS = st.text("处罚款一万元以上 0123456789.", max_size=40)


def said(pieces: Pieces) -> str:
    """With what is marked in brackets."""
    return "".join(f"[{each.text}]" if each.marked else each.text for each in pieces)


def test_only_what_differs_is_marked() -> None:
    old, new = marked("处1万元以上5万元以下罚款", "处1万元以上10万元以下罚款")
    assert said(old) == "处1万元以上[5]万元以下罚款"
    assert said(new) == "处1万元以上[10]万元以下罚款"


def test_a_number_is_marked_whole() -> None:
    old, new = marked("面积超过1000平方米的", "面积超过1200平方米的")
    assert said(old) == "面积超过[1000]平方米的"
    assert said(new) == "面积超过[1200]平方米的"


def test_texts_with_hardly_anything_in_common_are_marked_whole() -> None:
    old, new = marked("综合行政执法局负责", "燃气管道没有检修")
    assert said(old) == "[综合行政执法局负责]"
    assert said(new) == "[燃气管道没有检修]"


def test_a_crumb_between_two_differences_is_marked_with_them() -> None:
    old, new = marked("一二三四五六七子丑寅甲卯辰巳八九十百千", "一二三四五六七午未申甲酉戌亥八九十百千")
    assert said(old) == "一二三四五六七[子丑寅甲卯辰巳]八九十百千"
    assert said(new) == "一二三四五六七[午未申甲酉戌亥]八九十百千"


def test_very_long_texts_are_not_held_against_each_other() -> None:
    text = "字" * int(MOST**0.5 + 1)
    assert marked(text, text + "多") == ((Piece(text, True),), (Piece(text + "多", True),))


@given(TEXTS, TEXTS)
def test_pieces_are_the_texts_and_what_is_not_marked_is_the_same(one: str, other: str) -> None:
    old, new = marked(one, other)
    assert "".join(each.text for each in old) == one
    assert "".join(each.text for each in new) == other
    assert "".join(each.text for each in old if not each.marked) == "".join(
        each.text for each in new if not each.marked
    )
    if one == other:
        assert not any(each.marked for each in old)
