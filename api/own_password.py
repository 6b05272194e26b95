"""Changing one's own password: the one before proves who asks, and other sessions end.

The old password is heard, counted and slowed down as at the door (`api.password_sign_in`): whoever
finds a session open may guess no faster there than anywhere else. Being asked for it in the act
itself, the act needs no other proof before it (`api.pages.weighty`).
"""

from api.accounts import Act, account_of, set_password
from api.call import Call
from api.password_sign_in import confirm_password
from api.session_acts import account_at, end_sessions


class NoOwnPassword(LookupError):  # noqa: N818 - named for what was found
    """Whoever asks did not sign in by a name and a password."""


class WrongPassword(ValueError):  # noqa: N818 - named for what was found
    """The old password is another one, or is not listened to for a time; it is not told which."""


class SamePassword(ValueError):  # noqa: N818 - named for what was found
    """The new password is the old one."""


def change_own_password(call: Call, old: str, password: str) -> int:
    """Give the account whose session it is another password; return how many others ended.

    Args:
        call: the request; its principal's session goes on, every other one of the person ends.
        old: the password before.
        password: the new one.

    Raises:
        NoOwnPassword: the session is a key's or a provider's, or it is no session.
        WrongPassword: as it says; that it was tried stays written down.
        SamePassword: as it says.
        WeakPassword: the new one is no fit one.
    """
    services, session = call.services, call.principal.key
    account = account_at(call.connection, session)
    if account is None or account_of(call.connection, account).name is None:
        raise NoOwnPassword
    # In transactions of its own: what is refused here is undone, and the count has to stay.
    right = confirm_password(
        services.database, account, old, address=call.remote, now=services.key_time
    )
    if not right:
        raise WrongPassword
    if old == password:
        raise SamePassword
    act = Act(actor=call.actor, ids=services.office.ids, now=call.now)
    ended = end_sessions(
        call.connection,
        actor=call.actor,
        ids=services.office.ids,
        now=call.now,
        wall=services.key_time,
        person=call.principal.person,
        keep=session,
    )
    set_password(call.connection, account, password, act=act, keep=session)
    return ended
