"""A person without a mouse: what Tab does not reach, and no key uses, is not there for him."""

import re
from dataclasses import dataclass
from typing import Any

from playwright.sync_api import Locator, Page

_MOST_STEPS = 150
_SHOWS = """(it) => {
  const worn = getComputedStyle(it);
  const ring = worn.outlineStyle !== "none" && parseFloat(worn.outlineWidth) > 0;
  const seen = it.getBoundingClientRect();
  return (ring || worn.boxShadow !== "none") && seen.width > 0 && seen.right > 0;
}"""


@dataclass(frozen=True)
class Keyboard:
    """The keys of one window; what is sought is named as a screen reader names it."""

    page: Page

    def reach(self, role: Any, name: str, *, back: bool = False) -> Locator:  # noqa: ANN401 - a closed list of theirs
        """Press Tab until something of a role with a name has the focus, and shows it.

        Raises:
            AssertionError: it is not reached, or one cannot see that it is.
        """
        sought = self.page.get_by_role(role, name=re.compile(name))
        focused = sought.and_(self.page.locator(":focus"))
        for _ in range(_MOST_STEPS):
            self.page.keyboard.press("Shift+Tab" if back else "Tab")
            if focused.count():
                assert focused.evaluate(_SHOWS), f"the focus does not show on {role} {name}"
                return focused
        msg = f"{role} {name} is not reached by Tab on {self.page.url}"
        raise AssertionError(msg)

    def follow(self, name: str) -> None:
        """Follow a link, and wait for where it leads."""
        self._press_on("link", name)

    def send(self, name: str) -> None:
        """Press a button that sends a form, and wait for the answer."""
        self._press_on("button", name)

    def write(self, name: str, text: str) -> None:
        """Write into a field, over what stands in it."""
        self.reach("textbox", name)
        self.page.keyboard.press("Control+A")
        self.page.keyboard.insert_text(text)

    def choose(self, name: str, offered: str) -> None:
        """Go down a list until it shows what is sought.

        Raises:
            AssertionError: the list offers nothing of the kind.
        """
        listed = self.reach("combobox", name)
        for _ in range(_MOST_STEPS):
            shown: str = listed.evaluate("it => it.selectedOptions[0].label")
            if re.search(offered, shown):
                return
            self.page.keyboard.press("ArrowDown")
        msg = f"{name} offers nothing like {offered}"
        raise AssertionError(msg)

    def tick(self, role: Any, name: str) -> None:  # noqa: ANN401 - a closed list of theirs
        """Tick a box or choose a point by its key."""
        self.reach(role, name)
        self.page.keyboard.press("Space")

    def sign_in(self, word: str, field: str, key: str) -> None:
        """Sign in from the first page; Enter in the field sends its form."""
        self.follow(f"^{word}$")
        self.write(field, key)
        with self.page.expect_navigation():
            self.page.keyboard.press("Enter")

    def _press_on(self, role: Any, name: str) -> None:  # noqa: ANN401 - a closed list of theirs
        self.reach(role, name)
        with self.page.expect_navigation():
            self.page.keyboard.press("Enter")
