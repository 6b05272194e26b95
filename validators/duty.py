"""What an edition can demand of things of some classes: the kinds of its requirements."""

from enum import StrEnum, unique


@unique
class Duty(StrEnum):
    """What an edition can demand of a thing besides price, number and life."""

    PRELOADED_OS = "preloaded-operating-system"
    LISTED_OS = "listed-operating-system"
    LISTED_PROCESSOR = "listed-processor"
    ONE_FOR_ONE = "one-for-one-renewal"
    """Nothing is bought but in place of something that goes."""
    LISTED_DATABASE = "listed-database"
    LISTED_FREE_SOFTWARE = "listed-free-software"
    """What is free stands on the agency's own list of what may be used."""
    QUALIFYING_LICENCE = "qualifying-licence"
    """A licence of some channels stands on a full one, and editions for the home are none."""
    NO_HOME_EDITION = "no-home-edition"
    """No edition for the home runs on an organisation's computer, whoever makes it."""
    OEM_WITH_DEVICE = "oem-with-device"
    """A licence sold with devices is not sold without one."""
    BARRED_PRODUCT = "barred-product"
    SYSTEM_INSIDE_PRICE = "system-inside-price"
    """A preloaded system is not priced apart."""
    CONTRACT_PAPERS = "contract-papers"
    """What has to be on paper before the contract is made."""
    SHORTFALL_ONLY = "shortfall-only"
    """Of software no more is bought than is lacking beside the licences held and not in use."""
    COVERAGE = "software-coverage"
    """Devices are covered with software of some classes, one licence each."""
    INSTALLED_AS_APPROVED = "installed-as-approved"
    """What is installed on a delivered device is what was approved."""
    GENUINE_LABEL = "genuine-label"
    """A delivered device carries a label, of the edition that is installed."""
    ORIGINAL_IMAGE = "original-image"
    """What is installed is the maker's own system, and no altered image of it."""
    DEVICE_EVIDENCE = "device-evidence"
    """What shows that a device is licensed is stated, and belongs to no other device."""
    NO_OVER_DEMAND = "no-over-demand"
    """A tender demands no more than is needed."""
    SEPARATE_PACKAGES = "separate-packages"
    """Products and services of integration are bought in packages of their own."""
    FRAMEWORK_ADMISSION = "framework-admission"
    """What is bought under a framework agreement is admitted to it."""
    SUPPLIER_STANDING = "supplier-standing"
    """Nothing is bought from a supplier who is barred from public purchases."""
    ASSET_CARD = "asset-card"
    """Software bought for itself is entered on a card of its own from some value or term on."""


@unique
class Point(StrEnum):
    """What else of a thing rules have to look at, where the law gives cause to."""

    UNSETTLED = "unsettled"
    """The law says nothing, or not enough, of price or number, or a clause is open."""
    MEASURED = "measured"
    """A row limits a measure."""


LATER = frozenset(
    {
        Duty.CONTRACT_PAPERS,
        Duty.COVERAGE,
        Duty.NO_OVER_DEMAND,
        Duty.SEPARATE_PACKAGES,
        Duty.FRAMEWORK_ADMISSION,
        Duty.INSTALLED_AS_APPROVED,
        Duty.GENUINE_LABEL,
        Duty.ORIGINAL_IMAGE,
        Duty.DEVICE_EVIDENCE,
        Duty.ASSET_CARD,
    }
)
"""Duties that do not hold an order back: the step after it waits for them."""
