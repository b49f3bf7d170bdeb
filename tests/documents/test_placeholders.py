"""Placeholders, blanks and boxes in running text."""

import pytest

from compliance.documents.placeholders import Blank, Box, flaw_in, pieces


def test_what_is_known_is_filled_in_and_what_is_not_is_left_blank():
    assert pieces("致{单位名称}：{地址}", {"单位名称": "某店"}) == ("致", "某店", "：", Blank("地址"))


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("{空:当事人}", Blank("当事人")),
        ("{空:姓名:4}", Blank("姓名", 4)),
        ("{空:意见:3行}", Blank("意见", lines=3)),
        ("{框:同意}", Box("同意")),
    ],
)
def test_room_is_left_for_what_is_written_by_hand(written, meant):
    assert pieces(written, {}) == (meant,)


def test_what_is_filled_in_is_never_read_for_placeholders():
    assert pieces("{单位名称}", {"单位名称": "{框:同意}"}) == ("{框:同意}",)


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("空", "写法不对"),
        ("空:", "写法不对"),
        ("空:签名:宽", "写法不对"),
        ("空:签名:0", "写法不对"),
        ("空:签名:29", "太大"),
        ("空:签名:13行", "太大"),
        ("框:", "写法不对"),
        ("名字", "可用的有：单位名称"),
    ],
)
def test_a_placeholder_written_wrong_says_what_is_right(name, said):
    assert said in flaw_in(name, ("单位名称",), by_hand=True)


def test_blanks_have_no_place_in_other_texts():
    assert "不能用在这里" in flaw_in("空:签名", (), by_hand=False)
    assert flaw_in("空:签名:28", (), by_hand=True) is None
