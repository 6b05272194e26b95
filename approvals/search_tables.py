"""The tables orders are searched by (`approvals.facets`); kept up by `approvals.finding`."""

from sqlalchemy import BigInteger, Column, Date, Index, Integer, Numeric, Table, Text

from storage.base import metadata

order_search = Table(
    "order_search",
    metadata,
    Column("order_id", Text, primary_key=True),
    Column("agency", Text, nullable=False),
    Column("supplier", Text),
    Column("examination", Integer, nullable=False),
    Column("outcome", Text, nullable=False),
    Column("placed_on", Date, nullable=False),
    Column("number", Text),
    Column("amount", Numeric, nullable=False),
    # Behind a wall an index of whole numbers may be used, and one of decimals may not.
    Column("fen", BigInteger, nullable=False),
)
Index("ix_order_search_agency", order_search.c.agency, order_search.c.order_id)
Index(
    "ix_order_search_supplier",
    order_search.c.supplier,
    order_search.c.order_id,
    postgresql_where=order_search.c.supplier.is_not(None),
)
Index("ix_order_search_placed_on", order_search.c.placed_on, order_search.c.order_id)
Index("ix_order_search_fen", order_search.c.fen, order_search.c.order_id)

order_facet = Table(
    "order_facet",
    metadata,
    Column("facet", Text, primary_key=True),
    Column("order_id", Text, primary_key=True),
    Column("examination", Integer, primary_key=True, autoincrement=False),
    Column("agency", Text, nullable=False),
)

edition_set = Table(
    "edition_set",
    metadata,
    Column("edition", Text, primary_key=True),
    Column("digest", Text, primary_key=True),
    Column("revision", Integer, nullable=False),
)
Index("ix_edition_set_digest", edition_set.c.digest)
