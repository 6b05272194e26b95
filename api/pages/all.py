"""Every desk, in one list."""

from api.pages.front import FRONT
from api.pages.new_order import NEW_ORDERS
from api.pages.orders import ORDERS
from api.pages.page import Desk

DESKS: tuple[Desk, ...] = (FRONT, ORDERS, NEW_ORDERS)
