"""What a document says of a machine's operating system, and, kept apart, what follows from it.

What was stated is never altered: a name is kept as it was written, brackets and case included.
What is derived names the rule it came by and every statement it rests on, so that whoever doubts
it can look.
"""

from dataclasses import dataclass
from enum import StrEnum, unique

from validators.finding import Message


@unique
class DocumentFormat(StrEnum):
    """What kind of document was read."""

    CYCLONEDX_JSON = "cyclonedx-json"
    SPDX_JSON = "spdx-json"
    SPDX_TAG_VALUE = "spdx-tag-value"
    SWID = "swid"
    MACHINE_TEXT = "machine-text"
    """``os-release``, UOS ``os-version`` and ``uname``, one or several of one machine."""
    PURL = "purl"
    CPE = "cpe"


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """One statement of a document.

    Attributes:
        key: the document's own word for it, as in ``PRETTY_NAME`` or ``versionInfo``.
        text: as written, with nothing undone but the quoting of the format.
        place: where it stands: a JSON pointer (RFC 6901), an XPath, or ``line 4``.
    """

    key: str
    text: str
    place: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OperatingSystemStated:
    """All that one place of a document states of one operating system.

    ``further`` are statements that tell products apart and have no place of their own here.
    """

    place: str
    name: Said | None = None
    version: Said | None = None
    edition: Said | None = None
    kernel: Said | None = None
    architecture: Said | None = None
    build: Said | None = None
    vendor: Said | None = None
    cpe: tuple[Said, ...] = ()
    purl: tuple[Said, ...] = ()
    swid_tag: tuple[Said, ...] = ()
    further: tuple[Said, ...] = ()


@unique
class Fact(StrEnum):
    """What may be derived."""

    FAMILY = "family"
    """``kylin``, ``uos``, ``fangde``, ``harmonyos`` or ``windows``: whose rules apply."""
    PRODUCT_NAME = "product-name"
    """The name as official lists print it."""
    PRODUCT_VERSION = "product-version"
    """The version as official lists print it, with its service pack: ``V10 SP1``."""
    SERVICE_PACK = "service-pack"
    PRODUCT_LINE = "product-line"
    """``desktop`` or ``server``."""
    PACKAGE_FORMAT = "package-format"
    """``deb`` or ``rpm``."""
    KERNEL_SERIES = "kernel-series"
    """The kernel as official lists print it: ``Linux 5.10``."""
    EDITION_CLASS = "edition-class"
    """``home``, ``professional``, ``enterprise``, ``education``, ``government``, ``community``."""
    TRIAL = "trial"
    """``true`` where a statement says so; nothing is derived from silence."""


@unique
class Rule(StrEnum):
    """By which rule something follows; docs/machine-documents.md says what each one does."""

    FAMILY_BY_NAME = "family-by-name"
    PACKAGE_FORMAT = "package-format"
    LINE_BY_NAME = "line-by-name"
    KYLIN_LINE_BY_PACKAGE_FORMAT = "kylin-line-by-package-format"
    LISTED_NAME = "listed-name"
    KYLIN_VERSION = "kylin-version"
    UOS_VERSION = "uos-version"
    VERSION_AS_STATED = "version-as-stated"
    SERVICE_PACK = "service-pack"
    LINUX_SERIES = "linux-series"
    EDITION_WORDS = "edition-words"
    TRIAL_WORDS = "trial-words"


@dataclass(frozen=True, slots=True, kw_only=True)
class Derived:
    """One thing that follows from what was stated, by a named rule, and what it rests on."""

    fact: Fact
    value: str
    rule: Rule
    grounds: tuple[Said, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class OperatingSystemRead:
    """An operating system: what was stated, and what follows."""

    stated: OperatingSystemStated
    derived: tuple[Derived, ...] = ()

    def get(self, fact: Fact) -> str | None:
        """Return the value derived for ``fact``; ``None`` where nothing follows."""
        return next((it.value for it in self.derived if it.fact is fact), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Remark:
    """A warning: the document was read, and whoever relies on it has to know this.

    Attributes:
        code: stable name; ``integrations.machine.remarks`` has them all.
        place: where in the document; empty for the whole.
        message: the sentence in Chinese and English.
    """

    code: str
    place: str
    message: Message


@unique
class SignatureState(StrEnum):
    """What is known of a document's signature."""

    UNSIGNED = "unsigned"
    VERIFIED = "verified"
    """Whole, over all that was read, by a certificate under a given trust anchor."""
    NOT_VERIFIABLE = "not-verifiable"
    """There is one, and nothing here can tell whether to believe it."""
    BROKEN = "broken"
    """It does not belong to what the document says now, or covers something else."""


@unique
class SignatureDoubt(StrEnum):
    """Why a signature is not verified."""

    SIGNATURE = "signature"
    """Broken: the document was changed, or another key made it."""
    COVERS_SOMETHING_ELSE = "covers-something-else"
    """Broken: it is not over the whole of what is read."""
    SEVERAL_SIGNATURES = "several-signatures"
    NO_CERTIFICATE = "no-certificate"
    ALGORITHM = "algorithm"
    """One that is weak or not known here, or a form that cannot be followed."""
    NO_TRUST_ANCHOR = "no-trust-anchor"
    NOT_UNDER_ANCHOR = "not-under-anchor"
    """By a certificate that no given anchor stands behind at the given instant."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Signature:
    """What became of a document's signature.

    Attributes:
        state: see ``SignatureState``.
        reason: why it is not verified; ``None`` where it is, or where there is none.
        signer: subject of the signing certificate (RFC 4514). It is only a claim, unless verified.
        certificate: SHA-256 of that certificate, in hexadecimal digits.
    """

    state: SignatureState
    reason: SignatureDoubt | None = None
    signer: str | None = None
    certificate: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What a document says.

    Attributes:
        format: what it was recognised as, by its content.
        format_version: the version of the format, as the document states it.
        system: the operating system, if the document speaks of one. Statements in several places
            that contradict each other in nothing are one; where two differ, none is chosen.
        systems: every place that speaks of an operating system, in the document's order.
        remarks: what to know before relying on it.
        signature: of formats that can be signed.
    """

    format: DocumentFormat
    format_version: str | None = None
    system: OperatingSystemRead | None = None
    systems: tuple[OperatingSystemRead, ...] = ()
    remarks: tuple[Remark, ...] = ()
    signature: Signature | None = None
