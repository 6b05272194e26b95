"""Serials are compared by what a label shows of them, and kept as they were written.

Until here capitals and small letters made two devices of one. What was recorded stays: where two
rows have one form, both stand, and no third one comes; the form is free again once none has it.

Revision ID: 0047
Revises: 0046
"""

from typing import Final

from alembic import op

from storage.errors import DowngradeRefusedError
from storage.scope import ROLE_SETTING

revision: Final = "0047"
down_revision: Final = "0046"
branch_labels: Final = None
depends_on: Final = None

# What becomes of each sign, one for one; those at the end that meet nothing are left out. The table
# of `validators.serial`, as it was when this was written: a test holds that both agree.
_FROM: Final = (
    "ABCDEFGHIJKLMNOPQRSTUVWXYZ\u00c0\u00c1\u00c2\u00c3\u00c4\u00c5\u00c6\u00c7\u00c8"
    "\u00c9\u00ca\u00cb\u00cc\u00cd\u00ce\u00cf\u00d0\u00d1\u00d2\u00d3\u00d4\u00d5\u00d6"
    "\u00d8\u00d9\u00da\u00db\u00dc\u00dd\u00de\u0100\u0102\u0104\u0106\u0108\u010a\u010c"
    "\u010e\u0110\u0112\u0114\u0116\u0118\u011a\u011c\u011e\u0120\u0122\u0124\u0126\u0128"
    "\u012a\u012c\u012e\u0132\u0134\u0136\u0139\u013b\u013d\u013f\u0141\u0143\u0145\u0147"
    "\u014a\u014c\u014e\u0150\u0152\u0154\u0156\u0158\u015a\u015c\u015e\u0160\u0162\u0164"
    "\u0166\u0168\u016a\u016c\u016e\u0170\u0172\u0174\u0176\u0178\u0179\u017b\u017d\u0386"
    "\u0388\u0389\u038a\u038c\u038e\u038f\u0391\u0392\u0393\u0394\u0395\u0396\u0397\u0398"
    "\u0399\u039a\u039b\u039c\u039d\u039e\u039f\u03a0\u03a1\u03a3\u03a4\u03a5\u03a6\u03a7"
    "\u03a8\u03a9\u03aa\u03ab\u03b1\u03b2\u03b5\u03b6\u03b7\u03b9\u03ba\u03bc\u03bd\u03bf"
    "\u03c1\u03c4\u03c5\u03c7\u0400\u0401\u0402\u0403\u0404\u0405\u0406\u0407\u0408\u0409"
    "\u040a\u040b\u040c\u040d\u040e\u040f\u0410\u0411\u0412\u0413\u0414\u0415\u0416\u0417"
    "\u0418\u0419\u041a\u041b\u041c\u041d\u041e\u041f\u0420\u0421\u0422\u0423\u0424\u0425"
    "\u0426\u0427\u0428\u0429\u042a\u042b\u042c\u042d\u042e\u042f\u0430\u0432\u0435\u043a"
    "\u043c\u043d\u043e\u0440\u0441\u0442\u0443\u0445\u0455\u0456\u0458\u2010\u2011\u2012"
    "\u2013\u2014\u2015\u2043\u2212\ufe63\u0020\u1680"
)
_TO: Final = (
    "abcdefghijklmnopqrstuvwxyz\u00e0\u00e1\u00e2\u00e3\u00e4\u00e5\u00e6\u00e7\u00e8"
    "\u00e9\u00ea\u00eb\u00ec\u00ed\u00ee\u00ef\u00f0\u00f1\u00f2\u00f3\u00f4\u00f5\u00f6"
    "\u00f8\u00f9\u00fa\u00fb\u00fc\u00fd\u00fe\u0101\u0103\u0105\u0107\u0109\u010b\u010d"
    "\u010f\u0111\u0113\u0115\u0117\u0119\u011b\u011d\u011f\u0121\u0123\u0125\u0127\u0129"
    "\u012b\u012d\u012f\u0133\u0135\u0137\u013a\u013c\u013e\u0140\u0142\u0144\u0146\u0148"
    "\u014b\u014d\u014f\u0151\u0153\u0155\u0157\u0159\u015b\u015d\u015f\u0161\u0163\u0165"
    "\u0167\u0169\u016b\u016d\u016f\u0171\u0173\u0175\u0177\u00ff\u017a\u017c\u017e\u03ac"
    "\u03ad\u03ae\u03af\u03cc\u03cd\u03ceab\u03b3\u03b4ezh\u03b8ik\u03bbmn\u03beo\u03c0p"
    "\u03c3ty\u03c6x\u03c8\u03c9\u03ca\u03cbabezhikmnoptyx\u0450\u0451\u0452\u0453\u0454s"
    "i\u0457j\u0459\u045a\u045b\u045c\u045d\u045e\u045fa\u0431b\u0433\u0434e\u0436\u0437"
    "\u0438\u0439k\u043bmho\u043fpcty\u0444x\u0446\u0447\u0448\u0449\u044a\u044b\u044c"
    "\u044d\u044e\u044fabekmhopctyxsij---------"
)

_FORM: Final = f"""
create function procheck.serial_form(serial text) returns text
language sql immutable strict parallel safe
return pg_catalog.translate(normalize(serial, NFKC), '{_FROM}', '{_TO}')
"""

# Equality of a column serves an index through the walls; that of a function of one does not. Each
# table is written anew for it, under a lock: registers of devices are small beside the ledger.
_COLUMNS: Final = """
alter table procheck.asset
    -- squawk-ignore adding-field-with-default
    add column form text generated always as (procheck.serial_form(serial)) stored;
create index ix_asset_form on procheck.asset (form);
alter table procheck.delivery_unit
    -- squawk-ignore adding-field-with-default
    add column form text generated always as (procheck.serial_form(serial)) stored;
create index ix_delivery_unit_form on procheck.delivery_unit (form);
alter table procheck.replacement
    -- squawk-ignore adding-field-with-default
    add column form text generated always as (procheck.serial_form(serial)) stored;
create index ix_replacement_form on procheck.replacement (form);
"""

# `device_serial` holds forms from here on.
_CLAIMS: Final = """
insert into procheck.device_serial
    select procheck.serial_form(serial) from procheck.device_serial on conflict do nothing;
delete from procheck.device_serial where serial <> procheck.serial_form(serial);
"""

# A form stays claimed for as long as anything has it; the walls of other agencies are looked over
# with the service's own eyes for as long as the question takes.
_GUARDS: Final = """
create or replace function procheck.serial_claimed() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
    insert into procheck.device_serial (serial)
    values (procheck.serial_form(new.serial)) on conflict do nothing;
    if not found then
        raise exception 'serial % is in another place', new.serial
            using errcode = 'unique_violation', constraint = 'serial_in_one_place',
                detail = new.serial;
    end if;
    return new;
end
$$;
create or replace function procheck.serial_left() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
    reader text := current_setting('procheck.role', true);
begin
    if old.state in ('despatched', 'missing', 'received', 'inspected', 'damaged')
        and new.state in ('accepted', 'returned', 'exchanged', 'withdrawn')
    then
        perform set_config('procheck.role', 'system', true);
        delete from procheck.device_serial d where d.serial = new.form
            and not exists (select from procheck.asset a where a.form = new.form)
            and not exists (select from procheck.delivery_unit u where u.form = new.form
                and u.state in ('despatched', 'missing', 'received', 'inspected', 'damaged'));
        perform set_config('procheck.role', coalesce(reader, ''), true);
    end if;
    return new;
end
$$;
create or replace function procheck.evidence_elsewhere(key text, digest text, serial text)
returns boolean
language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
    reader text := current_setting('procheck.role', true);
    elsewhere boolean;
begin
    perform set_config('procheck.role', 'system', true);
    elsewhere := exists (
        select from procheck.device_evidence_digest d
        where d.key = $1 and d.digest = $2
          and procheck.serial_form(d.serial) <> procheck.serial_form($3))
    or exists (
        select from procheck.delivery_evidence e
        join procheck.delivery_unit u using (delivery, position)
        where e.key = $1 and e.digest = $2 and u.form <> procheck.serial_form($3)
          and u.state in ('despatched', 'missing', 'received', 'inspected', 'damaged')
          and e.act = (select max(i.act) from procheck.delivery_inspection i
                       where i.delivery = e.delivery and i.position = e.position));
    perform set_config('procheck.role', coalesce(reader, ''), true);
    return elsewhere;
end
$$;
"""


def upgrade() -> None:
    """Give every serial its form, and claim places by forms."""
    op.execute(_FORM)
    # The walls hold for the owner too.
    op.execute(f"select set_config('{ROLE_SETTING}', 'system', true)")
    for statements in (_COLUMNS, _CLAIMS, _GUARDS):
        op.execute(statements)


def downgrade() -> None:
    """Refuse: an older release would let one device stand in two places.

    Raises:
        DowngradeRefusedError: always.
    """
    raise DowngradeRefusedError(revision)
