"""Every desk, in one list."""

from api.pages.approvals import APPROVALS
from api.pages.entitlements import ENTITLEMENTS
from api.pages.front import FRONT
from api.pages.new_order import NEW_ORDERS
from api.pages.order_files import ORDER_FILES
from api.pages.orders import ORDERS
from api.pages.page import Desk
from api.pages.verifying import VERIFYING
from api.pages.waiting import WAITING
from api.pages.waivers import WAIVERS

DESKS: tuple[Desk, ...] = (
    FRONT,
    VERIFYING,
    WAITING,
    ORDERS,
    NEW_ORDERS,
    ORDER_FILES,
    ENTITLEMENTS,
    APPROVALS,
    WAIVERS,
)
