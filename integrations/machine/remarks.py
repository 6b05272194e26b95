"""What is said beside a reading: a sentence for each code, in both languages. Codes are stable."""

from types import MappingProxyType
from typing import Final

from integrations.machine.stated import Remark
from validators.wording import Sentences, worded

SENTENCES: Final[Sentences] = MappingProxyType(
    {
        # ---- of the document ----
        "no-operating-system": (
            "文件未说明操作系统",
            "the document speaks of no operating system",
        ),
        "several-systems": (
            "文件在{count}处说明的操作系统互不一致：全部列出，未作选择",
            (
                "the document speaks of different operating systems in {count} places: all are"
                " shown and none is chosen"
            ),
        ),
        "schema": (
            "此处不符合该格式的规范（{keyword}）",
            "here the document breaks the rules of its format ({keyword})",
        ),
        "schema-more": (
            "另有{count}处不符合该格式的规范",
            "{count} more places break the rules of the format",
        ),
        "not-validated": (
            "未能按该格式的规范校验",
            "whether the document keeps the rules of its format could not be found out",
        ),
        "line-not-read": ("此行无法读取，已略过", "this line cannot be read and was left out"),
        "quote-not-closed": ("引号未闭合", "the quotation mark is not closed"),
        "key-stated-twice": (
            "{key}在同一文件中出现两次且内容不同",
            "{key} is stated twice, and differently",
        ),
        # ---- of the identifiers ----
        "cpe-malformed": ("不是正确的CPE名称", "this is not a well-formed CPE name"),
        "cpe-not-of-a-system": (
            "该CPE名称不指操作系统",
            "this CPE name is not that of an operating system",
        ),
        "purl-malformed": ("不是正确的purl", "this is not a well-formed package URL"),
        "names-a-package": (
            "此处指的是软件包，而不是操作系统本身",
            "this names a package, not the operating system itself",
        ),
        # ---- of SWID tags ----
        "kind-not-stated": (
            "SWID标签不说明软件是否为操作系统",
            "a SWID tag does not say whether its software is an operating system",
        ),
        "tag-of-a-patch": (
            "该标签属于补丁，不说明已安装的产品",
            "the tag is that of a patch and does not say which product is installed",
        ),
        "tag-supplemental": (
            "该标签是补充标签，产品由其主标签说明",
            "the tag supplements another one, which says what the product is",
        ),
        "tag-of-media": (
            "该标签属于安装介质，不证明已安装",
            "the tag is that of installation media and does not prove an installation",
        ),
        "signature-not-verifiable": (
            "标签有签名，但此处无法验证",
            "the tag is signed, and the signature cannot be verified here",
        ),
        "signature-broken": (
            "签名无效或未覆盖所读内容：不可据此认定",
            "the signature is broken, or does not cover what was read: do not rely on the tag",
        ),
        # ---- of what could not be derived ----
        "families-disagree": (
            "各处说明指向不同的产品系列",
            "the statements point to products of different makers",
        ),
        "name-unclear": (
            "各处说明对应不同的产品名称",
            "the statements name different products",
        ),
        "line-unclear": (
            "各处说明对桌面版还是服务器版互不一致",
            "the statements do not agree whether this is the desktop or the server product",
        ),
        "version-unclear": (
            "各处说明的版本互不一致",
            "the statements do not agree about the version",
        ),
        "service-pack-unclear": (
            "各处说明的SP互不一致",
            "the statements do not agree about the service pack",
        ),
        "service-pack-not-stated": (
            "仅凭现有说明无法区分V10与V10 SP1",
            "what is stated does not tell V10 from V10 with a service pack",
        ),
        "service-pack-by-codename": (
            "版本以代号{codename}区分SP，文件未写明SP",
            "the release is told by the codename {codename}, and no service pack is stated",
        ),
        "edition-unclear": (
            "各处说明的版本类型（家庭版、专业版等）互不一致",
            "the statements do not agree about the edition",
        ),
        "edition-not-stated": (
            "未说明是家庭版还是专业版；CPE名称不区分二者",
            "no edition is stated; a CPE name does not tell home from professional",
        ),
    }
)


def remark(code: str, place: str = "", /, **values: object) -> Remark:
    """Return the remark of that code about that place.

    Raises:
        KeyError: no sentence has that code, or a value it shows is not given.
    """
    return Remark(code=code, place=place, message=worded(SENTENCES, code, **values))
