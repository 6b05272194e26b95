"""Why bytes are not accepted: every reason in English and Chinese, by its code.

What only a library can tell (where a JSON text breaks off) is told in English, beside the rest.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType


@dataclass(frozen=True, slots=True)
class Reason:
    """One reason in both languages; as text it is the English one."""

    english: str
    chinese: str

    def __str__(self) -> str:
        """Return the English sentence."""
        return self.english

    def said(self, language: str) -> str:
        """Return the sentence of a language, `en` or `zh`."""
        return self.chinese if language == "zh" else self.english


SENTENCES: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        # what kind of thing the bytes are not; the reason in depth follows
        "not-canonical": ("not acceptable JSON: {reason}", "不是可接受的 JSON:{reason}"),
        "not-an-entry": ("not a ledger entry: {reason}", "不是账本记录:{reason}"),
        "not-a-note": (
            "not a well-formed signed note: {reason}",
            "不是格式正确的签名文本:{reason}",
        ),
        "not-accepted": ("the signature is not accepted: {reason}", "签名不被接受:{reason}"),
        # JSON
        "surrogate": ("a text contains a lone surrogate", "文本含有孤立的代理码点"),
        "deep": ("nested too deeply", "嵌套过深"),
        "deeper-than": ("nested deeper than {most}", "嵌套超过 {most} 层"),
        "encoding": ("not valid UTF-8 text", "不是有效的 UTF-8 文本"),
        "no-form": ("{why}", "该值没有规范形式"),
        "broken-off": ("{why} at byte {place}", "第 {place} 字节处不合 JSON 语法"),
        "name-twice": (
            "the name {name!r} occurs twice in one object",
            "名称 {name!r} 在同一对象中重复出现",
        ),
        "no-number": ("{name} is not JSON", "JSON 中没有 {name}"),
        "integer-range": (
            "the integer {digits} is beyond 2^53-1: write it as a string",
            "整数 {digits} 超出 2^53-1:请写作字符串",
        ),
        "number-range": ("the number {digits} is out of range", "数字 {digits} 超出范围"),
        # entries
        "format": (
            "format {found!r} is not known, only {known}",
            "格式 {found!r} 未知,仅知 {known}",
        ),
        "no-json": ("it is not JSON", "不是 JSON"),
        "no-members": ("it has not the members of an entry", "没有账本记录应有的成员"),
        "no-object": ("{name} is not an object", "{name!r} 不是对象"),
        "odd-members": (
            "{name} has missing or unknown members: {odd}",
            "{name!r} 缺少成员或有未知成员:{odd}",
        ),
        "no-text": (
            "{name} is not a text with something in it",
            "{name!r} 不是非空文本",
        ),
        "kind": ("kind {found!r} is not known", "种类 {found!r} 未知"),
        "instant": (
            "recorded_at {found!r} is not an instant in UTC to the microsecond",
            '"recorded_at" 的 {found!r} 不是精确到微秒的协调世界时',
        ),
        # keys and notes
        "key-name": (
            "the key name {name!r} is empty or has a space or a plus sign",
            "公钥名称 {name!r} 为空,或含有空格或加号",
        ),
        "key-size": (
            "an Ed25519 key has {wanted} bytes, this one {found}",
            '"Ed25519" 公钥应有 {wanted} 字节,此钥有 {found} 字节',
        ),
        "key-form": (
            "a verifier key has the form NAME+KEYID+BASE64",
            '验证公钥的格式为 "NAME+KEYID+BASE64"',
        ),
        "key-type": (
            "only Ed25519 keys (type byte 0x01) are known here",
            '此处只接受 "Ed25519" 公钥(类型字节 01)',
        ),
        "key-id": (
            "the key id of {name} should be {wanted} but is given as {found}",
            "{name} 的公钥标识应为 {wanted},所给为 {found}",
        ),
        "not-utf-8": ("it is not UTF-8", "不是 UTF-8 编码"),
        "control": ("it contains a control character", "含有控制字符"),
        "no-signatures": (
            "there is no blank line followed by signature lines",
            "没有空行及其后的签名行",
        ),
        "many-signatures": ("it has more than {most} signatures", "签名超过 {most} 个"),
        "note-text": (
            "the text must end in a newline and hold no control characters",
            "文本须以换行结尾,且不含控制字符",
        ),
        "other-text": (
            "the signature under the key {key} does not belong to this text",
            "公钥 {key} 名下的签名不属于此文本",
        ),
        "no-trusted": (
            "signed by {found}, but by none of the trusted keys ({wanted})",
            "由 {found} 签名,其中没有受信任的公钥({wanted})",
        ),
        "no-trusted-given": (
            "signed by {found}, but by none of the trusted keys (none given)",
            "由 {found} 签名,而未给出受信任的公钥",
        ),
        "no-base64": ("{shown!r} is not base64", "{shown!r} 不是六十四进制编码"),
        "other-base64": (
            "{shown!r} is not the canonical base64 of its bytes",
            "{shown!r} 不是其字节的规范六十四进制编码",
        ),
        "no-signature-line": ("{shown!r} is no signature line", "{shown!r} 不是签名行"),
        "signature-line": (
            "the signature line of {name!r} is malformed",
            "{name!r} 的签名行格式有误",
        ),
        "key-file-encoding": ("the file {path} is not UTF-8 text", "文件 {path} 不是 UTF-8 文本"),
        "key-file-empty": ("the file {path} holds no key", "文件 {path} 中没有公钥"),
        # checkpoints
        "few-lines": (
            "a checkpoint has at least three lines, none of them empty",
            "检查点至少有三行,且没有空行",
        ),
        "size-line": (
            "the second line should be the number of entries and is {shown!r}",
            "第二行应为记录条数,实为 {shown!r}",
        ),
        "root-line": (
            "the third line should be {wanted} bytes in base64, it has {found}",
            "第三行应为 {wanted} 字节的六十四进制编码,实有 {found} 字节",
        ),
        "other-origin": (
            "its origin is {origin!r}, its key is named {key!r}",
            "其来源为 {origin!r},公钥名称却为 {key!r}",
        ),
        "other-ledger": (
            "it speaks of {found!r}, this ledger is {wanted!r}",
            "所述账本为 {found!r},此账本为 {wanted!r}",
        ),
        # what stands beside the tree
        "keys-members": (
            "it has not the members format, origin, keys and readme",
            '没有成员 "format"、"origin"、"keys" 和 "readme"',
        ),
        "keys-form": (
            "it is not the canonical form of format {known} for the ledger {origin}",
            "不是账本 {origin} 的格式 {known} 的规范形式",
        ),
        "keys-list": ("keys is not a list of texts", '"keys" 不是文本列表'),
        "keys-stranger": ("the key {key} is not one of {origin}", "公钥 {key} 不属于 {origin}"),
        "readme": (
            "{readme} has not the digest that {keys} gives for it",
            "{readme} 的摘要与 {keys} 所载不符",
        ),
        "file-size": (
            "it should have {wanted} bytes and has {found}",
            "应有 {wanted} 字节,实有 {found} 字节",
        ),
        "file-longer": (
            "it should have {wanted} bytes and has more",
            "应有 {wanted} 字节,实际更多",
        ),
        # what a missing file held
        "held-entries": ("entries {first} to {last}", "第 {first} 至 {last} 条记录"),
        "held-hashes": (
            "hashes over entries {first} to {last}",
            "第 {first} 至 {last} 条记录的哈希",
        ),
        "held-nothing": (
            "it proves nothing, but every export has it",
            "它不证明任何事,但每份导出都有",
        ),
        # signed statements
        "jws-form": (
            "it is not a compact JWS of three base64url parts",
            "不是由三段组成的紧凑签名",
        ),
        "jws-type": (
            "its typ is {found!r} where {wanted!r} is expected",
            "类型为 {found!r},应为 {wanted!r}",
        ),
        "jws-sandbox": (
            "it comes from a sandbox, where nothing counts",
            "出自沙箱,在沙箱之外无效力",
        ),
        "jws-key": ("the key {kid!r} is not known", "公钥 {kid!r} 未知"),
        "jws-signature": (
            "the signature does not verify with the key {kid}",
            "签名与公钥 {kid} 不符",
        ),
        "jws-header": ("its header is {why}", "签名头部无法读取"),
        "jws-header-object": (
            "its header is not an object of strings (crit and jwk are not accepted)",
            '签名头部不是字符串对象(不接受 "crit" 和 "jwk")',
        ),
        "jws-header-members": (
            "its header has exactly alg, kid and typ; wrong or missing: {odd}",
            '签名头部应恰有 "alg"、"kid" 和 "typ";有误或缺失:{odd}',
        ),
        "jws-algorithm": (
            "its alg is {found!r} where {wanted!r} is expected",
            "算法为 {found!r},应为 {wanted!r}",
        ),
        "statement-long": (
            "a statement is a text of at most {most} characters",
            "声明为最多 {most} 字的文本",
        ),
        "no-approval": ("what is signed is no approval", "所签内容不是批准"),
        "no-status-list": ("what is signed is no status list: {why}", "所签内容不是状态清单"),
        "no-catalogue": ("what is signed is no catalogue: {why}", "所签内容不是目录:{why}"),
        "catalogue-format": (
            "the catalogue file has format {found!r}, only {known} is read: have it exported anew",
            "目录文件的格式为 {found!r},此处只读取 {known}:请重新导出",
        ),
        "catalogue-parts": (
            "part {wanted} of the catalogue is not in its place but {found}: fetch it anew, whole",
            "目录的第 {wanted} 部分不在其位,文件给出的是 {found}:请重新获取完整文件",
        ),
        "catalogue-digest": (
            "its documents make the catalogue {found}, and it says to be {wanted}",
            "其中文件构成目录 {found},而自称为 {wanted}",
        ),
        "catalogue-key-revoked": (
            "the key {kid} that signed the catalogue was revoked: have it exported anew",
            "签署目录的公钥 {kid} 已被撤销:请重新导出",
        ),
        "status-bits": ("it has {bits!r} bits an entry, not 1", "每项应为 1 位,实为 {bits!r}"),
    }
)
"""Code → (English, Chinese), with the names of the values each sentence shows in braces."""


def because(code: str, /, **values: object) -> Reason:
    """Return the reason of that code with its values; those that are reasons, in each language.

    Raises:
        KeyError: there is no such code, or a value it shows is not given.
    """
    english, chinese = SENTENCES[code]
    own = {name: it.chinese if isinstance(it, Reason) else it for name, it in values.items()}
    return Reason(english.format(**values), chinese.format(**own))
