"""Small documents of the law for tests: one that is right, and ways to change a copy of it."""

EDITION = """\
format: "procheck/edition/1"
id: "example"
revision: "1"
series: "example-series"
title: {zh: "示例标准", en: "Example standard"}
document: "示例〔2020〕1号"
jurisdiction: "here"
since: {day: "2020-01-01", evidence: "read", sources: ["s1"]}
headcount_basis:
  count: "heads"
  title: {zh: "人数", en: "heads"}
  evidence: "read"
  sources: ["s1"]
rows:
  - id: "desktop"
    title: {zh: "台式机", en: "Desktop"}
    selects: [{class: "desktop"}]
    price: {ceiling: "5000", includes: ["operating-system"], evidence: "read", sources: ["s1"]}
    quantity: {limit: {percent: "80", of: "heads", rounding: "up"}, evidence: "read",
      sources: ["s1"]}
    life: {years: "6", evidence: "read", sources: ["s1"]}
  - id: "printer"
    title: {zh: "A4打印机", en: "A4 printer"}
    selects: [{class: "printer", where: {paper: "a4", colour: "no"}}]
    price: {ceiling: "1200", evidence: "inferred"}
caps:
  - id: "printers"
    title: {zh: "打印机", en: "Printers"}
    counts: [{class: "printer"}]
    limit: {one_per: [{up_to: "100", every: "20"}, {every: "30"}], of: "heads", rounding: "up"}
    row: "打印机"
    evidence: "read"
    sources: ["s1"]
sources:
  - {id: "s1", url: "https://example.org/1", kind: "official", covers: "all of it"}
"""

PLACES = """\
format: "procheck/places/1"
revision: "1"
places:
  - {id: "here", level: "central", title: {zh: "此地", en: "Here"}}
  - {id: "there", under: "here", level: "province", title: {zh: "彼地", en: "There"}}
"""

CODES = """\
format: "procheck/codes/1"
scheme: "table"
revision: "1"
title: {zh: "示例目录", en: "Example table"}
complete: "no"
entries:
  - {code: "A1", title: "台式机", classes: ["desktop"], evidence: "read", sources: ["s1"]}
sources:
  - {id: "s1", url: "https://example.org/2", kind: "official", covers: "all of it"}
"""


def changed(text: str, old: str, new: str) -> str:
    """The document with one passage changed; the passage must be there, and only once."""
    assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times"
    return text.replace(old, new)


def line_of(text: str, passage: str) -> int:
    """The line, from 1, on which a passage begins."""
    return text[: text.index(passage)].count("\n") + 1
