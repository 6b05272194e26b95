"""The operations that are tried at a glance, by their paths."""

from api.glances import Glance
from api.routes import placing_at_once, validations

GLANCES = {
    validations.PATH: Glance(validations.ID, validations.glance_at_order),
    placing_at_once.PATH: Glance(placing_at_once.ID, placing_at_once.place_at_a_glance),
}
