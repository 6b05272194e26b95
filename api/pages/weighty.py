"""Acts that want a person at a browser to prove again who he is (RELIABILITY §4.7).

What binds an agency, undoes what was bound, changes the law or says who comes in or stays: a desk
that was left for a moment is not to do it. Changing one's own password is none of them: it asks for
the old one in the act itself, and a form that waits for another proof would keep both.
"""

from typing import Final

WEIGHTY: Final = frozenset(
    {
        "decideOrder",
        "revokeApproval",
        "decideWaiver",
        "publishProposal",
        "addAccount",
        "disableAccount",
        "setPassword",
        "withdrawKey",
        "endSession",
        "endSessions",
    }
)
"""The operations; a test holds that each is one, and that it acts."""
