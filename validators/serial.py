"""When two serials are those of one device: they are compared by what a label shows of them.

Serials are kept as they were written. A label, a dispatcher's list and an office's own table write
one serial in capitals or small letters, in signs of full width, with a blank or another dash; none
of that makes a second device. Letters of other alphabets that print alike (Cyrillic А for Latin A)
make none either: whoever sends a device twice would else only have to type it so. (FEATURES SS8.)

The database has the same table of signs, in the function `serial_form` of migration 0047.
"""

import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Final, TypeVar

_CASED: Final = (
    range(ord("A"), ord("Z") + 1),
    range(0x00C0, 0x0180),
    range(0x0386, 0x03AC),
    range(0x0400, 0x0430),
)
"""Where capitals stand of Latin, Greek and Cyrillic."""

_ALIKE: Final = MappingProxyType(
    {
        **dict(zip("АВЕКМНОРСТУХЅІЈ", "abekmhopctyxsij", strict=True)),
        **dict(zip("ΑΒΕΖΗΙΚΜΝΟΡΤΥΧ", "abezhikmnoptyx", strict=True)),
    }
)
"""Capitals of Cyrillic and Greek that print like Latin ones, each with the small Latin letter."""

_DASHES: Final = "‐‑‒–—―−⁃﹣"
_BLANKS: Final = " \u1680"


def _signs() -> dict[int, str | None]:
    small: dict[int, str | None] = {
        number: chr(number).lower()
        for numbers in _CASED
        for number in numbers
        if len(chr(number).lower()) == 1 and chr(number).lower() != chr(number)
    }
    alike = {ord(it): letter for sign, letter in _ALIKE.items() for it in (sign, sign.lower())}
    return {
        **small,
        **alike,
        **dict.fromkeys(map(ord, _DASHES), "-"),
        **dict.fromkeys(map(ord, _BLANKS)),
    }


SIGNS: Final[Mapping[int, str | None]] = MappingProxyType(_signs())
"""What becomes of a sign in a serial's form, by its number; ``None`` where it is left out."""

_Held = TypeVar("_Held")


def serial_form(serial: str) -> str:
    """Return what a serial is compared by; two serials of one form are those of one device."""
    if serial.isascii() and serial.isprintable():
        # Nearly every one: of these signs only capitals and the blank become anything else.
        return serial.lower().replace(" ", "")
    return unicodedata.normalize("NFKC", serial).translate(SIGNS)


def of_serials(held: Mapping[str, _Held], serials: Iterable[str]) -> dict[str, _Held]:
    """Return what is held of devices, by serials however they are written; others are left out.

    Just the serial as it is written goes first: from before forms were compared, two devices may
    be recorded whose serials differ in nothing else.
    """
    forms: dict[str, _Held] = {}
    for name, it in held.items():
        forms.setdefault(serial_form(name), it)
    found = {serial: held.get(serial, forms.get(serial_form(serial))) for serial in serials}
    return {serial: it for serial, it in found.items() if it is not None}


def written_twice(serials: Iterable[str]) -> tuple[str, ...]:
    """Return the serials of devices that are named several times, as they are written; sorted."""
    every = tuple(serials)
    counted = Counter(map(serial_form, every))
    return tuple(sorted({it for it in every if counted[serial_form(it)] > 1}))
