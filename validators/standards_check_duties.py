"""What each duty of an edition needs to be told, and what it has no use for."""

from collections import Counter
from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import NamedTuple

from validators.classes import ItemClass
from validators.duty import Duty
from validators.matching import folded
from validators.papers import SOFTWARE
from validators.standards_fault import Path
from validators.standards_parts import Loaded, Wrong, parts
from validators.standards_sentences import wrong

COMPUTERS = frozenset(
    {
        ItemClass.DESKTOP,
        ItemClass.ALL_IN_ONE,
        ItemClass.LAPTOP,
        ItemClass.TABLET,
        ItemClass.WORKSTATION,
        ItemClass.SERVER,
        ItemClass.THIN_CLIENT,
    }
)
"""Classes that come with an operating system."""

_EVERY = frozenset(ItemClass)


class _Form(NamedTuple):
    """What a duty must and may say besides its classes, and which classes it can be about."""

    needs: frozenset[str] = frozenset()
    may: frozenset[str] = frozenset()
    classes: frozenset[ItemClass] = COMPUTERS


_LISTED = _Form(needs=frozenset({"scheme"}))
_FORMS: Mapping[Duty, _Form] = MappingProxyType(
    {
        Duty.PRELOADED_OS: _Form(may=frozenset({"refused_names"})),
        Duty.LISTED_OS: _LISTED,
        Duty.LISTED_PROCESSOR: _LISTED,
        Duty.LISTED_DATABASE: _LISTED._replace(classes=COMPUTERS | {ItemClass.SOFTWARE_DATABASE}),
        Duty.LISTED_FREE_SOFTWARE: _Form(classes=COMPUTERS | SOFTWARE),
        Duty.ONE_FOR_ONE: _Form(classes=_EVERY),
        Duty.QUALIFYING_LICENCE: _Form(
            needs=frozenset({"names", "on_base", "bases"}),
            may=frozenset({"refused_names", "editions"}),
        ),
        Duty.NO_HOME_EDITION: _Form(needs=frozenset({"refused_names"}), may=frozenset({"names"})),
        Duty.OEM_WITH_DEVICE: _Form(classes=_EVERY - COMPUTERS),
        Duty.BARRED_PRODUCT: _Form(needs=frozenset({"refused_names"})),
        Duty.SYSTEM_INSIDE_PRICE: _Form(
            needs=frozenset({"role"}), classes=frozenset({ItemClass.SOFTWARE_OS})
        ),
        Duty.CONTRACT_PAPERS: _Form(may=frozenset({"papers", "advised"}), classes=_EVERY),
        Duty.SHORTFALL_ONLY: _Form(
            needs=frozenset({"covers", "role"}), classes=COMPUTERS | SOFTWARE
        ),
        Duty.COVERAGE: _Form(needs=frozenset({"covers", "role"})),
        Duty.NO_OVER_DEMAND: _Form(needs=frozenset({"demands", "role"}), classes=_EVERY),
        Duty.SEPARATE_PACKAGES: _Form(may=frozenset({"value"}), classes=_EVERY),
        Duty.FRAMEWORK_ADMISSION: _Form(may=frozenset({"last_day"}), classes=_EVERY),
        Duty.INSTALLED_AS_APPROVED: _Form(),
        Duty.GENUINE_LABEL: _Form(
            needs=frozenset({"names", "channels"}), may=frozenset({"refused_names"})
        ),
        Duty.ORIGINAL_IMAGE: _Form(),
        Duty.DEVICE_EVIDENCE: _Form(needs=frozenset({"channels"})),
        Duty.SUPPLIER_STANDING: _Form(classes=_EVERY),
        Duty.ASSET_CARD: _Form(needs=frozenset({"value", "years"}), classes=SOFTWARE),
    }
)
_TOLD = frozenset().union(*(form.needs | form.may for form in _FORMS.values()))
"""Every member that some duty has use for."""


def faults_of_duties(loaded: Loaded) -> Iterator[Wrong]:
    """Yield everything wrong with the duties of an edition."""
    for path, part in parts(loaded, "requirements"):
        duty = part.get("duty")
        if duty is not None:
            yield from _of(path, part, duty, _FORMS[duty])


def _of(path: Path, part: Loaded, duty: Duty, form: _Form) -> Iterator[Wrong]:
    said = {name for name in _TOLD if part.get(name)}
    for name in sorted(form.needs - said):
        yield path, wrong("duty-needs", duty=duty.value, name=name)
    for name in sorted(said - form.needs - form.may):
        yield (*path, name), wrong("not-of-duty", duty=duty.value, name=name)
    if duty is Duty.CONTRACT_PAPERS and not said:
        yield path, wrong("duty-needs", duty=duty.value, name="papers")
    idle = set(part.get("classes", ())) - form.classes
    if idle:
        classes = ", ".join(sorted(idle))
        yield (*path, "classes"), wrong("not-of-duty", duty=duty.value, name=classes)
    twice = set(part.get("papers", ())) & set(part.get("advised", ()))
    if twice:
        yield (*path, "advised"), wrong("stands-twice", name=", ".join(sorted(twice)))
    words = [word for it in part.get("editions", ()) for word in it.get("words", ())]
    again = [word for word, times in Counter(map(folded, words)).items() if times > 1]
    if again:
        yield (*path, "editions"), wrong("stands-twice", name=", ".join(again))
    strange = set(part.get("covers", ())) - SOFTWARE
    if strange:
        names = ", ".join(sorted(strange))
        yield (*path, "covers"), wrong("not-of-duty", duty=duty.value, name=names)
