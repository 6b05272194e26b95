"""Examples that OpenAPI shows: every one is a request that works against the demo data, and tests
execute them. The agency is an example and stands in no register.
"""  # noqa: D205 - one sentence over two lines

from base64 import b64encode
from types import MappingProxyType
from typing import Any

AGENCY = "11100000EXAMPLE01N"
"""The example central agency of the demo data."""
SECOND_AGENCY = "11100000EXAMPLE02R"
"""The example agency that names an approver."""
SUPPLIER = "91110000EXAMPLE01J"
"""The example supplier of the demo data."""

ORDER: MappingProxyType[str, Any] = MappingProxyType(
    {
        "agency": AGENCY,
        "supplier": SUPPLIER,
        "reference": "PR-2026-0017",
        "price_basis": {
            "currency": "CNY",
            "tax": "included",
            "includes": ["operating-system"],
        },
        "lines": [
            {
                "class": "desktop",
                "model": "Example desktop 1",
                "quantity": 2,
                "unit_price": "4940.00",
                "codes": [{"scheme": "cn2022", "code": "A02010105"}],
                "processor": {"name": "龙芯3B6000"},
                "operating_system": {
                    "preloaded": True,
                    "name": "银河麒麟桌面操作系统",
                    "version": "V11",
                    "kernel": "Linux 6.6",
                    "licence": {
                        "channel": "oem",
                        "count": 2,
                        "evidence": [{"kind": "oem-agreement", "number": "EX-2026-1"}],
                    },
                },
            }
        ],
    }
)
"""Two desktops as listed, within price and quota: it conforms."""
AMENDED_ORDER: MappingProxyType[str, Any] = MappingProxyType(
    {**ORDER, "lines": [{**ORDER["lines"][0], "quantity": 1}]}
)
"""One desktop instead of two; its licences may stay as many as they were."""
COVERED_ORDER: MappingProxyType[str, Any] = MappingProxyType(
    {
        **ORDER,
        "contract": {
            "number": "EX-2026-2",
            "non_infringement": True,
            "compatibility": "runs on the machines of this order",
            "after_sales": "three years on site",
            "rights_check": "EX-2026-3",
            "tender_demands": [],
            "services_included": False,
        },
        "responsible": {"head": "director", "it_head": "head of the information centre"},
        "lines": [
            {
                **ORDER["lines"][0],
                "processor": {
                    "name": "龙芯3B6000",
                    "part_number": "EX-3B6000",
                    "statement": "EX-2026-4",
                },
                "energy_certificate": {"number": "EX-2026-5", "valid_until": "2029-12-31"},
                "operating_system": {
                    **ORDER["lines"][0]["operating_system"],
                    "licence": {
                        **ORDER["lines"][0]["operating_system"]["licence"],
                        "term": "as long as the machine serves",
                    },
                },
            }
        ],
    }
)
"""The same with every paper the contract takes; office and antivirus software are yet to come."""
PLAN: MappingProxyType[str, Any] = MappingProxyType(
    {
        "agency": AGENCY,
        "price_basis": ORDER["price_basis"],
        "steps": [
            {"on": "2027-03-01", "lines": ORDER["lines"]},
            {"on": "2027-09-01", "lines": ORDER["lines"]},
        ],
    }
)
"""The same two desktops in spring and in autumn."""
IMPORT = MappingProxyType(
    {
        "statement": (
            'format: "procheck/list/1"\n'
            'id: "anke-2026-9"\n'
            'revision: "1"\n'
            'scheme: "anke"\n'
            'kind: "operating-system"\n'
            'known: {evidence: "inferred"}\n'
            'parts: [{kind: "operating-system", loaded: "partial", evidence: "inferred"}]\n'
        ),
        "content": b64encode("名称,版本,内核\n统信系统,V1,Linux 6.6\n".encode()).decode(),
    }
)
"""A table of one row that nobody read: it becomes a listing that proves nothing."""
REPLAY = MappingProxyType({"since": "2026-01-01"})
SANDBOX_CLOCK = MappingProxyType({"instant": "2027-03-08T01:00:00Z"})
REASON = MappingProxyType({"reason": "no longer needed"})
DECISION = MappingProxyType({"decision": "grant", "reason": "within this year's plan"})
ANSWERED = MappingProxyType(
    {
        name: {"answers": [{"question": asked, "granted": True, "reason": why}]}
        for name, asked, why in (
            ("a reasoned yes", "…", "needed for the field team"),
            ("before the contract", "one-licence-a-computer/software_office", "one is on order"),
        )
    }
)
CLOSURE = MappingProxyType({"disposition": "stands", "reason": "the posts were filled again"})
REVOCATION = MappingProxyType({"reason": "the supplier withdrew"})
WAIVER = MappingProxyType(
    {
        "rule": "unit-price-ceiling",
        "class": "desktop",
        "units": 3,
        "unit_price": "6200.00",
        "valid_from": "2030-01-01",
        "valid_until": "2030-12-31",
        "reason": "machines for drawing plans, which the usual ones cannot open",
        "evidence": ["example memo 2026-7"],
    }
)
WAIVER_DECISION = MappingProxyType(
    {"decision": "grant", "units": 2, "reason": "two draughtsmen, two machines"}
)
LICENCE = MappingProxyType(
    {
        "holder": {"uscc": AGENCY, "name": "Example agency one"},
        "class": "software_os",
        "product": "示例操作系统",
        "versions": ["V11"],
        "channel": "volume",
        "copies": 200,
        "valid_from": "2026-01-01",
        "valid_until": "2028-12-31",
        "evidence": [{"kind": "licence-certificate", "number": "example certificate 2026-3"}],
        "entitled": [],
    }
)
FREE_SOFTWARE = MappingProxyType(
    {
        "name": "LibreOffice",
        "version": "any",
        "department": "信息中心",
        "source": "https://example.org/download",
        "vendor": "示例基金会",
        "reason": "tested by the information centre: opens what the other agencies send",
        "valid_from": "2026-01-01",
    }
)
FREE_SOFTWARE_APPROVALS = MappingProxyType(
    {
        "entries": ["FS-2026-7K3M-9QWX-2B4D-ZZZZ", "FS-2026-7K3M-9QWX-2B4D-ZZZY"],
        "note": "every row of annex 6 tested on two machines",
    }
)
FREE_SOFTWARE_APPROVAL = MappingProxyType({"note": "tested on two machines, licence text read"})
REMOVAL = MappingProxyType({"reason": "the licence changed with the new version"})
CONFIRMATION = MappingProxyType({"note": "compared with the certificate in the archive"})
EVIDENCE = MappingProxyType(
    {
        "licence_evidence": [{"serial": "EX-0001", "kind": "coa", "value": "EXAMPLE-00000-00000"}],
        "source": "example acceptance 2026-9",
    }
)
DESPATCH = MappingProxyType(
    {
        "approval": "PC-2026-0000-0000-0000-0000",
        "reference": "EX-DN-2026-1",
        "despatched_on": "2026-11-23",
        "lines": [{"line": 0, "serials": ["EX-1001", "EX-1002", "EX-1003"]}],
    }
)
RECEIPT = MappingProxyType({"received": ["EX-1001", "EX-1002"], "missing": ["EX-1003"]})
INSPECTION = MappingProxyType(
    {
        "units": [
            {
                "serial": "EX-1001",
                "operating_system": {
                    "name": "银河麒麟桌面操作系统",
                    "version": "V11",
                    "kernel": "Linux 6.6",
                },
                "label": {"present": False},
                "media": {"present": True},
                "altered": False,
                "licence_evidence": [{"kind": "oem-entitlement", "value": "EXAMPLE-1001"}],
            }
        ],
        "source": "example checklist 2026-9",
    }
)
ACCEPTANCE = MappingProxyType({"serials": ["EX-1001"], "document": "example acceptance 2026-9"})
RETURN = MappingProxyType(
    {"serials": ["EX-1002"], "reason": "the screen is broken", "replacement": False}
)
WITHDRAWAL = MappingProxyType({"serials": ["EX-1003"], "reason": "it was never loaded"})
CARDS = MappingProxyType({"cards": [{"serial": "EX-1001", "number": "example card 2026-17"}]})
SUSPENSION = MappingProxyType(
    {
        "document": "example decision 2026-12",
        "reason": "false papers in a bid",
        "valid_from": "2030-01-01",
        "valid_until": "2031-12-31",
    }
)
LIFTING = MappingProxyType(
    {"document": "example judgment 2026-3", "reason": "the decision was set aside"}
)
SUBSCRIPTION = MappingProxyType(
    {
        "url": "https://shop.example.com/procheck/events",
        "kinds": ["approval.granted", "approval.revoked"],
        "label": "order system",
    }
)
SUBSTITUTION = MappingProxyType(
    {
        "approval": "PC-2026-0000-0000-0000-0000",
        "reference": "EX-SU-2026-1",
        "line": 0,
        "quantity": 1,
        "device": {
            "model": "Example desktop 2",
            "unit_price": "4800.00",
            "processor": {"name": "龙芯3B6000"},
            "operating_system": {
                "preloaded": True,
                "name": "银河麒麟桌面操作系统",
                "version": "V11",
                "kernel": "Linux 6.6",
            },
        },
        "reason": "the approved model is no longer made",
    }
)
SUBSTITUTION_DECISION = MappingProxyType(
    {"decision": "consent", "reference": "EX-2026-17-S1", "reason": "newer, and cheaper"}
)
AGENCY_IN = MappingProxyType(
    {"name": "Example agency three", "jurisdiction": "cn", "level": "central"}
)
HEADCOUNT = MappingProxyType(
    {
        "basis": "filled-establishment",
        "value": 200,
        "valid_from": "2026-01-01",
        "source": "example staffing report 2026-1",
    }
)
PROPERTIES = MappingProxyType(
    {
        "properties": {"classified": False, "evaluation_bound": True},
        "valid_from": "2026-01-01",
        "source": "example register",
    }
)
APPROVERS = MappingProxyType(
    {"persons": ["example:approver"], "valid_from": "2026-01-01", "source": "example order 1"}
)
ASSETS = MappingProxyType(
    {
        "assets": [
            {"serial": "EX-0001", "class": "scanner", "in_service_since": "2019-05-06"},
        ],
        "source": "example inventory 2026",
    }
)
DISPOSAL = MappingProxyType(
    {"serial": "EX-0001", "disposed_on": "2026-06-30", "document": "example acceptance 7"}
)
ACCOUNT = MappingProxyType(
    {
        "name": "officer-17",
        "role": "officer",
        "agency": AGENCY,
        "password": "an example of a long one",
    }
)
PASSWORD = MappingProxyType({"password": "another example, long too"})
OWN_PASSWORD = MappingProxyType({"old": "an example of a long one", **PASSWORD})
