"""What is asked of the database about an agency before an order of it is examined: one statement.

It has as many shapes as there are things that only some orders name.
"""

from collections.abc import Mapping
from types import MappingProxyType

from storage.driver import Statement

_FACTS = """
select a.name, a.jurisdiction, a.level,
  (select json_object_agg(p.property, p.value) from (
     select distinct on (property) property, value from procheck.agency_property
     where agency = a.uscc and valid_from <= %(on)s
     order by property, valid_from desc, id desc) p) as properties,
  (select json_object_agg(h.basis,
            json_build_object('value', h.value, 'since', h.valid_from, 'source', h.source)) from (
     select distinct on (basis) basis, value, valid_from, source from procheck.headcount
     where agency = a.uscc and valid_from <= %(on)s
     order by basis, valid_from desc, id desc) h) as counts,
  (select json_agg(json_strip_nulls(json_build_object(
            'number', w.number, 'rule', w.rule, 'class', w.class,
            'attributes', w.attributes::json, 'edition', w.edition, 'row', w.row,
            'units', w.granted, 'left', w.granted - w.drawn,
            'unit_price', trim_scale(d.unit_price)::text, 'valid_from', d.valid_from,
            'valid_until', d.valid_until, 'granted_by', d.person)) order by w.number)
     from procheck.waiver w join procheck.waiver_decision d on d.waiver = w.number
     where w.agency = a.uscc and w.state = 'granted'
       and d.valid_from <= %(on)s and d.valid_until >= %(on)s) as waivers,
  case when exists (select from procheck.spare_draw d where d.agency = a.uscc)
    then procheck.spares_told(a.uscc, %(on)s) end as spares,
  q.revision, q.stated,"""

_HOLDINGS = """
  (select json_agg(json_build_array(b.class, b.attributes::json,
            b.on_hand, b.committed, b.reserved) order by b.class, b.attributes)
     from procheck.quota_balance b where b.agency = a.uscc) as holdings"""

# A device is replaced by an order as long as the line that names it holds units: what waits for an
# approver, is approved, or was delivered. An order never stands in its own way, nor in that of the
# one that takes its place.
#
# Asked only where devices are named: a plan made for any number of them expects some, and one made
# anew for each order takes longer than reading the facts does.
_DEVICES = """,
  (select json_agg(json_strip_nulls(json_build_object(
            'serial', s.serial, 'class', s.class, 'attributes', s.attributes::json,
            'in_service_since', s.in_service_since, 'disposed_on', d.disposed_on,
            'replaced_by', (select min(o.reference) from procheck.replacement r
               join procheck.order_line l using (order_id, line)
               join procheck.purchase_order o on o.id = r.order_id
               where r.form = s.form and r.agency = a.uscc
                 and l.reserved + l.committed + l.consumed > 0
                 and o.reference <> %(reference)s::text
                 and o.id is distinct from %(instead_of)s::text),
            'pages', (select c.pages from procheck.asset_condition c
               where c.serial = s.serial and c.observed_on <= %(on)s and c.pages is not null
               order by c.observed_on desc, c.id desc limit 1),
            'beyond_repair', (select c.beyond_repair from procheck.asset_condition c
               where c.serial = s.serial and c.observed_on <= %(on)s
                 and c.beyond_repair is not null
               order by c.observed_on desc, c.id desc limit 1))) order by s.serial)
     from procheck.asset s
     left join procheck.asset_disposal d on d.serial = s.serial and d.disposed_on <= %(on)s
     where s.agency = a.uscc and s.form = any(%(forms)s)) as devices"""

_NO_DEVICES = ",\n  null as devices"

# The smallest instant of each kind is the first row of an index. (Asked whether any is due, a plan
# made without the instant expects a third of all rows to be, and reads them all to find none.)
_OF_A_SUBMISSION = """,
  (select n.persons from procheck.approver_naming n
     where n.agency = a.uscc and n.valid_from <= %(on)s
     order by n.valid_from desc, n.id desc limit 1) as approvers,
  (select o.id from procheck.purchase_order o
     where o.agency = a.uscc and o.reference = %(reference)s) as duplicate,
  least(
    (select min(o.lapses_at) from procheck.purchase_order o
       where o.agency = a.uscc and o.lapses_at is not null),
    (select min(v.expires_at) from procheck.approval v
       where v.agency = a.uscc and v.state = 'in-force')) as first_due,
  nextval('procheck.approval_status_index') as status_index"""

# Asked only where grants are named or software is bought, which is hardly ever. A grant the agency
# may not see is known by its number alone, and of one it may see but not use no more is told,
# whoever looks. Besides those named, the grants are read that it may use for what is bought.
_LICENCES = """,
  (select json_agg(case when m.entitled then json_strip_nulls(json_build_object(
            'number', n.number, 'entitled', true, 'standing', g.state, 'class', s.class,
            'product', s.product, 'edition', s.edition, 'versions', to_json(s.versions),
            'channel', s.channel, 'copies', g.copies, 'left', g.copies - g.drawn,
            'valid_from', s.valid_from, 'valid_until', s.valid_until, 'proven', s.proven))
          else json_build_object('number', n.number, 'entitled', false) end order by n.number)
     from (select unnest(%(licences)s::text[])
           union
           select m.number from (
             select o.number from procheck.licence_grant o where o.agency = a.uscc
             union
             select e.licence from procheck.licence_entitled e where e.agency = a.uscc) m
           join procheck.licence_grant o on o.number = m.number
             and o.state = 'confirmed' and o.drawn < o.copies
           join procheck.licence_statement c on c.licence = o.number and c.version = o.version
             and c.class = any(%(bought)s)
             and (c.valid_until is null or c.valid_until >= %(on)s)) asked(number)
     join procheck.licence_number n on n.number = asked.number
     left join procheck.licence_grant g on g.number = n.number
     left join procheck.licence_statement s on s.licence = g.number and s.version = g.version
     cross join lateral (select coalesce(g.agency = a.uscc, false) or exists (
       select from procheck.licence_entitled e
       where e.licence = g.number and e.version = g.version and e.agency = a.uscc)
       as entitled) m
     where m.entitled or n.number = any(%(licences)s)) as licences"""

_NO_LICENCES = ",\n  null as licences"

# Asked only where software is stated to be free. An agency's list is some dozens of entries: which
# of them an order means is told by the rule's own comparison of texts.
_FREE_SOFTWARE = """,
  (select json_agg(json_strip_nulls(json_build_object(
            'number', f.number, 'name', f.name, 'version', f.version, 'edition', f.edition,
            'department', f.department, 'reason', f.reason, 'approved', p.entry is not null,
            'valid_from', f.valid_from, 'off_from', r.off_from, 'off_reason', r.reason))
            order by f.number)
     from procheck.free_software f
     left join procheck.free_software_approval p on p.entry = f.number
     left join procheck.free_software_removal r on r.entry = f.number
     where f.agency = a.uscc) as free_software"""

_NO_FREE_SOFTWARE = ",\n  null as free_software"

# Few suppliers ever are: the index says so at once. A suspension's last day is that of its term, or
# the one before a decision that lifted it.
_SUSPENSIONS = """,
  (select json_agg(json_build_object('number', b.number, 'document', b.document,
            'valid_from', b.valid_from,
            'valid_until', least(b.valid_until, f.free_from - 1)) order by b.number)
     from procheck.supplier_suspension b
     left join procheck.supplier_reinstatement f on f.number = b.number
     where b.supplier = %(supplier)s::text and b.valid_from <= %(on)s
       and b.valid_until >= %(on)s and coalesce(f.free_from > %(on)s, true)) as suspensions"""

_OF = """
from procheck.agency a left join procheck.quota_anchor q on q.agency = a.uscc
where a.uscc = %(agency)s"""

STATEMENTS: Mapping[tuple[bool, bool, bool, bool], Statement] = MappingProxyType(
    {
        (act, devices, licences, free): Statement.of(
            _FACTS
            + _HOLDINGS
            + (_DEVICES if devices else _NO_DEVICES)
            + (_LICENCES if licences else _NO_LICENCES)
            + (_FREE_SOFTWARE if free else _NO_FREE_SOFTWARE)
            + _SUSPENSIONS
            + (_OF_A_SUBMISSION if act else "")
            + _OF,
        )
        for act in (False, True)
        for devices in (False, True)
        for licences in (False, True)
        for free in (False, True)
    }
)
"""By whether it is for an act, whether devices are named, whether licence grants are named or
software is bought, and whether software is stated to be free."""

OF_KNOWN = Statement.of(
    "select"
    + _HOLDINGS
    + _SUSPENSIONS
    + _OF_A_SUBMISSION
    + "\nfrom procheck.agency a where a.uscc = %(agency)s",
)
"""What is asked for an act where all else is known of the agency, as it stands under its lock."""
