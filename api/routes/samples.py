"""Samples: rows drawn so that anyone can draw them again."""

from api.call import Call, Reply
from api.faults import ContentFaults, Fault, Note
from api.filters import FILTERS, sought_of
from api.operation import Answer, Link, Query, Resource
from api.paging import WholeNumberText
from api.problem import refuse
from api.schemas.fields import Choice, Text
from approvals.auditor_reading import record_reading
from approvals.export_lists import LISTS
from approvals.export_reading import ledger_state
from approvals.exported import Asked, plain
from approvals.sample_reading import KEYS, STRATA, unit_document, units_of
from approvals.sampling import Method, drawn, measured
from storage.database import let_read

SAMPLES = Resource("samples", "Samples of lists, reproducible from their export.")
_LARGEST = 1_000
_LONGEST_SEED = 200


@SAMPLES.operation(
    "GET",
    "/v1/samples/<list>",
    id="drawSample",
    summary="A sample of a list: simple, stratified or monetary-unit, by a seed",
    description=(
        "Of `orders`, `approvals` or `approval-lines`, narrowed as their export is. The same rows "
        "and the same seed give the same sample, in any year and by any program: the algorithm is "
        "in docs/exports.md, and `population.sha256` tells whether the rows are the same. "
        "`procheck export sample FILE` draws it again from the export alone."
    ),
    query=(
        Query(
            name="method",
            field=Choice(Method),
            description="how rows are drawn; simple if left out",
        ),
        Query(
            name="size",
            field=WholeNumberText(1, _LARGEST),
            description="how many rows, or points of a monetary-unit sample; 25 if left out",
        ),
        Query(
            name="seed",
            field=Text(_LONGEST_SEED),
            description="any text; the identifier of this request if left out",
        ),
        Query(
            name="by",
            field=Choice(STRATA),
            description="the column that divides the list; agency if left out, where stratified",
        ),
        *FILTERS,
    ),
    answers={200: Answer(description="the sample", schema="Sample")},
    links={
        "population": Link(
            operation="listExports",
            description="the lists it can be drawn again from",
            parameters={},
        )
    },
)
def draw_sample(call: Call) -> Reply:
    """Return a sample, of one moment."""
    name, query = call.path["list"], call.query
    if name not in KEYS:
        refuse("not-found")
    method = Method(query.get("method", Method.SIMPLE))
    size, seed = int(query.get("size", 25)), str(query.get("seed") or call.services.office.ids())
    by = query.get("by", "agency" if method is Method.STRATIFIED else None)
    if by is not None and by not in {it.name for it in LISTS[name].columns}:
        raise ContentFaults([Fault("", Note("word-unused"), "by")])
    sought = sought_of(call, LISTS[name].words)
    asked = {"method": method.value, "size": size, "seed": seed, "filter": sought.said()}
    record_reading(
        call.connection,
        actor=call.actor,
        read="sample",
        details={"list": name, **asked},
        ids=call.services.office.ids,
        now=call.now,
    )
    scope = call.principal.scope

    def made() -> Reply:
        with call.services.database.snapshot(scope) as connection:
            let_read(connection)
            state = ledger_state(connection)
            units = units_of(connection, name, by, Asked(sought=sought, now=call.now))
            population = measured(units)
            found = drawn(method, size, seed, units, population)
        return Reply(
            document={
                "list": name,
                **asked,
                **({} if by is None else {"by": by}),
                "population": {
                    "rows": population.rows,
                    "amount": plain(population.total),
                    "worthless": population.worthless,
                    "sha256": population.hash,
                    "strata": [
                        {"stratum": it, "rows": population.strata[it]}
                        for it in sorted(population.strata)
                    ],
                },
                "ledger": {"size": state.size, "root": state.root.hex()},
                "items": [{**unit_document(it.unit), "hits": it.hits} for it in found],
            }
        )

    return Reply(later=made)
