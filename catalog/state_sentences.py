"""Why a listing stands as it does on a day, in Chinese and English, by its state."""

from types import MappingProxyType

from catalog.catalogue import Held
from validators.finding import Message
from validators.listing_state import State
from validators.wording import Sentences, worded

SENTENCES: Sentences = MappingProxyType(
    {
        "listed": ("有效;截止日为 {end}", "in force; its last day is {end}"),
        "last-day": (
            "{end} 为截止日,未写明当日是否仍有效",
            "{end} is the last day, and no text says whether it still counts",
        ),
        "expired": ("已到期;截止日为 {end}", "expired; its last day was {end}"),
        "suspended": ("自 {since} 起暂停({notices})", "suspended from {since} on ({notices})"),
        "withdrawn": ("自 {since} 起撤销({notices})", "withdrawn from {since} on ({notices})"),
        "superseded": (
            "自 {since} 起由 {successor} 取代({notices})",
            "superseded by {successor} from {since} on ({notices})",
        ),
        "uncertain": (
            "所属公告存疑,或日期所知不详",
            "the publication is in doubt, or a date is not known",
        ),
        "uncertain-notices": (
            "通知未经核实,或其生效日期所知不详({notices})",
            "a notice is not proven, or its effect day not known ({notices})",
        ),
        "not-yet": ("{published} 公告之前尚未列名", "not listed before its day, {published}"),
    }
)
"""State → (Chinese, English), with the names of the values each sentence shows in braces."""


def why(held: Held) -> Message:
    """Return why a listing stands as it does."""
    standing, listing = held.standing, held.entry.listing
    events = standing.rests_on
    code = standing.state.value
    if standing.state is State.UNCERTAIN and events:
        code = "uncertain-notices"
    return worded(
        SENTENCES,
        code,
        end="—" if standing.end is None else standing.end,
        since=events[0].last if events else "—",
        notices=", ".join(dict.fromkeys(it.notice for it in events)),
        successor=next((it.by for it in events if it.by is not None), "—"),
        published=listing.valid_from or "—",
    )
