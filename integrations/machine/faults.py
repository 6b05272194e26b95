"""Why a machine document is refused: one sentence for each code, in both languages.

The codes stay stable. What concerns every file of strangers (its size, its time, its memory)
stands in ``integrations.file_faults``.
"""

from enum import StrEnum, unique
from types import MappingProxyType
from typing import Final

from integrations.errors import FileRefused, Place
from validators.wording import Sentences, worded


@unique
class DocumentFault(StrEnum):
    """Why a machine document is refused, by code."""

    DOCUMENT_EMPTY = "document-empty"
    FORMAT_UNKNOWN = "format-unknown"
    FORMAT_NOT_READ = "format-not-read"
    VERSION_NOT_READ = "version-not-read"
    NOT_UTF_8 = "not-utf-8"
    JSON_MALFORMED = "json-malformed"
    JSON_NOT_STRICT = "json-not-strict"
    JSON_TOO_DEEP = "json-too-deep"
    XML_MALFORMED = "xml-malformed"
    XML_FORBIDDEN = "xml-forbidden"
    TEXT_UNUSABLE = "text-unusable"
    TEXT_TOO_LONG = "text-too-long"
    TOO_MANY_SYSTEMS = "too-many-systems"
    TOO_MANY_LINES = "too-many-lines"
    TAG_INCOMPLETE = "tag-incomplete"
    PURL_MALFORMED = "purl-malformed"
    CPE_MALFORMED = "cpe-malformed"


SENTENCES: Final[Sentences] = MappingProxyType(
    {
        DocumentFault.DOCUMENT_EMPTY: ("文件是空的", "the document is empty"),
        DocumentFault.FORMAT_UNKNOWN: (
            (
                "无法识别该文件：可接受CycloneDX 1.4–1.7（JSON）、SPDX 2.2/2.3（JSON或tag-value）、"
                "SWID标签、os-release与os-version、purl、CPE"
            ),
            (
                "the document is of no format that is read: CycloneDX 1.4 to 1.7 in JSON, SPDX 2.2"
                " and 2.3 in JSON or tag-value, SWID tags, os-release with os-version, purl, CPE"
            ),
        ),
        DocumentFault.FORMAT_NOT_READ: (
            "已识别为{format}，但不读取该格式：请另行提供{instead}",
            "this is {format}, which is recognised and not read: send {instead}",
        ),
        DocumentFault.VERSION_NOT_READ: (
            "{format}的版本{version}不读取：可读取{known}",
            "version {version} of {format} is not read: {known} are",
        ),
        DocumentFault.NOT_UTF_8: (
            "文件不是UTF-8编码（第{byte}字节）：请另存为UTF-8",
            "the document is not UTF-8 (byte {byte}): save it as UTF-8",
        ),
        DocumentFault.JSON_MALFORMED: (
            "不是正确的JSON：第{line}行第{column}列",
            "not well-formed JSON at line {line}, column {column}",
        ),
        DocumentFault.JSON_NOT_STRICT: (
            "JSON中有重复成员名、NaN、Infinity或过长的数",
            "the JSON repeats a member of an object, or holds NaN, Infinity or too long a number",
        ),
        DocumentFault.JSON_TOO_DEEP: (
            "JSON嵌套超过{most}层",
            "the JSON is nested more than {most} levels deep",
        ),
        DocumentFault.XML_MALFORMED: (
            "不是正确的XML：第{line}行",
            "not well-formed XML at line {line}",
        ),
        DocumentFault.XML_FORBIDDEN: (
            "XML中不得有DOCTYPE、实体声明或处理指令",
            "the XML holds a document type, an entity or a processing instruction: none is taken",
        ),
        DocumentFault.TEXT_UNUSABLE: (
            "此处文字含控制字符或不可用字符",
            "the text here holds control characters, or characters that can be no text",
        ),
        DocumentFault.TEXT_TOO_LONG: (
            "此处文字超过{most}个字符",
            "the text here has more than {most} characters",
        ),
        DocumentFault.TOO_MANY_SYSTEMS: (
            "文件中的操作系统超过{most}个",
            "the document speaks of more than {most} operating systems",
        ),
        DocumentFault.TOO_MANY_LINES: (
            "文件超过{most}行",
            "the document has more than {most} lines",
        ),
        DocumentFault.TAG_INCOMPLETE: (
            "SWID标签缺少{attribute}",
            "the SWID tag has no {attribute}",
        ),
        DocumentFault.PURL_MALFORMED: (
            "不是正确的purl",
            "not a well-formed package URL",
        ),
        DocumentFault.CPE_MALFORMED: (
            "不是正确的CPE名称",
            "not a well-formed CPE name",
        ),
    }
)


def refused(code: DocumentFault, path: str = "", /, **values: object) -> FileRefused:
    """Return the refusal of that code at that place, to be raised.

    Raises:
        KeyError: a value that its sentence shows is not given.
    """
    place = Place(path=path) if path else None
    return FileRefused(code, worded(SENTENCES, code, **values), place)
