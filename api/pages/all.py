"""Every desk, in one list."""

from api.pages.front import FRONT
from api.pages.orders import ORDERS
from api.pages.page import Desk
from api.pages.people import PEOPLE
from api.pages.provider import PROVIDER
from api.pages.proving import PROVING
from api.pages.sessions import SESSIONS
from api.pages.signing_in import SIGNING_IN

DESKS: tuple[Desk, ...] = (FRONT, SIGNING_IN, PROVIDER, PROVING, ORDERS, PEOPLE, SESSIONS)
