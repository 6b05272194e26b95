"""Every sentence about a fault of a law document, in Chinese and English, by its code.

Words in straight quotes are keys and values as documents write them, the same in both languages.
What only a library can tell (why something is no YAML) is told in English, beside its line.
"""

from types import MappingProxyType

from validators.finding import Message
from validators.wording import Sentences, worded

SENTENCES: Sentences = MappingProxyType(
    {
        # what is no document at all
        "too-large": (
            "共 {size} 字节,最多读取 {most} 字节",
            "{size} bytes; at most {most} are read",
        ),
        "not-utf-8": (
            "不是 UTF-8 文本:请以 UTF-8 编码保存文件",
            "not UTF-8 text: save the file as UTF-8",
        ),
        "invisible": (
            "含有不可见字符({hidden}):请删除",
            "invisible characters ({hidden}): delete them",
        ),
        "too-deep": ("嵌套超过 {most} 层", "more than {most} levels deep"),
        "no-yaml": ("此处起不是 YAML", "no YAML: {why}"),
        "no-map": ("法规文件应为由键组成的映射", "a document of the law is a map of keys"),
        "empty": ("文件为空", "an empty document"),
        "unknown-format": (
            "缺失或未知;应为下列之一:{known}",
            "missing or unknown; expected one of: {known}",
        ),
        # conditions, amendments and swaps
        "no-condition": (
            '应为 "yes"、"no",或写有界限的映射;名称以 "line." 开头者另可为属性值',
            (
                'expected "yes", "no" or a map of borders; a name that begins with "line." may have'
                " a value of the attribute as well"
            ),
        ),
        "no-range": (
            '须有界限,两侧各至多一个:"from" 或 "above","below" 或 "up_to"',
            'a border is needed, at most one on each side: "from" or "above", "below" or "up_to"',
        ),
        "empty-range": ("范围之内没有数", "no number lies within"),
        "for-every-nothing": ("不得为零", "must not be nought"),
        "property-not-described": (
            '"{name}" 未在 "properties" 中说明',
            '"{name}" is not described under "properties"',
        ),
        "property-idle": (
            '没有条件用到 "{name}"',
            'no condition turns on "{name}"',
        ),
        "line-unknown-here": (
            '此处只知单位,不知订单行;"line." 只用于价格上限',
            'only the agency is known here, not a line; "line." belongs in price ceilings',
        ),
        "no-range-here": (
            "此处只能写是否,不能写范围",
            "only answers can stand here, no ranges",
        ),
        "ratio-or-question": (
            '写明 "ratio",或者写明 "question" 和 "role"',
            'state "ratio", or else "question" and "role"',
        ),
        "removed-and-there": (
            '"{name}" 既被删去,又列在本文件中',
            '"{name}" is removed, and stands in this document as well',
        ),
        "nothing-to-remove": (
            '被修改的版本中没有 "{name}"',
            'the edition that is amended has no "{name}"',
        ),
        "amends-nothing": (
            '只有写明 "amends" 的版本才能修改另一版本的数字或删去其内容',
            'only an edition that says what it "amends" changes or removes parts of another',
        ),
        # what YAML has and these documents do without
        "alias": ("别名(*):请写出值本身", "an alias (*): write the value out"),
        "anchor": ("锚点(&{name}):请写出值本身", "an anchor (&{name}): write the value out"),
        "tag": ("标签(!):请写成带引号的文本", "a tag (!): write plain quoted text"),
        "second-document": (
            "第二个文档:一个文件只含一个文档",
            "a second document: one file is one document",
        ),
        "key-twice": (
            "该键重复出现,首次在第 {first} 行",
            "the key stands twice, first on line {first}",
        ),
        "key-no-word": (
            "键应为词,不得为列表或映射",
            "a key must be a word, not a list or a map",
        ),
        "no-value": (
            "没有值:请写在引号中,或省略该键",
            "no value: write it in quotes, or leave the key out",
        ),
        "unquoted": (
            "'{shown}' 没有引号:请写作 \"{shown}\"",
            "'{shown}' has no quotes: write \"{shown}\"",
        ),
        # shapes and values
        "missing": ("缺失", "missing"),
        "missing-expected": ("缺失;应为{expected}", "missing; expected {expected}"),
        "not-understood": ("无法理解该值", "not understood: {why}"),
        "expected": ("应为{expected}", "expected {expected}"),
        "list-found": ("此处为列表,应为{expected}", "a list, expected {expected}"),
        "map-found": ("此处为映射,应为{expected}", "a map, expected {expected}"),
        "other-found": (
            '此处为 "{shown}",应为{expected}',
            '"{shown}" found, expected {expected}',
        ),
        "unknown-key": (
            "未知的键;此处已知的键:{known}",
            "unknown key; the keys known here are: {known}",
        ),
        "unknown-name": ("未知的名称;已知:{known}", "unknown name; known are: {known}"),
        "empty-list": (
            "列表为空:请至少列出一项,或省略该键",
            "an empty list: name at least one, or leave the key out",
        ),
        "short-list": (
            "列表只有 {found} 项,至少需要 {least} 项",
            "{found} in the list, and it needs {least} or more",
        ),
        "listed-twice": ("在列表中重复出现", "stands twice in the list"),
        "no-limit": (
            "应为数字,或恰含下列之一的映射:{known}",
            "expected a number, or a map with exactly one of: {known}",
        ),
        "last-tier-ends": ('最后一级不得有 "up_to"', "the last tier has no up_to"),
        "tier-without-end": ("缺失;只有最后一级可以省略", "missing; only the last has none"),
        "tier-too-low": (
            "应大于上一级的终点 {below}",
            "must be above {below}, where the tier before ends",
        ),
        "rest-with-condition": (
            '最后一项为其余情形,不得有 "when"',
            "the last option is the rest: it has no when",
        ),
        # one document
        "name-taken": (
            '"{name}" 已是 "{kind}" 中另一项的名称',
            '"{name}" names another of the {kind} as well',
        ),
        "name-of-row": (
            '"{name}" 已是同名行的数量',
            '"{name}" is already the quantity of the row of that name',
        ),
        "read-without-source": (
            '标为 "read" 而未注明出处:请在 "sources" 中注明,或改标 "inferred"',
            'marked "read" without a source: name one in sources, or mark it "inferred"',
        ),
        "no-source": ('没有标识为 "{name}" 的出处', 'no source has the id "{name}"'),
        "source-idle": (
            '没有任何内容引用出处 "{name}":请在引用处注明,或删除',
            'nothing names the source "{name}": name it where it was read, or delete it',
        ),
        "uncited": (
            "未注明出处:请写明所在的行或条款",
            "no citation: say in which row or article it stands",
        ),
        "ends-before": (
            '版本的终止早于开始(见 "since")',
            "the edition ends before it begins (see since)",
        ),
        "supersedes-itself": (
            "版本不能取代自身:请改为提高修订号",
            "an edition cannot supersede itself; raise its revision instead",
        ),
        "not-described": (
            '"{name}" 未予说明:请写在 "headcount_basis"(版本所计的人员)或 "counts" 中',
            (
                '"{name}" is not described: state it as headcount_basis (the persons the'
                " edition counts) or among counts"
            ),
        ),
        "count-idle": ('没有任何限额按 "{name}" 计算', 'no limit is reckoned on "{name}"'),
        "counts-nothing": (
            "所计内容不在本版本的任何一行中",
            "counts nothing that stands in a row of this edition",
        ),
        "no-cap": ('没有标识为 "{name}" 的限额', 'no cap has the id "{name}"'),
        "rows-overlap": (
            '"{row}" 行对相同物品已有 "{aspect}":请以属性缩小其中一行的范围',
            (
                'the row "{row}" has a {aspect} for the same things: narrow one of the two by'
                " attributes"
            ),
        ),
        "life-of-nothing": (
            "使用年限既无年数也无页数",
            "a life without years and without pages",
        ),
        "no-os-there": (
            '价格包含操作系统,而 "{classes}" 没有操作系统',
            "the price includes an operating system, and {classes} has none",
        ),
        "duty-needs": (
            '义务 "{duty}" 须写明 "{name}"',
            'the duty "{duty}" needs "{name}"',
        ),
        "not-of-duty": (
            '义务 "{duty}" 用不到 "{name}"',
            'the duty "{duty}" has no use for "{name}"',
        ),
        "more-than-title": (
            '仅知其标题,却写有 "{said}"',
            "known by title only, yet it has {said}",
        ),
        "nothing-in-it": (
            '没有内容:请写明行、要求或条款,或将 "status" 定为 "registered"',
            'nothing is in it: state rows, requirements or clauses, or status "registered"',
        ),
        "code-twice": (
            '编码 {code} 对类别 "{item_class}" 重复出现',
            "code {code} stands twice for {item_class}",
        ),
        "stands-twice": ('"{name}" 重复出现', '"{name}" stands twice'),
        "roots": (
            '恰有一个地方不属于任何地方;此处为:"{found}"',
            "one place is under none; here: {found}",
        ),
        "no-root": (
            "恰有一个地方不属于任何地方;此处一个也没有",
            "one place is under none; here: no one",
        ),
        "no-place": ('没有标识为 "{name}" 的地方', 'no place has the id "{name}"'),
        "above-itself": ("该地方位于自身之上", "the place is above itself"),
        "case-twice": ("另一判例已用此名称", "another case has this name"),
        "states-no": ('该行未写明 "{path}"', 'the line states no "{path}"'),
        "no-such-line": ("没有第 {line} 行", "there is no line {line}"),
        # documents beside one another
        "revision-twice": (
            '"{name}" 的修订 {revision} 已在 "{file}" 中',
            "revision {revision} of {name} stands in {file} too",
        ),
        "no-edition": ('没有标识为 "{name}" 的版本', 'no edition has the id "{name}"'),
        "begins-later": ('"{name}" 晚于本版本施行', '"{name}" begins after this edition'),
        "no-table": ('没有目录为 "{name}" 的编码表', 'no table has the scheme "{name}"'),
        "table-itself": ("编码表不能取代自身", "a table cannot supersede itself"),
        "other-kind": (
            '此处为{here},而 "{file}" 中为{there}',
            "{here}, where {file} has {there}",
        ),
        "contradiction": (
            (
                '"{file}" 的 "{row}" 行对相同物品已有 "{aspect}",且两者在同一日期均有效:'
                '请在 "supersedes" 中指明较早的版本,或终止它'
            ),
            (
                '{file} has a {aspect} for the same things in its row "{row}", on days when both'
                " hold: name the earlier edition in supersedes, or end it"
            ),
        ),
    }
)
"""Code → (Chinese, English), with the names of the values each sentence shows in braces."""


def wrong(code: str, /, **values: object) -> Message:
    """Return the sentence of that code with its values, in both languages.

    Raises:
        KeyError: no sentence has that code, or a value it shows is not given.
    """
    return worded(SENTENCES, code, **values)
