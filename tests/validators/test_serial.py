"""Two serials that a label shows alike are of one device, and are kept as they were written."""

import unicodedata
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from validators.classes import ItemClass
from validators.evidence import Asset
from validators.serial import SIGNS, of_serials, serial_form, written_twice


@pytest.mark.parametrize(
    "other",
    [
        "sn-a2",
        "Sn-A2",
        "ＳＮ－Ａ２",
        "SN‑A2",
        "SN – A2",
        "SN-А2",
        "sΝ-Α2",
    ],
)
def test_what_prints_alike_is_one_device(other: str) -> None:
    assert serial_form(other) == serial_form("SN-A2")
    assert written_twice(["SN-A2", other, "SN-A3"]) == tuple(sorted(["SN-A2", other]))


@pytest.mark.parametrize("other", ["SN-A3", "SNA2", "SN_A2", "SN-A02", "5N-A2", "序-A2", "SN-A2."])
def test_what_prints_otherwise_is_another(other: str) -> None:
    assert serial_form(other) != serial_form("SN-A2")
    assert written_twice(["SN-A2", other]) == ()


@given(st.text(st.characters(codec="utf-8", categories=["L", "N", "P", "Zs"])))
def test_a_form_is_its_own_form_and_that_of_every_case(serial: str) -> None:
    form = serial_form(serial)
    assert serial_form(form) == form
    if serial.isascii():
        assert serial_form(serial.upper()) == serial_form(serial.lower()) == form
    assert serial_form(unicodedata.normalize("NFD", serial)) == form


@given(st.text(st.characters(codec="ascii")))
def test_what_is_told_quickly_is_told_by_the_same_table(serial: str) -> None:
    assert serial_form(serial) == unicodedata.normalize("NFKC", serial).translate(SIGNS)


def test_a_device_is_found_however_its_serial_is_written_and_just_as_written_first() -> None:
    def asset(serial: str) -> Asset:
        return Asset(serial=serial, item_class=ItemClass.DESKTOP, in_service_since=date(2010, 1, 1))

    held = {"SN-A2": asset("SN-A2"), "OLD": asset("OLD"), "old": asset("old")}
    found = of_serials(held, ["sn-a2", "old", "Old", "SN-A3"])
    assert {name: it.serial for name, it in found.items()} == {
        "sn-a2": "SN-A2",
        "old": "old",
        "Old": "OLD",
    }
