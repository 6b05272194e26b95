"""Every sentence about an agency's list of usable free software."""

from types import MappingProxyType

FREE_SOFTWARE = MappingProxyType(
    {
        # subjects of open points
        "subject-free": (
            "免费软件“{observed}”是否在本单位可使用免费软件清单上",
            'whether the free software "{observed}" stands on the agency\'s list of usable ones',
        ),
        "subject-free-unnamed": (
            "免费软件是否在本单位可使用免费软件清单上",
            "whether the free software stands on the agency's list of usable ones",
        ),
        "subject-free-to-come": (
            "免费软件“{observed}”自 {limit} 起才列入本单位可使用免费软件清单",
            'the free software "{observed}" stands on the agency\'s list only from {limit} on',
        ),
        "subject-free-off": (
            "免费软件“{observed}”({number})自 {limit} 起已移出本单位清单,理由:{reason}",
            (
                'the free software "{observed}" ({number}) was taken off the agency\'s list from'
                " {limit} on, because: {reason}"
            ),
        ),
        # doubts
        "free-software-unlisted": (
            "清单上没有;缺少“{fact}”,须由{source}登记",
            'it is not on it; "{fact}" is missing, which is for the {source} to record',
        ),
        "free-software-near": (
            "清单上只有相近的:{near};须由{source}核对订单文字,或登记“{fact}”",
            (
                "only what is near it stands there: {near}; it is for the {source} to compare the"
                ' words of the order, or to record "{fact}"'
            ),
        ),
        "free-software-unapproved": (
            "已登记({near}),但缺少“{fact}”,须由{source}批准",
            'it is recorded ({near}), yet "{fact}" is missing, which is for the {source} to give',
        ),
        "free-software-to-come": (
            "须待该日,或由{source}另行登记“{fact}”",
            'it takes that day, or another "{fact}" that the {source} records',
        ),
        "free-software-taken-off": (
            "须由{source}另行登记“{fact}”,或改用其他软件",
            'it takes another "{fact}" that the {source} records, or other software',
        ),
    }
)
"""Code → (Chinese, English), as in ``sentences``."""
