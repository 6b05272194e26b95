"""Lists of example products as evidence holds them; no product here is a real one."""

from typing import Any

NAMES = ("示例操作系统", "示例")


def listing(name: str, kind: str, **members: object) -> dict[str, Any]:
    """A listing that proves what it says, unless its members say otherwise."""
    return {
        "id": name,
        "scheme": "anke",
        "kind": kind,
        "publication": "example-round",
        "name": name,
        "names": [name],
        "valid_from": "2023-12-26",
        "valid_until": "2026-12-26",
        "proves": True,
        "certain": True,
        **members,
    }


def registers(*incomplete: str, **members: object) -> list[dict[str, Any]]:
    """Both lists of the scheme; ``incomplete`` names publications not fully loaded."""
    system = listing("示例操作系统", "operating-system", version="1", kernel="Linux 6.6", **members)
    processor = listing("示例处理器", "processor", **members)
    unloaded = {"incomplete": list(incomplete)} if incomplete else {}
    return [
        {
            "scheme": "anke",
            "kind": "operating-system",
            "candidates": {"示例操作系统": [system], "示例": [system]},
            **unloaded,
        },
        {
            "scheme": "anke",
            "kind": "processor",
            "candidates": {"示例处理器": [processor]},
            **unloaded,
        },
    ]


REGISTERS = (registers(), registers("example-round-2"), registers(certain=False))
