"""The few classes of things an order may name; attributes tell the rest.

Source: the project's vocabulary. A row of an edition selects by class and attributes, so a printed
row such as "A3 printer, colour" is ``printer`` with ``paper`` a3 and ``colour`` true.
"""

from enum import StrEnum, unique


@unique
class ItemClass(StrEnum):
    """What kind of thing an order line buys."""

    DESKTOP = "desktop"
    ALL_IN_ONE = "all_in_one"
    LAPTOP = "laptop"
    TABLET = "tablet"
    WORKSTATION = "workstation"
    SERVER = "server"
    THIN_CLIENT = "thin_client"
    MONITOR = "monitor"
    PRINTER = "printer"
    MFP = "mfp"
    COPIER = "copier"
    DUPLICATOR = "duplicator"
    FAX = "fax"
    SCANNER = "scanner"
    PROJECTOR = "projector"
    SHREDDER = "shredder"
    CAMERA = "camera"
    CAMCORDER = "camcorder"
    TV = "tv"
    TELEPHONE = "telephone"
    VOICE_RECORDER = "voice_recorder"
    PA_SYSTEM = "pa_system"
    AIR_CONDITIONER = "air_conditioner"
    WATER_DISPENSER = "water_dispenser"
    SAFE = "safe"
    NETWORK = "network"
    SOFTWARE_OS = "software_os"
    SOFTWARE_OFFICE = "software_office"
    SOFTWARE_ANTIVIRUS = "software_antivirus"
    SOFTWARE_DATABASE = "software_database"
    SOFTWARE_MIDDLEWARE = "software_middleware"
    SOFTWARE_SECURITY = "software_security"
