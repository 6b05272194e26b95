"""The operations that are tried at a glance, by their paths."""

from api.glances import Glance
from api.routes import placing_at_once
from api.routes.validations import glance_at_order

GLANCES = {
    "/v1/validations": Glance("validateOrder", glance_at_order),
    placing_at_once.PATH: Glance(placing_at_once.ID, placing_at_once.place_at_a_glance),
}
