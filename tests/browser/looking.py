"""What is looked for on a page: everything that a person would stumble over."""

from pathlib import Path
from typing import Literal

from tests.browser.chromium import NARROW, WIDE, Window

MOST_BYTES = 100_000
"""A first view, over the wire, without the library that draws charts."""
_CHARTS = "/chart.min.js"
_LEVELS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
_GRAVE = ["critical", "serious"]
_HTML_LANGUAGE = {"zh": "zh-Hans", "en": "en"}

_WIDER = """() => {
  const room = document.documentElement.clientWidth;
  if (document.documentElement.scrollWidth <= room) return null;
  const names = [...document.body.querySelectorAll("*")]
    .filter((it) => it.getBoundingClientRect().right > room + 1 && !it.closest(".scroll"))
    .map((it) => it.tagName.toLowerCase() + (it.className ? "." + it.className : ""));
  return [...new Set(names)].slice(0, 5).join(", ") || "something";
}"""
_HEADINGS = """() => [
  document.title.trim(), document.documentElement.lang,
  ...[...document.querySelectorAll("h1")].map((it) => it.innerText.trim()),
]"""
_AXE = """([levels, grave]) => axe
  .run(document, { runOnly: levels, resultTypes: ["violations"] })
  .then((found) => found.violations
    .filter((it) => grave.includes(it.impact))
    .map((it) => `${it.id}: ${it.nodes.slice(0, 3).map((node) => node.html).join(" | ")}`))"""


def faults(window: Window, address: str, tools: Path, *, dark: bool) -> list[str]:
    """Look at a page in both languages, at both widths, by day and by night.

    axe asks once, by day or by night: what it finds by colour lies in the one style sheet of all.
    """
    return [
        *_looked(window, address, "zh", NARROW, "light", None if dark else tools),
        *_looked(window, address, "en", WIDE, "dark", tools if dark else None),
    ]


def glance(window: Window, address: str) -> list[str]:
    """Look at a page that others were shown already: all but axe, in one language."""
    return _looked(window, address, "zh", NARROW, "light", None)


def _looked(
    window: Window,
    address: str,
    language: str,
    width: int,
    scheme: Literal["light", "dark"],
    tools: Path | None,
) -> list[str]:
    window.wear(width, scheme)
    window.open(address, language=language)
    told = [
        *window.wrong,
        *_headings(window, language),
        *_too_heavy(window),
        *_too_wide(window, width),
    ]
    if tools is not None:
        told += [f"axe at {width} px, {scheme}: {it}" for it in axe(window, tools)]
    other = WIDE if width == NARROW else NARROW
    window.wear(other, scheme)
    told += _too_wide(window, other)
    return [f"{window.role} {address} {language}: {it}" for it in told]


def axe(window: Window, tools: Path) -> list[str]:
    """Return the grave findings of axe on the page that is shown."""
    window.page.evaluate((tools / "node_modules/axe-core/axe.min.js").read_text("utf-8"))
    found: list[str] = window.page.evaluate(_AXE, [_LEVELS, _GRAVE])
    return found


def _headings(window: Window, language: str) -> list[str]:
    title, lang, *first = window.page.evaluate(_HEADINGS)
    told = []
    if not title:
        told.append("no title")
    if lang != _HTML_LANGUAGE[language]:
        told.append(f"says that its language is {lang}")
    if len(first) != 1 or not first[0]:
        told.append(f"its first headings are {first}")
    return told


def _too_heavy(window: Window) -> list[str]:
    weight = sum(it for address, it in window.arrived.items() if not address.endswith(_CHARTS))
    return [f"weighs {weight} bytes"] if not 0 < weight < MOST_BYTES else []


def _too_wide(window: Window, width: int) -> list[str]:
    wider = window.page.evaluate(_WIDER)
    return [] if wider is None else [f"wider than {width} px: {wider}"]
