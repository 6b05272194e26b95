"""Every sentence about what was delivered: the system installed, the label, the image, the card."""

from types import MappingProxyType

DELIVERIES = MappingProxyType(
    {
        "installed-name-differs": (
            "设备 {serial} 实际安装的是“{observed}”,批准的是“{limit}”",
            'device {serial} has "{observed}" installed, and "{limit}" was approved',
        ),
        "installed-version-differs": (
            "设备 {serial} 实际安装的版本是“{observed}”,批准的是“{limit}”",
            'device {serial} has the version "{observed}" installed, and "{limit}" was approved',
        ),
        "installed-kernel-differs": (
            "设备 {serial} 的内核是“{observed}”,批准的是“{limit}”",
            'device {serial} runs the kernel "{observed}", and "{limit}" was approved',
        ),
        "installed-edition-differs": (
            "设备 {serial} 实际安装的版别是“{observed}”,批准的是“{limit}”",
            'device {serial} has the edition "{observed}" installed, and "{limit}" was approved',
        ),
        "installed-for-the-home": (
            "设备 {serial} 实际安装的“{observed}”是家庭用版本,单位不得使用",
            'device {serial} has "{observed}" installed, an edition for the home',
        ),
        "media-edition-differs": (
            "随设备 {serial} 的恢复介质或装箱单写明“{observed}”,批准的是“{limit}”",
            (
                'the recovery medium or packing list of device {serial} says "{observed}", and'
                ' "{limit}" was approved'
            ),
        ),
        "media-absent": (
            "设备 {serial} 没有系统恢复介质或装箱单",
            "device {serial} came without a recovery medium or packing list",
        ),
        "label-absent": (
            "设备 {serial} 的系统为随机授权,却没有正版标签",
            "device {serial} has a licence of its maker's and no label",
        ),
        "label-edition-differs": (
            "设备 {serial} 的标签是“{observed}”,实际安装的是“{limit}”",
            'the label of device {serial} says "{observed}", and "{limit}" is installed',
        ),
        "label-for-the-home": (
            "设备 {serial} 的标签是家庭用版本“{observed}”,实际安装的是“{limit}”",
            (
                'the label of device {serial} is for the edition "{observed}" for the home, and'
                ' "{limit}" is installed'
            ),
        ),
        "image-altered": (
            "设备 {serial} 安装的是破解或改装的镜像",
            "device {serial} has a cracked or altered image installed",
        ),
        "evidence-of-another-device": (
            "设备 {serial} 的授权凭据中有已用于另一设备者",
            "some of the licence evidence of device {serial} is used for another device",
        ),
        "deliver-as-approved": (
            "退回,或由供应商换为“{limit}”后重新查验",
            'send it back, or have the supplier deliver "{limit}" and inspect it again',
        ),
        "send-back-device": (
            "退回该设备,或由供应商更正后重新查验",
            "send the device back, or have the supplier mend it and inspect it again",
        ),
        # subjects
        "subject-installed": (
            "设备 {serial} 所装系统是否为批准的系统",
            "whether what is installed on device {serial} is the system approved",
        ),
        "subject-label": (
            "设备 {serial} 的正版标签是否与所装系统一致",
            "whether the label of device {serial} is of what is installed",
        ),
        "subject-image": (
            "设备 {serial} 所装系统是否为原版",
            "whether device {serial} has the maker's own system installed",
        ),
        "subject-device-evidence": (
            "设备 {serial} 的授权凭据",
            "the licence evidence of device {serial}",
        ),
        "subject-card": (
            "软件 {serial} 的资产卡片",
            "the asset card of software {serial}",
        ),
        # doubts
        "installed-text-near": (
            "与所批准的相近而不相同;须由{source}写明“{fact}”",
            'it is near what was approved and not the same; the {source} has to state the "{fact}"',
        ),
        "term-not-plain": (
            "所写“{fact}”看不出年数;须由{source}写明",
            'how many years the "{fact}" runs is not plain; the {source} has to state it',
        ),
    }
)
"""Code → (Chinese, English), as in ``sentences``."""
