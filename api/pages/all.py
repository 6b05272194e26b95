"""Every desk, in one list."""

from api.pages.approvals import APPROVALS
from api.pages.audit_cases import AUDIT_CASES
from api.pages.audit_figures import AUDIT_FIGURES
from api.pages.audit_life import AUDIT_LIFE
from api.pages.audit_samples import AUDIT_SAMPLES
from api.pages.audit_search import AUDIT_SEARCH
from api.pages.entitlements import ENTITLEMENTS
from api.pages.front import FRONT
from api.pages.keeping_law import KEEPING_LAW
from api.pages.keeping_lists import KEEPING_LISTS
from api.pages.keeping_proposals import KEEPING_PROPOSALS
from api.pages.keeping_replays import KEEPING_REPLAYS
from api.pages.new_order import NEW_ORDERS
from api.pages.order_files import ORDER_FILES
from api.pages.orders import ORDERS
from api.pages.own_password import OWN_PASSWORD
from api.pages.page import Desk
from api.pages.people import PEOPLE
from api.pages.provider import PROVIDER
from api.pages.proving import PROVING
from api.pages.sessions import SESSIONS
from api.pages.signing_in import SIGNING_IN
from api.pages.substitutions import SUBSTITUTIONS
from api.pages.verifying import VERIFYING
from api.pages.waiting import WAITING
from api.pages.waivers import WAIVERS

DESKS: tuple[Desk, ...] = (
    FRONT,
    SIGNING_IN,
    PROVIDER,
    PROVING,
    VERIFYING,
    WAITING,
    ORDERS,
    NEW_ORDERS,
    ORDER_FILES,
    ENTITLEMENTS,
    APPROVALS,
    WAIVERS,
    SUBSTITUTIONS,
    AUDIT_SEARCH,
    AUDIT_LIFE,
    AUDIT_FIGURES,
    AUDIT_SAMPLES,
    AUDIT_CASES,
    KEEPING_LAW,
    KEEPING_PROPOSALS,
    KEEPING_LISTS,
    KEEPING_REPLAYS,
    PEOPLE,
    SESSIONS,
    OWN_PASSWORD,
)
