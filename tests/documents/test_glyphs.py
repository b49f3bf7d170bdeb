"""Texts that can be drawn."""

import pytest

from compliance.documents import glyphs
from compliance.documents.glyphs import MAX_TEXT, MissingFontError, printable


@pytest.mark.parametrize("text", ["某某市垚昇饭店（个体）", "Abc 123", "第一行\n第二行", "“国家级”——〔轻微〕·①"])
def test_what_the_fonts_have_stays_as_it_is(text):
    assert printable(text) == text


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("笑\U0001f600脸", "笑〔缺字U+1F600〕脸"),
        ("a\x00b", "a〔缺字U+0000〕b"),
        ("\ud800", "〔缺字U+D800〕"),
        ("反\u202e转", "反转"),
        ("葛\U000e0100", "葛"),
    ],
)
def test_what_cannot_be_drawn_is_named_and_what_cannot_be_seen_goes(text, shown):
    assert printable(text) == shown


def test_long_words_can_be_broken_and_nothing_of_them_is_lost():
    shown = printable("x" * 95)
    assert shown.replace("\u200b", "") == "x" * 95
    assert max(map(len, shown.split("\u200b"))) == 20


def test_a_text_without_end_is_cut_and_says_so():
    shown = printable("字" * (MAX_TEXT + 1))
    assert shown == "字" * MAX_TEXT + "……（以下从略）"


def test_a_spare_font_may_be_missing_and_no_other(monkeypatch):
    def none(family):
        raise MissingFontError(family)

    monkeypatch.setattr(glyphs, "_characters", none)
    assert glyphs._available("FandolFang") == frozenset()
    with pytest.raises(MissingFontError):
        glyphs._available("AR PL KaitiM GB")


def test_every_face_has_a_font_that_is_always_there():
    assert not any(set(face) <= glyphs.SPARE for face in glyphs.FACES)


def test_a_font_that_is_not_installed_is_named():
    with pytest.raises(MissingFontError, match="No Such Font"):
        glyphs._characters("No Such Font")
