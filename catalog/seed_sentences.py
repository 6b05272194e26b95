"""Every sentence about a fault of a catalogue document, in Chinese and English, by its code.

Faults of form are those of law documents (`validators.standards_sentences`).
"""

from types import MappingProxyType

from validators.finding import Message
from validators.standards_sentences import SENTENCES as OF_LAW
from validators.wording import Sentences, worded

SENTENCES: Sentences = MappingProxyType(
    {
        "stands-too": ('"{name}" 也在 "{file}" 中', '"{name}" stands in {file} too'),
        "no-scheme": ('没有标识为 "{name}" 的目录', 'no scheme has the id "{name}"'),
        "read-unsourced": (
            '标为 "read" 而未注明出处:请写明见于何处',
            "read, yet no source is named: say where it was seen",
        ),
        "source-unused": (
            "没有任何一行依据此出处:请在该行注明,或省略",
            "no row rests on this source: name it there, or leave it out",
        ),
        "word-taken": (
            '"{family}" 系列已有该词:一个词只指向一个系列',
            'the family "{family}" has this word too: a word leads to one family',
        ),
        "nothing-yet": (
            "标为没有此类产品,却有 {found} 项",
            "nothing of this kind, yet {found} of it",
        ),
        "complete-uncounted": (
            "标为完整,却未写明总数",
            "complete, yet no count says of how many",
        ),
        "complete-differs": (
            "标为完整共 {count} 项,此处却有 {found} 项此类列名",
            "complete with {count}, yet {found} listings of the kind stand here",
        ),
        "partial-whole": (
            "标为部分、总数 {count} 项,此处却有 {found} 项此类列名",
            "partial with {count}, yet {found} listings of the kind stand here",
        ),
        "part-unspoken": (
            '"parts" 未写明此类产品录入了多少',
            "parts does not say how much of this kind is loaded",
        ),
        "identity-twice": (
            "该名称、版本与内核重复出现",
            "this name, version and kernel stand twice",
        ),
        "no-family": (
            '没有 "{kind}" 类的该系列;已知:"{known}"',
            "no family of kind {kind} of that name; known are: {known}",
        ),
        "no-word": (
            '名称中没有其系列的任何一词:"{words}"',
            "no word of its family stands in the name: {words}",
        ),
        "no-level": (
            '该目录没有此等级;已知:"{known}"',
            "the scheme has no such level; known are: {known}",
        ),
        "cpe-part": (
            '此类产品的 CPE 名称应以 "cpe:2.3:{part}:" 开头',
            'the CPE name of such a product begins with "cpe:2.3:{part}:"',
        ),
        "valid-before": (
            "早于公告,或公告日期不详",
            "before the publication, or of one whose day is not known",
        ),
        "due-other": (
            "自公告起 {years} 年应为 {due}",
            "{years} years after the publication it is {due}",
        ),
        "no-listing": (
            '该目录没有标识为 "{name}" 的(其他)列名',
            'no (other) listing of the scheme has the id "{name}"',
        ),
        "event-lacks": (
            '"{event}" 事件须写明下列之一:{keys}',
            'an event "{event}" needs at least one of: {keys}',
        ),
        "event-has": (
            '"{event}" 事件没有此项',
            'an event "{event}" has no such member',
        ),
        "event-ends-before": ("早于生效日", "before it takes effect"),
        "event-before-listing": (
            "早于列名公告之日 {day}",
            "before the listing was published on {day}",
        ),
        "nothing-suspended": (
            "此前没有该列名的暂停事件",
            "no suspension of the listing comes before it",
        ),
        "events-at-once": (
            '同一列名在 {day} 另有一事件("{file}"),无从判断孰先孰后',
            "another event on the listing takes effect on {day} too ({file}): neither is the later",
        ),
        "unknown-format": ("应为下列之一:{known}", "expected one of: {known}"),
    }
)
"""Code → (Chinese, English), with the names of the values each sentence shows in braces."""

_ALL = {**OF_LAW, **SENTENCES}


def wrong(code: str, /, **values: object) -> Message:
    """Return the sentence of that code with its values, in both languages.

    Raises:
        KeyError: no sentence has that code, or a value it shows is not given.
    """
    return worded(_ALL, code, **values)
