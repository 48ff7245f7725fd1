"""The words of statistical tables: what a heading, a label or a line below the table calls itself.

A word means the same wherever it stands; nothing here looks at a table.
"""

from __future__ import annotations

import re

from lib.fields import UPLOAD_FIELDS
from lib.upload.foreign.known import plain

LABELS = {
    "region": """
        地区 区域 县区 县市区 县(市、区) 县(市,区) 市县 市县区 区县 区县市 州市 市州 市(州)
        州(市) 省份 省市 省区市 省(区、市) 行政区划 行政区 辖区 地市 城市 地区名称 县区名称
        区域名称 所属地区 所在地区 所属县区 所在县区 所属区域 所在地 属地 county area
        district city province""",
    "period": """
        年份 年度 时期 时间 日期 统计时间 统计时期 统计期 统计年度 统计年份 报告期 报告时间
        所属期 所属时期 数据时间 数据年份 数据时期 截止时间 截至时间 截止日期 截至日期 期间
        时点 月份 季度 年 季 月 year quarter month date time""",
    "target": """
        指标 指标名称 指标项 指标项目 统计指标 考核指标 主要指标 具体指标 项目 项目名称 名称
        目标 目标名称 任务 内容 item""",
    "unit": "单位 计量单位 数据单位 指标单位",
    "source": "来源 数据来源 资料来源 来源单位 出处 佐证 佐证材料",
    "note": "说明 备注 注 附注 情况说明 remark remarks",
    "number": """
        序号 编号 序 行号 行次 代码 指标代码 行政区划代码 区划代码 地区代码 no no. # 排序""",
    "other": """
        联系人 联系电话 电话 手机 填表人 填报人 审核人 制表人 负责人 责任人 责任单位
        责任部门 牵头单位 牵头部门 配合单位 配合部门 主管部门 填报单位 填报部门 报送单位
        报送部门 填报日期 填报时间 报送时间 报送日期 联系方式""",
}
"""Role of a column of labels -> the headings it goes by, beside those of fields.UPLOAD_FIELDS."""

KINDS = {
    "actual": """
        实际值 数值 数据 值 实际 实际数 实际完成 实际完成数 实际完成值 实际完成情况
        实际完成量 完成 完成数 完成值 完成量 完成情况 完成数量 实绩 实绩值 实有数 现状值
        指标值 统计值 统计数据 当期值 本期 本期数 本期值 本期实际 本年 本年数 本年实际 期末
        期末数 期末值 年末 年末数 年末值 数量 累计完成 累计完成数 全年完成 actual value
        amount""",
    "plan": """
        计划 计划数 计划值 计划完成 目标 目标值 目标数 目标任务 任务 任务数 任务目标
        计划目标 年度计划 年度目标 年度任务 年初计划 年初目标 全年目标 全年计划 全年任务
        预期 预期目标 预期值 预计 预计数 预计完成 预测 预测值 计划任务 plan planned target
        expected""",
    "change": """
        同比 环比 增长 增速 增幅 增减 增减额 增减数 增长额 增长数 增量 增加 减少 净增 差额
        差距 完成率 完成比例 完成进度 完成百分比 完成度 占比 比重 比例 权重 得分 分值 排名
        位次 名次 排位 growth change share rank""",
    "previous": """
        上年 上年数 上年值 上年同期 上年同期数 上年实际 上年完成 上年末 上年末数 去年 去年数
        去年同期 去年同期数 去年末 上期 上期数 上期值 上季 上月 同期 同期数 基期 基期数 前期
        前年 previous""",
    "total": """
        合计 总计 小计 共计 总和 合计数 总计数 全国 全省 全国合计 全省合计 全省总计 全市合计
        全市总计 全市小计 全县合计 全区合计 各县区合计 县区合计 total sum subtotal""",
}
"""What a figure is when it is not simply the figure of its own heading."""

ROLE_OF = {
    **{plain(word): role for role, words in LABELS.items() for word in words.split()},
    **{plain(n): f.name for f in UPLOAD_FIELDS for n in (f.zh, f.en, f.name)},
    **{plain(n): "target" for n in ("指标", "indicator")},
}
"""Heading in its plain form -> role of a column of labels, or "value"."""
KIND_OF = {plain(word): kind for kind, words in KINDS.items() for word in words.split()}

_CHANGE = re.compile(
    r"^(?:同比|环比|占全|增速|增幅|增减|(?:比|较|与)(?:上|去|年|同|前))"
    r"|(?:同比|环比|增长率|增长|增速|增幅|增减|完成率|比例|百分比|进度|占比|比重|排名|名次)$"
)
_TOTAL = re.compile(r"(?:合计|总计|小计|共计)$")


def kind_of(text: str) -> str:
    """What kind of figure a heading in plain form names; empty where its words say nothing."""
    if text in KIND_OF:
        return KIND_OF[text]
    return "total" if _TOTAL.search(text) else "change" if _CHANGE.search(text) else ""


NUMBERING = frozenset("甲乙丙丁戊abc-") | {"栏次", "列次", "栏目", "序号", "行次", "编号"}
"""Labels of the line under a header that numbers its columns."""

ENUMERATOR = re.compile(
    r"^(?:[(（][一二三四五六七八九十0-9]{1,3}[)）]|[一二三四五六七八九十]{1,3}[、.．]"
    r"|[0-9]{1,2}[、．)）]|[0-9]{1,2}\.(?![0-9]))\s*"
)
"""一、 （二） 3. before a name."""
SUBSET = re.compile(r"^(?:其中|#)\s*[:：、,，]?\s*")
"""What begins a label that is a part of the line above."""

NOTE = re.compile(
    r"^\s*[(（【\[]?\s*(?:注|备注|附注|说明|注释|注解|表注|编者注|note|notes|remark)\s*"
    r"(?:[0-9一二三四五六七八九十]{0,2})\s*(?:[:：.、]|[)）】\]]|$)",
    re.IGNORECASE,
)
SOURCE = re.compile(r"^\s*(?:数据来源|资料来源|来源|数据出处|source)\s*[:：]", re.IGNORECASE)
FOOTER = re.compile(
    r"^\s*(?:单位|部门|统计)?(?:填表人|制表人|填报人|经办人|审核人|复核人|审核|复核|制表|填表|负责人"
    r"|分管领导|联系人|联系电话|电话|填报日期|填表日期|制表日期|报出日期|填报时间|制表时间|报送日期"
    r"|报送时间|打印日期|打印时间|导出时间|填报单位|报送单位|制表单位|编制单位|盖章|签字|签章)"
    r"\s*(?:[(（][^)）]{0,10}[)）])?\s*(?:[:：]|$)"
)
STARRED = re.compile(r"^\s*(?:[*※△▲●]+\s*\S|[(（]?[0-9]{1,2}[)）.．、]\s*\S)")
"""How the second and later lines of a note begin, where no figure stands beside them."""
