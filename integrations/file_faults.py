"""Why a file is refused: one sentence for each code, in both languages. The codes stay stable."""

from enum import StrEnum, unique
from types import MappingProxyType
from typing import Final

from integrations.errors import FileRefused, Place
from validators.wording import Sentences, worded


@unique
class FileFault(StrEnum):
    """Why a whole file is refused, by code."""

    # The walls around every reader (integrations.confined).

    TOO_LARGE = "file-too-large"
    TAKES_TOO_LONG = "file-takes-too-long"
    TAKES_TOO_MUCH_MEMORY = "file-takes-too-much-memory"
    HOLDS_TOO_MUCH = "file-holds-too-much"
    UNREADABLE = "file-unreadable"

    # What an archive says of itself (integrations.zip_bounds).
    TOO_MANY_PARTS = "file-too-many-parts"
    UNPACKS_TOO_LARGE = "file-unpacks-too-large"
    PACKED_TOO_TIGHTLY = "file-packed-too-tightly"
    PART_LEADS_ELSEWHERE = "file-part-leads-elsewhere"
    PART_TWICE = "file-part-twice"
    SIZE_LIES = "file-part-damaged"
    ENCRYPTED = "file-encrypted"
    MACROS = "file-has-macros"
    EXTERNAL_LINKS = "file-has-external-links"

    # Workbooks (integrations.workbook).
    NOT_A_WORKBOOK = "file-not-a-workbook"
    OLD_OR_LOCKED = "file-old-or-locked"
    XML_DECLARES = "file-declares-entities"
    NO_ENCODING = "file-of-unknown-encoding"
    CSV_BROKEN = "file-quotes-unclosed"
    TOO_MANY_SHEETS = "file-too-many-sheets"
    TOO_MANY_ROWS = "sheet-too-many-rows"
    TOO_MANY_COLUMNS = "sheet-too-many-columns"
    TOO_MANY_CELLS = "file-too-many-cells"
    TOO_MANY_MERGES = "sheet-too-many-merges"
    TEXT_TOO_LONG = "cell-text-too-long"

    # Rows of JSON (integrations.json_sheet).
    NO_ROWS = "file-not-rows"

    # Printed approvals (integrations.print_reading).
    NOT_A_PDF = "file-not-a-pdf"
    PDF_LOCKED = "file-pdf-locked"
    PDF_DAMAGED = "file-pdf-damaged"
    PDF_TOO_MUCH = "file-pdf-too-much"


SENTENCES: Final[Sentences] = MappingProxyType(
    {
        FileFault.TOO_LARGE: (
            "文件为{size}字节,最多{most}字节:请删去图片和无关的表,或分成几个文件",
            (
                "the file has {size} bytes, at most {most} are taken: remove pictures and sheets"
                " that are not needed, or split it"
            ),
        ),
        FileFault.TAKES_TOO_LONG: (
            "读取该文件超过了时限:请只保留所需的表,另存后重试",
            (
                "reading the file takes longer than it may: keep only what is needed, save it anew"
                " and try again"
            ),
        ),
        FileFault.TAKES_TOO_MUCH_MEMORY: (
            "读取该文件所需内存超过上限:请只保留所需的表,另存后重试",
            (
                "reading the file takes more memory than it may: keep only what is needed, save it"
                " anew and try again"
            ),
        ),
        FileFault.HOLDS_TOO_MUCH: (
            "文件内容超过可接受的量(读出后最多{most}字节):请分成几个文件",
            "the file holds more than can be taken (at most {most} bytes once read): split it",
        ),
        FileFault.TOO_MANY_PARTS: (
            "压缩包内有{found}个部件,最多{most}个:请新建工作簿,只复制所需的表",
            (
                "the archive has {found} parts, at most {most} are taken: copy only the table"
                " that is needed to a new workbook"
            ),
        ),
        FileFault.UNPACKS_TOO_LARGE: (
            "文件解压后为{size}字节,最多{most}字节:请新建工作簿,只复制所需的表",
            (
                "unpacked the file has {size} bytes, at most {most} are taken: copy only the"
                " table that is needed to a new workbook"
            ),
        ),
        FileFault.PACKED_TOO_TIGHTLY: (
            "文件压缩率异常(超过{most}倍):请新建工作簿,只复制所需的表",
            (
                "the file is packed more than {most} times over: copy only the table that is"
                " needed to a new workbook"
            ),
        ),
        FileFault.PART_LEADS_ELSEWHERE: (
            "压缩包内的部件名{part}不可接受:请用表格软件重新保存",
            (
                "the archive has a part whose name {part} cannot be taken: save the file anew"
                " with a spreadsheet program"
            ),
        ),
        FileFault.PART_TWICE: (
            "压缩包内的部件{part}出现两次:请用表格软件重新保存",
            "the archive has the part {part} twice: save the file anew with a spreadsheet program",
        ),
        FileFault.SIZE_LIES: (
            "压缩包内的部件{part}已损坏,或其大小与所示不符:请用表格软件重新保存",
            (
                "the part {part} of the archive is damaged, or not of the size it is said to"
                " have: save the file anew with a spreadsheet program"
            ),
        ),
        FileFault.ENCRYPTED: (
            "文件已加密:请去除密码后保存",
            "the file is encrypted: save it without a password",
        ),
        FileFault.MACROS: (
            "文件含有宏:请另存为不含宏的 .xlsx",
            "the file has macros: save it as .xlsx without macros",
        ),
        FileFault.EXTERNAL_LINKS: (
            "文件引用了其他工作簿:请断开链接(保留数值)后保存",
            "the file draws on other workbooks: break the links, keeping the values, and save it",
        ),
        FileFault.NOT_A_WORKBOOK: (
            "这不是工作簿:请提交 .xlsx 或 .csv 文件",
            "this is no workbook: send .xlsx or .csv",
        ),
        FileFault.OLD_OR_LOCKED: (
            "这是旧版 .xls 文件,或设有打开密码:请另存为无密码的 .xlsx",
            "this is an old .xls file, or it asks for a password: save it as .xlsx without one",
        ),
        FileFault.XML_DECLARES: (
            "文件内含有文档类型或实体声明,不予读取:请用表格软件重新保存",
            (
                "a part of the file declares a document type or entities, which are not read:"
                " save it anew with a spreadsheet program"
            ),
        ),
        FileFault.NO_ENCODING: (
            "无法识别文本编码:请另存为 UTF-8 的 CSV,或 .xlsx",
            "the text is of no known encoding: save it as CSV in UTF-8, or as .xlsx",
        ),
        FileFault.CSV_BROKEN: (
            "引号不成对,或引号之后有多余的字符",
            "a quotation does not end, or something stands behind its end",
        ),
        FileFault.TOO_MANY_SHEETS: (
            "工作簿有{found}张表,最多{most}张",
            "the workbook has {found} sheets, at most {most} are taken",
        ),
        FileFault.TOO_MANY_ROWS: (
            "内容超出第{most}行:请分成几个文件",
            "something stands below row {most}: split the file",
        ),
        FileFault.TOO_MANY_COLUMNS: (
            "内容超出第{most}列:请只保留所需的列",
            "something stands beyond column {most}: keep only the columns that are needed",
        ),
        FileFault.TOO_MANY_CELLS: (
            "有内容的单元格(含合并单元格)超过{most}个:请分成几个文件",
            "more than {most} cells are filled, those of merged ranges included: split the file",
        ),
        FileFault.TOO_MANY_MERGES: (
            "合并单元格超过{most}处:请取消不需要的合并",
            "more than {most} ranges of cells are merged: undo merges that are not needed",
        ),
        FileFault.TEXT_TOO_LONG: (
            "单元格文字超过{most}字",
            "the cell has more than {most} characters",
        ),
        FileFault.NO_ROWS: (
            "JSON 应为行的列表,每行是“列名:文字”的对象,无重复、无嵌套",
            (
                "the JSON is no list of rows, each an object of columns and texts, nothing named"
                " twice and nothing nested"
            ),
        ),
        FileFault.NOT_A_PDF: (
            "这不是 PDF 文件:请提交下载时的原文件,或输入批准编号",
            "this is no PDF: send the file as it was downloaded, or put in the number",
        ),
        FileFault.PDF_LOCKED: (
            "PDF 已加密:签发的原件不加密,请提交原件,或输入批准编号",
            (
                "the PDF is locked: what is signed here is not; send the original, or put in the"
                " number"
            ),
        ),
        FileFault.PDF_DAMAGED: (
            "PDF 已损坏或被改动,读不到签名:请重新下载原件,或输入批准编号",
            (
                "the PDF is damaged or was changed, and no signature can be read: download it anew,"
                " or put in the number"
            ),
        ),
        FileFault.PDF_TOO_MUCH: (
            "PDF 过大,或核验所需超过上限:签发的原件不会如此,请输入批准编号",
            (
                "the PDF is larger than can be verified, or takes longer: nothing that is signed"
                " here does; put in the number"
            ),
        ),
        FileFault.UNREADABLE: (
            "无法读取该文件:文件已损坏,或不是其扩展名所示的格式;请重新保存后再试",
            (
                "the file cannot be read: it is damaged, or not of the format its name says; save"
                " it anew and try again"
            ),
        ),
    }
)


def refusal(code: FileFault, place: Place | None = None, /, **values: object) -> FileRefused:
    """Return the refusal of that code, with its sentence filled in, to be raised.

    Raises:
        KeyError: a value that the sentence shows is not given.
    """
    return FileRefused(code.value, worded(SENTENCES, code, **values), place)
