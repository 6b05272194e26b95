"""Two editions side by side: what they say of the same row, cell by cell."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

Document = Mapping[str, Any]
Text = Mapping[str, str]
"""A sentence in both languages."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """What both say of one aspect; ``None``: the one does not speak of it."""

    aspect: tuple[str, str]
    left: Text | None
    right: Text | None

    @property
    def differs(self) -> bool:
        """Return whether they say different things."""
        return self.left != self.right


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """One row, cap, duty or clause of both, by its identifier."""

    kind: tuple[str, str]
    id: str
    title: Text
    cells: tuple[Cell, ...]

    @property
    def differs(self) -> bool:
        """Return whether any cell does."""
        return any(cell.differs for cell in self.cells)


def side_by_side(left: Document, right: Document) -> tuple[Pair, ...]:
    """Return everything two editions say, in the order of the right one, then what it dropped."""
    pairs: list[Pair] = []
    for member, kind, aspects in _PARTS:
        old = {it["id"]: it for it in left.get(member, ())}
        new = {it["id"]: it for it in right.get(member, ())}
        for name in dict.fromkeys([*new, *old]):
            both = old.get(name), new.get(name)
            cells = tuple(
                Cell(aspect=aspect, left=_said(both[0], read), right=_said(both[1], read))
                for aspect, read in aspects
            )
            title = (both[1] or both[0] or {}).get("title") or {"zh": name, "en": name}
            said = tuple(it for it in cells if it.left is not None or it.right is not None)
            pairs.append(Pair(kind=kind, id=name, title=title, cells=said))
    return tuple(pairs)


def _said(of: Document | None, read: Any) -> Text | None:  # noqa: ANN401 - a reader of a part
    found: Text | None = None if of is None else read(of)
    return found


def _plain(text: str) -> Text:
    return {"zh": text, "en": text}


def _price(row: Document) -> Text | None:
    price = row.get("price")
    if price is None:
        return None
    includes = ", ".join(price["includes"])
    tax = {"zh": "含税" if price["tax"] == "included" else "不含税", "en": f"tax {price['tax']}"}
    more = f"; {includes}" if includes else ""
    return {one: f"{price['text'][one]} ({tax[one]}{more})" for one in ("zh", "en")}


def _life(row: Document) -> Text | None:
    life = row.get("life")
    if life is None:
        return None
    years, pages = life.get("years"), life.get("pages")
    zh = [f"{years} 年" if years else "", f"{pages} 页" if pages else ""]
    en = [f"{years} years" if years else "", f"{pages} pages" if pages else ""]
    return {"zh": " / ".join(filter(None, zh)), "en": " / ".join(filter(None, en))}


def _specifications(row: Document) -> Text | None:
    found = row.get("specifications")
    if found is None:
        return None
    return {
        one: "; ".join(f"{it['title'][one]} ≤ {it['at_most']}" for it in found)
        for one in ("zh", "en")
    }


def _classes(of: Document) -> Text:
    selectors = of.get("applies_to") or of.get("counts") or ()
    names = [it["class"] if isinstance(it.get("class"), str) else str(it) for it in selectors]
    return _plain(", ".join(dict.fromkeys(names)) or ", ".join(of.get("classes", ())))


def _cited(of: Document) -> Text:
    parts = (of, of.get("price") or {}, of.get("life") or {})
    citation: Document = next((it["citation"] for it in parts if "citation" in it), {})
    evidence = citation.get("evidence", "")
    where = citation.get("row") or citation.get("article") or ""
    return _plain(" ".join(filter(None, (where, f"[{evidence}]" if evidence else ""))))


_CLASSES = (("适用", "Applies to"), _classes)
_CITED = (("出处", "Cited from"), _cited)
_PARTS: tuple[tuple[str, tuple[str, str], tuple[tuple[tuple[str, str], Any], ...]], ...] = (
    (
        "rows",
        ("表行", "Row"),
        (
            _CLASSES,
            (("价格上限", "Price ceiling"), _price),
            (("最低使用年限", "Minimum life"), _life),
            (("配置", "Specification"), _specifications),
            _CITED,
        ),
    ),
    (
        "caps",
        ("数量上限", "Cap"),
        (_CLASSES, (("上限", "Limit"), lambda cap: cap.get("text")), _CITED),
    ),
    (
        "requirements",
        ("要求", "Duty"),
        (_CLASSES, (("要求", "Duty"), lambda duty: _plain(duty["duty"])), _CITED),
    ),
    (
        "clauses",
        ("条款", "Clause"),
        ((("大意", "In short"), lambda clause: clause["paraphrase"]), _CITED),
    ),
)
"""Part of an edition, what it is called, and what is compared of it."""
