"""What an order names that is looked up beside its agency's facts."""

from validators.licensing import names_grant
from validators.order import LicenceChannel, Order
from validators.papers import SOFTWARE
from validators.serial import serial_form

_FREE = LicenceChannel.FREE


def names_more(order: Order) -> bool:
    """Return whether an order rests on more than an agency's facts: what it names is looked up."""
    # Asked of every order before anything is read: of all its lines at once, in a plain loop.
    for line in order.lines:
        if line.replaces or line.software or line.item_class in SOFTWARE:
            return True
        licence = None if line.operating_system is None else line.operating_system.licence
        if licence is not None and (licence.channel is _FREE or names_grant(licence)):
            return True
    return False


def named_devices(order: Order) -> list[str]:
    """Return what the serials of the devices an order names are compared by."""
    return [serial_form(serial) for line in order.lines for serial in line.replaces]
