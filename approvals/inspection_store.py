"""What was found on devices of a delivery: every inspection is kept, and the last one counts.

Licence evidence is kept as keyed digests alone, beside the inspection that stated it, and bound to
its device once that is accepted. (SS9; LEGITIMACY L08.)
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sqlalchemy import Connection, func, insert, select, tuple_

from approvals.delivery_store import StoredDelivery
from approvals.delivery_tables import delivery_evidence, delivery_inspection
from approvals.fingerprint import Claim, DeviceEvidence, DeviceEvidenceKind
from ledger import canonical
from validators.delivery import Marked
from validators.order import OperatingSystem


@dataclass(frozen=True, slots=True, kw_only=True)
class Inspected:
    """What was found on one device; what nobody looked at is not known.

    ``kinds`` are those of the licence evidence stated, sorted; ``evidence`` has its digests, which
    only the agency sees.
    """

    serial: str
    system: OperatingSystem
    label: Marked
    media: Marked
    altered: bool | None
    kinds: tuple[str, ...] = ()
    evidence: tuple[DeviceEvidence, ...] = ()


Latest = Mapping[int, Inspected]
"""The last inspection of each device that was inspected, by its position."""


def latest_inspections(connection: Connection, held: StoredDelivery) -> Latest:
    """Return the last inspection of each device of a delivery that was inspected."""
    columns = delivery_inspection.c
    last = (
        select(func.max(columns.id))
        .where(columns.delivery == held.id)
        .group_by(columns.position)
        .scalar_subquery()
    )
    rows = connection.execute(select(delivery_inspection).where(columns.id.in_(last))).mappings()
    found = {row["position"]: row for row in rows}
    evidence = _evidence(connection, held, {(it["act"], place) for place, it in found.items()})
    return {
        place: Inspected(
            serial=held.units[place].serial,
            system=OperatingSystem(
                name=row["system_name"],
                version=row["system_version"],
                kernel=row["system_kernel"],
                edition=row["system_edition"],
            ),
            label=Marked(row["label_present"], row["label_edition"]),
            media=Marked(row["media_present"], row["media_edition"]),
            altered=row["altered"],
            kinds=tuple(row["evidence"]),
            evidence=evidence.get(place, ()),
        )
        for place, row in sorted(found.items())
    }


def add_inspections(
    connection: Connection, held: StoredDelivery, act: int, found: Mapping[int, Inspected]
) -> None:
    """Write what an act found on devices, by their positions."""
    parties = {"act": act, "delivery": held.id, "agency": held.agency}
    connection.execute(
        insert(delivery_inspection),
        [
            {
                "position": place,
                "supplier": held.supplier,
                "system_name": it.system.name,
                "system_version": it.system.version,
                "system_kernel": it.system.kernel,
                "system_edition": it.system.edition,
                "label_present": it.label.present,
                "label_edition": it.label.edition,
                "media_present": it.media.present,
                "media_edition": it.media.edition,
                "altered": it.altered,
                "evidence": list(it.kinds),
                **parties,
            }
            for place, it in sorted(found.items())
        ],
    )
    claims = [
        {
            "position": place,
            "place": number,
            "kind": stated.kind.value,
            "key": claim.key,
            "digest": claim.digest,
            **parties,
        }
        for place, it in sorted(found.items())
        for number, stated in enumerate(it.evidence)
        for claim in stated.claims
    ]
    if claims:
        connection.execute(insert(delivery_evidence), claims)


def found_document(it: Inspected) -> dict[str, object]:
    """Return what was found on a device, without any value of licence evidence."""
    system = {
        name: value
        for name in ("name", "version", "kernel", "edition")
        if (value := getattr(it.system, name)) is not None
    }
    marks = {
        name: {key: value for key, value in mark._asdict().items() if value is not None}
        for name, mark in (("label", it.label), ("media", it.media))
    }
    return {
        **({"operating_system": system} if system else {}),
        **{name: mark for name, mark in marks.items() if mark},
        **({} if it.altered is None else {"altered": it.altered}),
        "licence_evidence": list(it.kinds),
    }


def found_digest(it: Inspected) -> str:
    """Return the digest by which ledger entries name what was found on a device."""
    return canonical.digest(canonical.canonical(found_document(it)))


def used_elsewhere(connection: Connection, latest: Latest) -> frozenset[int]:
    """Return the positions of devices some of whose evidence belongs to another device.

    Devices of every agency count, in service or under way, and nothing is told of them. A value
    stated of two devices of one delivery is used elsewhere by both.
    """
    stated = [
        (place, it.serial, claim)
        for place, it in latest.items()
        for evidence in it.evidence
        for claim in evidence.claims
    ]
    if not stated:
        return frozenset()
    asked = {
        "keys": [claim.key for _, _, claim in stated],
        "digests": [claim.digest for _, _, claim in stated],
        "serials": [serial for _, serial, _ in stated],
    }
    places = connection.exec_driver_sql(_USED, asked).scalars()
    return frozenset(stated[number - 1][0] for number in places)


_USED = """
select s.number
from unnest(%(keys)s::text[], %(digests)s::text[], %(serials)s::text[])
  with ordinality as s(key, digest, serial, number)
where procheck.evidence_elsewhere(s.key, s.digest, s.serial)
"""


def _evidence(
    connection: Connection, held: StoredDelivery, acts: Iterable[tuple[int, int]]
) -> dict[int, tuple[DeviceEvidence, ...]]:
    """Return the evidence that some acts stated of devices, by position."""
    columns = delivery_evidence.c
    query = select(
        columns.position, columns.place, columns.kind, columns.key, columns.digest
    ).where(columns.delivery == held.id, tuple_(columns.act, columns.position).in_(sorted(acts)))
    stated: dict[int, dict[tuple[int, str], list[Claim]]] = {}
    for position, place, kind, key, digest in connection.execute(query.order_by(columns.id)):
        claims = stated.setdefault(position, {}).setdefault((place, kind), [])
        claims.append(Claim(key, digest))
    return {
        position: tuple(
            DeviceEvidence(
                position, held.units[position].serial, DeviceEvidenceKind(kind), tuple(claims)
            )
            for (_, kind), claims in pieces.items()
        )
        for position, pieces in stated.items()
    }
