"""What acts on accounts say."""

from types import MappingProxyType

from api import limits
from api.accounts import NAME_PATTERN
from api.passwords import LONGEST, SHORTEST
from api.roles import Role
from api.schemas.body import Body
from api.schemas.fields import Choice, Patterned, Text, Uscc
from api.schemas.strict import Strict, fail


class NameText(Patterned):
    """What somebody signs in by."""

    pattern, code, longest, example = rf"^{NAME_PATTERN}\Z", "not-a-sign-in-name", 64, "officer-17"


class PasswordText(Text):
    """A new password: long, and of whatever signs."""

    def __init__(self, *, required: bool = False) -> None:
        super().__init__(LONGEST, required=required)
        self.form = {**self.form, "minLength": SHORTEST, "format": "password"}

    def read(self, value: object) -> str:
        """Return the password."""
        text = super().read(value)
        if len(text) < SHORTEST or len(set(text)) == 1:
            fail("weak-password", least=SHORTEST)
        return text


class AccountIn(Body):
    """Somebody who is to sign in by a name and a password."""

    name = NameText(required=True)
    role = Choice(Role, required=True)
    person = Text(
        limits.TEXT,
        description="his identifier, which duties are kept apart by; `local:NAME` if left out",
    )
    agency = Uscc(description="for officers and approvers")
    supplier = Uscc(description="for suppliers")
    label = Text(limits.TEXT, description="what helps to know the account by")
    password = PasswordText(required=True)


class PasswordIn(Body):
    """Another password."""

    password = PasswordText(required=True)


class OldPasswordText(Strict):
    """A password that was set before: as it is typed at the door, whatever signs it has."""

    form = MappingProxyType(
        {
            "type": "string",
            "minLength": 1,
            "maxLength": LONGEST,
            "pattern": limits.WRITTEN_PATTERN,
            "format": "password",
        }
    )

    def read(self, value: object) -> str:
        """Return the password, as it was sent."""
        if not isinstance(value, str):
            fail("not-a-text")
        if len(value) > LONGEST:
            fail("too-long", limit=LONGEST)
        if "\x00" in value:
            fail("hostile-character", character="U+0000")
        if not value:
            fail("blank")
        return value


class OwnPasswordIn(Body):
    """Another password of one's own, and the one before, which proves who asks."""

    old = OldPasswordText(required=True, description="the password that is to be replaced")
    password = PasswordText(required=True)


ACCOUNT, PASSWORD, OWN_PASSWORD = AccountIn(), PasswordIn(), OwnPasswordIn()
