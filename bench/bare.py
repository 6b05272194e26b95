"""The yardstick for HTTP: two views that do only what cannot be left out.

``/parse`` reads JSON and returns it. ``/insert`` stores an order, its lines and one audit row with
SQLAlchemy Core, and commits. Served like the product: same gunicorn, same workers and threads.
"""

import os
import uuid
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from flask import Flask, Response, jsonify, request
from sqlalchemy import (
    Column,
    DateTime,
    Engine,
    Integer,
    MetaData,
    Numeric,
    Table,
    Text,
    create_engine,
    insert,
)

from storage.database import with_driver

URL = "PROCHECK_BENCH_URL"
"""Names the database of ``/insert`` in the environment."""

metadata = MetaData(schema="bench")
_order = Table(
    "bare_order",
    metadata,
    Column("id", Text, primary_key=True),
    Column("agency", Text, nullable=False),
    Column("supplier", Text),
    Column("reference", Text, nullable=False),
    Column("placed_at", DateTime(timezone=True), nullable=False),
)
_line = Table(
    "bare_line",
    metadata,
    Column("order_id", Text, primary_key=True),
    Column("line", Integer, primary_key=True),
    Column("class", Text, nullable=False),
    Column("model", Text),
    Column("quantity", Integer, nullable=False),
    Column("unit_price", Numeric(18, 4), nullable=False),
)
_audit = Table(
    "bare_audit",
    metadata,
    Column("id", Text, primary_key=True),
    Column("order_id", Text, nullable=False),
    Column("body", Text, nullable=False),
)


def create_app() -> Flask:
    """Return the yardstick as a WSGI application."""
    app = Flask("bare")
    url = os.environ.get(URL)
    engine = None if url is None else create_engine(with_driver(url), pool_size=8, max_overflow=0)

    @app.post("/parse")
    def parse() -> Response:
        return jsonify(request.get_json())

    @app.post("/insert")
    def store() -> tuple[Response, int]:
        assert engine is not None  # noqa: S101 - only asked for where a database was named
        return jsonify(
            {"id": _store(engine, request.get_json(), request.get_data(as_text=True))}
        ), 201

    return app


def _store(engine: Engine, document: dict[str, Any], body: str) -> str:
    identifier = uuid.uuid4().hex
    order = {
        "id": identifier,
        "agency": document["agency"],
        "supplier": document.get("supplier"),
        "reference": document["reference"],
        "placed_at": datetime.now(UTC),
    }
    lines = [
        {
            "order_id": identifier,
            "line": place,
            "class": line["class"],
            "model": line.get("model"),
            "quantity": line["quantity"],
            "unit_price": Decimal(line["unit_price"]),
        }
        for place, line in enumerate(document["lines"])
    ]
    with engine.begin() as connection:
        connection.execute(insert(_order), order)
        connection.execute(insert(_line), lines)
        audit = {"id": identifier, "order_id": identifier, "body": body}
        connection.execute(insert(_audit), audit)
    return identifier
