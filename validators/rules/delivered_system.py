"""What is installed on a delivered device, and what its medium says, is the system approved. L30.

Source: the edition on acceptance (packing list against the order, version shown when the device is
started, recovery media kept). Texts are compared without regard to width, case and blanks; one that
holds the other whole ("V10", "V10 SP1") is near, which a person has to settle.
"""

from collections.abc import Iterator

from validators.bound import Doubt, missing
from validators.case import Case
from validators.delivery import DeliveredUnit
from validators.duty import Duty
from validators.finding import Finding, Message, Outcome, Remedy
from validators.matching import folded, words_in
from validators.messages import say, say_terms
from validators.order import OperatingSystem
from validators.product_fit import same_edition
from validators.provisions import RequirementInForce
from validators.rule import DateBasis, Gate, Rule, breach_of, need_fact, open_duty

_NOTHING = OperatingSystem()


def _check(case: Case) -> Iterator[Finding]:
    for unit in case.evidence.units:
        _, line, kind = case.lines[unit.line]
        for duty in kind.duties[Duty.INSTALLED_AS_APPROVED].all:
            if duty.bound(case.footing.facts) is not False:
                approved, found = line.operating_system or _NOTHING, unit.system or _NOTHING
                yield from _Looked(case, duty, unit, approved, found).findings()
        if line.operating_system is None or line.operating_system.edition is None:
            for duty in kind.duties[Duty.NO_HOME_EDITION].all:
                yield from _for_the_home(case, duty, unit)


def _for_the_home(case: Case, duty: RequirementInForce, unit: DeliveredUnit) -> Iterator[Finding]:
    """Yield that an edition for the home is installed, where none was approved to differ from."""
    system = unit.system or _NOTHING
    told = [
        (member, text)
        for member, text in (("edition", system.edition), ("name", system.name))
        if text is not None and words_in(text, duty.refused)
    ]
    if not told or duty.bound(case.footing.facts) is False:
        return
    member, text = told[0]
    pointer = f"{unit.pointer}/operating_system/{member}"
    doubts = duty.doubts(case.footing.facts)
    for doubt in doubts:
        subject = say("subject-installed", serial=unit.serial)
        yield open_duty(RULE.id, duty, pointer, subject, doubt, observed=text)
    if not doubts:
        yield breach_of(
            RULE.id,
            duty,
            pointer,
            say("installed-for-the-home", serial=unit.serial, observed=text),
            Remedy(pointer=pointer, value=None, message=say("send-back-device")),
            observed=text,
        )


class _Looked:
    """One device laid beside the system its line was approved with."""

    def __init__(
        self,
        case: Case,
        duty: RequirementInForce,
        unit: DeliveredUnit,
        approved: OperatingSystem,
        installed: OperatingSystem,
    ) -> None:
        self._duty, self._unit = duty, unit
        self._approved, self._installed = approved, installed
        self._doubts = duty.doubts(case.footing.facts)
        self._words = case.held.edition_words

    def findings(self) -> Iterator[Finding]:
        approved, installed = self._approved, self._installed
        if not _whole(approved, installed):
            yield from self._compared("name", approved.name, installed.name)
            yield from self._compared("version", approved.version, installed.version)
        yield from self._compared("kernel", approved.kernel, installed.kernel)
        if approved.edition is not None:
            pointer = "operating_system/edition"
            yield from self._edition("system", pointer, approved.edition, installed.edition)
        yield from self._media()

    def _compared(self, member: str, approved: str | None, found: str | None) -> Iterator[Finding]:
        """Compare one member: what one side states and the other does not, cannot be compared.

        A name is always asked for; version and kernel where either side has one.
        """
        pointer = f"operating_system/{member}"
        if found is None:
            if approved is not None or member == "name":
                yield self._open(pointer, missing(f"installed.{member}"))
        elif approved is None:
            lacking = missing(f"operating_system.{member}", "supplier")
            yield self._open(pointer, lacking, found)
        elif (same := _same(member, approved, found)) is None:
            yield self._open(pointer, _NEAR, found, approved)
        elif not same:
            yield from self._breach(pointer, f"installed-{member}-differs", found, approved)

    def _media(self) -> Iterator[Finding]:
        media = self._unit.media
        # What the order leaves out, the medium still has to agree with: what is installed.
        edition = self._approved.edition or self._installed.edition
        if media.present is None:
            yield self._open("media/present", missing("media.present"))
        elif media.present and media.edition is None and edition is not None:
            yield self._open("media/edition", missing("media.edition"))
        elif media.present and media.edition is not None and edition is not None:
            yield from self._edition("media", "media/edition", edition, media.edition)
        elif not media.present:
            yield self._notice()

    def _edition(
        self, what: str, pointer: str, approved: str, found: str | None
    ) -> Iterator[Finding]:
        if found is None:
            yield self._open(pointer, missing("installed.edition"))
            return
        same = same_edition(approved, found, self._words)
        if same is None:
            yield self._open(pointer, _NEAR, found, approved)
        elif not same:
            code = "installed-edition-differs" if what == "system" else "media-edition-differs"
            yield from self._breach(pointer, code, found, approved)

    def _open(
        self, member: str, doubt: Doubt, observed: str | None = None, limit: str | None = None
    ) -> Finding:
        return open_duty(
            RULE.id,
            self._duty,
            f"{self._unit.pointer}/{member}",
            say("subject-installed", serial=self._unit.serial),
            doubt,
            observed=observed,
            limit=limit,
        )

    def _breach(self, member: str, code: str, found: str, approved: str) -> Iterator[Finding]:
        for doubt in self._doubts:
            yield self._open(member, doubt, found, approved)
        if not self._doubts:
            pointer = f"{self._unit.pointer}/{member}"
            yield breach_of(
                RULE.id,
                self._duty,
                pointer,
                say(code, serial=self._unit.serial, observed=found, limit=approved),
                Remedy(
                    pointer=pointer, value=None, message=say("deliver-as-approved", limit=approved)
                ),
                observed=found,
                limit=approved,
            )

    def _notice(self) -> Finding:
        return Finding(
            rule=RULE.id,
            code="media-absent",
            outcome=Outcome.NOTICE,
            pointer=f"{self._unit.pointer}/media/present",
            message=say_terms("media-absent", {}, serial=self._unit.serial),
            citation=self._duty.requirement.citation,
        )


def _whole(approved: OperatingSystem, installed: OperatingSystem) -> bool:
    """Return whether name and version agree as one text: "…操作系统V11" and "…操作系统", "V11"."""
    if approved.name is None or installed.name is None:
        return False
    one = approved.name + (approved.version or "")
    return folded(one) == folded(installed.name + (installed.version or ""))


def _same(member: str, approved: str, found: str) -> bool | None:
    one, other = folded(approved), folded(found)
    if one == other:
        return True
    # A machine tells its kernel to the last build: "linux 6.6.0-25" is a "linux 6.6".
    if member == "kernel" and other.startswith((f"{one}.", f"{one}-")):
        return True
    return None if one in other or other in one else False


_NEAR = need_fact("installed-text-near", "exact product name", "agency")

RULE = Rule(
    id="delivered-system",
    title=Message("到货安装的系统与批准的一致", "what is installed is the system approved"),
    basis=DateBasis.APPROVED,
    gate=Gate.DELIVERY,
    check=_check,
)
