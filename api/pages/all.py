"""Every desk, in one list."""

from api.pages.audit_life import AUDIT_LIFE
from api.pages.audit_search import AUDIT_SEARCH
from api.pages.front import FRONT
from api.pages.orders import ORDERS
from api.pages.page import Desk

DESKS: tuple[Desk, ...] = (FRONT, ORDERS, AUDIT_SEARCH, AUDIT_LIFE)
