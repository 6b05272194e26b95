"""A computer of the software ledgers is one however its serial is written; the first way stays."""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from approvals.software_acts import Act, Disposed, Entered, Installed, Received, Removed
from validators.serial import serial_form


def forms_of(numbers: Iterable[str]) -> dict[str, str]:
    """Return the numbers of computers by what they are compared by, the first of each."""
    forms: dict[str, str] = {}
    for number in numbers:
        forms.setdefault(serial_form(number), number)
    return forms


def as_known(act: Act, forms: Mapping[str, str]) -> Act:
    """Return an act with its computer's number as the ledgers write it.

    Args:
        act: as it was told.
        forms: the numbers of computers that are known, by what they are compared by.
    """
    match act:
        case Received() | Entered():
            number = forms.get(serial_form(act.machine.number), act.machine.number)
            return replace(act, machine=replace(act.machine, number=number))
        case Installed() | Removed() | Disposed():
            return replace(act, computer=forms.get(serial_form(act.computer), act.computer))
        case _:
            return act
