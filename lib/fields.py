"""Every column of every table once: name, headers, type, allowed words, example; no logic."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal

TEXT, DATE, DECIMAL, INTEGER, FLAG, CHOICE = "text", "date", "decimal", "integer", "flag", "choice"


@dataclass(frozen=True)
class Field:
    """One column. choices maps each allowed code to its Chinese and English word."""

    name: str
    zh: str
    en: str
    kind: str
    example: str
    meaning_zh: str
    meaning_en: str
    required: bool = False
    choices: dict[str, tuple[str, str]] = field(default_factory=dict)


@dataclass(frozen=True)
class Unit:
    """A unit of the closed list: factor x value = value in base."""

    name: str
    en: str
    base: str
    factor: Decimal = Decimal(1)


UNITS = {
    u.name: u
    for u in (
        Unit("户", "firms", "户"),
        Unit("万户", "10k firms", "户", Decimal(10000)),
        Unit("家", "institutions", "家"),
        Unit("万家", "10k institutions", "家", Decimal(10000)),
        Unit("个", "units", "个"),
        Unit("万个", "10k units", "个", Decimal(10000)),
        Unit("名", "people", "人"),
        Unit("人", "people", "人"),
        Unit("千人", "1k people", "人", Decimal(1000)),
        Unit("万人", "10k people", "人", Decimal(10000)),
        Unit("人次", "visits", "人次"),
        Unit("万人次", "10k visits", "人次", Decimal(10000)),
        Unit("人年", "person-years", "人年"),
        Unit("次", "times", "次"),
        Unit("项", "projects", "项"),
        Unit("件", "items", "件"),
        Unit("万件", "10k items", "件", Decimal(10000)),
        Unit("万元", "10k yuan", "万元"),
        Unit("亿元", "100m yuan", "万元", Decimal(10000)),
        Unit("元", "yuan", "万元", Decimal("0.0001")),
        Unit("千元", "1k yuan", "万元", Decimal("0.1")),
        Unit("百万元", "million yuan", "万元", Decimal(100)),
        Unit("千万元", "10m yuan", "万元", Decimal(1000)),
        Unit("万亿元", "trillion yuan", "万元", Decimal(100000000)),
        Unit("%", "%", "%"),
        Unit("‰", "‰", "%", Decimal("0.1")),
        Unit("百分点", "percentage points", "百分点"),
        Unit("件/万人", "per 10k people", "件/万人"),
        Unit("位", "ranks", "位"),
    )
}
"""Points are no percentage and visits no people: a base of their own keeps them apart."""

MEASURE_TYPES = {
    "stock": ("存量", "stock"),
    "flow": ("流量", "flow"),
    "ratio": ("比率", "ratio"),
    "rank": ("位次", "rank"),
    "milestone": ("里程碑", "milestone"),
    "narrative": ("定性推进", "narrative"),
}
COMPARISONS = {
    "at_least": ("不少于", "at least"),
    "at_most": ("不超过", "at most"),
    "exactly": ("等于", "exactly"),
    "between": ("介于", "between"),
    "avg_growth_at_least": ("年均增长不低于", "average growth at least"),
    "rank_gain_at_least": ("位次提升不少于", "rank gain at least"),
    "keeps_rising": ("持续增长", "keeps rising"),
    "done": ("完成", "done"),
    "ongoing": ("长期推进", "ongoing"),
}
REPEATS = {"once": ("一次", "once"), "yearly": ("每年", "yearly")}
ACTUALS_ARE = {
    "snapshot": ("时点数", "snapshot"),
    "to_date": ("累计数", "to date"),
    "increment": ("当期数", "increment"),
}
PATHS = {
    "none": ("无计划线", "none"),
    "even": ("按时间均匀", "even"),
    "linear": ("线性", "linear"),
    "compound": ("复合增长", "compound"),
    "step": ("分步", "step"),
}
BASES = {
    "stated": ("原文明确", "stated"),
    "derived": ("推算", "derived"),
    "inferred": ("推定", "inferred"),
}
REPORT_EVERY = {
    "year": ("每年", "yearly"),
    "half": ("每半年", "half-yearly"),
    "quarter": ("每季", "quarterly"),
    "month": ("每月", "monthly"),
}
CONTRIBUTORS = {
    "province": ("省级", "province"),
    "city": ("市级", "city"),
    "zone": ("高新区", "High-tech Zone"),
}
FINALITIES = {"provisional": ("初步数", "provisional"), "final": ("核实数", "final")}
REASONS = {
    "revision": ("数据修订", "revision"),
    "typing_error": ("填报差错", "typing error"),
    "late_report": ("迟报补报", "late report"),
}
"""Why a reported value is corrected."""
LIGHTS = {
    "done": ("已完成", "done"),
    "not_done": ("未完成", "not done"),
    "normal": ("正常", "normal"),
    "watch": ("关注", "watch"),
    "lagging": ("滞后", "lagging"),
}
SPANS = {
    "at": ("时点或累计", "at a date"),
    "year": ("年", "year"),
    "half": ("半年", "half-year"),
    "quarter": ("季", "quarter"),
    "month": ("月", "month"),
    "day": ("日", "day"),
    "cumulative": ("累计", "year to date"),
}
"""How long a period of an increment is: cumulative is from January on, where that is no quarter,
half or year; the others are always "at"."""


def _f(
    name: str,
    zh: str,
    en: str,
    kind: str,
    example: str,
    meaning_zh: str,
    meaning_en: str,
    *,
    required: bool = False,
    choices: dict[str, tuple[str, str]] | None = None,
) -> Field:
    return Field(name, zh, en, kind, example, meaning_zh, meaning_en, required, choices or {})


TARGET_FIELDS = (
    _f(
        "target_id",
        "目标编号",
        "Target",
        TEXT,
        "T03-1",
        "T 加两位任务号、短横、序号；永不重复使用",
        "T, task number, dash, ordinal; never reused",
        required=True,
    ),
    _f(
        "task_no",
        "任务",
        "Task",
        INTEGER,
        "3",
        "附件第几项，1 起",
        "Row of the annex, from 1",
        required=True,
    ),
    _f(
        "measure_no",
        "措施",
        "Measure",
        INTEGER,
        "2",
        "正文第几条措施，1 起",
        "Numbered measure of the text, from 1",
        required=True,
    ),
    _f(
        "area",
        "领域",
        "Area",
        TEXT,
        "培育壮大创新主体",
        "政策的部分",
        "Part of the policy",
        required=True,
    ),
    _f(
        "group",
        "工作任务",
        "Group",
        TEXT,
        "强化引培",
        "附件中的编号组",
        "Numbered group of the annex",
        required=True,
    ),
    _f(
        "indicator_zh",
        "指标",
        "Indicator (Chinese)",
        TEXT,
        "高新技术企业数",
        "指标短名",
        "Short name in Chinese",
        required=True,
    ),
    _f(
        "indicator_en",
        "指标英文名",
        "Indicator",
        TEXT,
        "High-tech firms",
        "英文短名",
        "Short name in English",
        required=True,
    ),
    _f(
        "unit",
        "单位",
        "Unit",
        TEXT,
        "户",
        "目标值的单位，取自单位表；定性任务为空",
        "Unit of the target value, from the closed list; empty for milestones and narratives",
    ),
    _f(
        "actual_unit",
        "实际值单位",
        "Unit of actuals",
        TEXT,
        "万元",
        "实际值的单位；空则与目标相同（如增速目标报金额）",
        "Unit of the actuals where it differs (a growth target is reported in money)",
    ),
    _f(
        "measure_type",
        "类型",
        "Type",
        CHOICE,
        "stock",
        "量的性质",
        "Kind of quantity",
        required=True,
        choices=MEASURE_TYPES,
    ),
    _f(
        "comparison",
        "比较方式",
        "Comparison",
        CHOICE,
        "at_least",
        "何为达标，没有默认值",
        "What counts as met; there is no default",
        required=True,
        choices=COMPARISONS,
    ),
    _f(
        "value",
        "目标值",
        "Target value",
        DECIMAL,
        "196",
        "目标值；持续增长、完成、长期推进为空",
        "The number; empty for keeps rising, done and ongoing",
    ),
    _f("value_max", "目标上限", "Upper value", DECIMAL, "2", "仅用于介于", "Only for between"),
    _f(
        "period_start",
        "开始",
        "Start",
        DATE,
        "2022-01-01",
        "计划期第一天",
        "First day of the plan period",
        required=True,
    ),
    _f(
        "deadline",
        "期限",
        "Deadline",
        DATE,
        "2022-12-31",
        "完成时限，当天计入；长期坚持可为空",
        "Last day that counts; may be empty for ongoing work",
    ),
    _f(
        "repeat",
        "重复",
        "Repeat",
        CHOICE,
        "once",
        "每年的目标逐年单独评判",
        "A yearly target is judged year by year",
        required=True,
        choices=REPEATS,
    ),
    _f(
        "ongoing",
        "长期坚持",
        "Ongoing",
        FLAG,
        "false",
        "附件写明长期坚持（可同时有期限）",
        "The annex says it goes on, also beside a date",
        required=True,
    ),
    _f(
        "actuals_are",
        "实际值口径",
        "Actuals are",
        CHOICE,
        "snapshot",
        "时点数取最近，累计数取最近累计，当期数相加",
        "Latest level, latest cumulative figure, or amounts to be summed",
        required=True,
        choices=ACTUALS_ARE,
    ),
    _f(
        "path",
        "计划进度线",
        "Trajectory",
        CHOICE,
        "linear",
        "计划进度线的形状",
        "Shape of the trajectory",
        required=True,
        choices=PATHS,
    ),
    _f(
        "path_points",
        "分步计划",
        "Steps",
        TEXT,
        "2023-12-31=150;2024-12-31=180",
        "仅用于分步：日期=数值，分号隔开",
        "Only for step: date=value, separated by semicolons",
    ),
    _f(
        "baseline_period",
        "基期",
        "Baseline period",
        TEXT,
        "2021",
        "基期；值可由该期实际值补上",
        "Its value may come from an actual reported for it",
    ),
    _f(
        "baseline_value",
        "基期值",
        "Baseline",
        DECIMAL,
        "160",
        "基期值，用实际值单位",
        "Baseline, in the unit of the actuals",
    ),
    _f(
        "report_every",
        "报送频率",
        "Reported",
        CHOICE,
        "year",
        "多久应报一次；空则不催报",
        "How often a report is due; empty: none is",
        choices=REPORT_EVERY,
    ),
    _f(
        "grace_days",
        "宽限天数",
        "Grace days",
        INTEGER,
        "31",
        "期末之后多少天内报送不算迟",
        "Days after the period's end in which a report is not late",
    ),
    _f(
        "part_of",
        "属于",
        "Part of",
        TEXT,
        "T28-1",
        "是哪个目标的组成部分，共用其实际值",
        "The target it is a component of, whose actuals it shares",
    ),
    _f("share", "份额", "Share", DECIMAL, "0.3", "在整体中的份额", "Share of the whole"),
    _f(
        "contributor",
        "出资方",
        "Contributor",
        CHOICE,
        "province",
        "仅用于资金",
        "Only for the fund",
        choices=CONTRIBUTORS,
    ),
    _f(
        "same_as",
        "同一目标",
        "Same as",
        TEXT,
        "T07-1",
        "与另一任务同一承诺，共用实际值，合计只算一次",
        "The same promise in another task: shared actuals, counted once",
    ),
    _f(
        "lead_departments",
        "牵头部门",
        "Lead departments",
        TEXT,
        "市科技局、玉溪高新区管委会",
        "以、分隔",
        "Separated by 、",
    ),
    _f(
        "supporting_departments",
        "配合部门",
        "Supporting departments",
        TEXT,
        "市财政局、市税务局",
        "以、分隔",
        "Separated by 、",
    ),
    _f(
        "basis",
        "依据",
        "Basis",
        CHOICE,
        "stated",
        "原文明确、由原文推算、或我们的理解（见说明）",
        "Stated in the policy, derived from it, or our reading (see note)",
        required=True,
        choices=BASES,
    ),
    _f(
        "clause",
        "条款",
        "Clause",
        TEXT,
        "2.1/3",
        "正文措施.分点/附件项，如 2.1/3",
        "measure.point/annex row, such as 2.1/3",
        required=True,
    ),
    _f(
        "note",
        "说明",
        "Note (Chinese)",
        TEXT,
        "期限当日数",
        "读者必须知道的话",
        "What a reader must know, in Chinese",
    ),
    _f(
        "note_en",
        "英文说明",
        "Note",
        TEXT,
        "Level at the deadline",
        "英文说明",
        "What a reader must know, in English",
    ),
    _f(
        "featured",
        "首页",
        "Featured",
        INTEGER,
        "1",
        "总览首行的次序；0 为不在首行",
        "Place in the overview's first row; 0: not there",
    ),
)

UPLOAD_FIELDS = (
    _f(
        "target_id",
        "目标编号",
        "Target",
        TEXT,
        "T03-1",
        "目标编号，或只填指标名",
        "Target, or give the indicator only",
    ),
    _f(
        "indicator",
        "指标",
        "Indicator",
        TEXT,
        "高新技术企业数",
        "指标名，须与计划一致",
        "Indicator's name as in the plan",
    ),
    _f(
        "period",
        "时期",
        "Period",
        TEXT,
        "2022",
        "2022、2022Q4、2022-12 或 2022-12-31",
        "2022, 2022Q4, 2022-12 or 2022-12-31",
        required=True,
    ),
    _f("region", "地区", "Region", TEXT, "玉溪市", "空则为全市", "Empty: the whole city"),
    _f(
        "contributor",
        "出资方",
        "Contributor",
        CHOICE,
        "省级",
        "仅用于联合专项资金",
        "Only for the joint fund",
        choices=CONTRIBUTORS,
    ),
    _f(
        "value",
        "实际值",
        "Actual",
        TEXT,
        "196",
        "数值；里程碑填已完成或未完成；定性任务填正常、关注或滞后",
        "A number; done or not done for a milestone; normal, watch or lagging for a narrative",
        required=True,
    ),
    _f("unit", "单位", "Unit", TEXT, "户", "空则用目标的单位", "Empty: the target's unit"),
    _f(
        "finality",
        "数据性质",
        "Finality",
        CHOICE,
        "核实数",
        "初步数或核实数，空则为初步数",
        "Provisional or final; empty: provisional",
        choices=FINALITIES,
    ),
    _f(
        "source",
        "来源",
        "Source",
        TEXT,
        "市科技局统计台账",
        "数据出处或佐证",
        "Where the figure or the evidence comes from",
    ),
    _f("note", "说明", "Note", TEXT, "", "需要说明的情况", "Anything a reader should know"),
    _f(
        "reason",
        "更正原因",
        "Reason",
        CHOICE,
        "数据修订",
        "仅用于更正已报的值",
        "Only where a reported value is corrected",
        choices=REASONS,
    ),
)

ACTUAL_KEY = ("target_id", "region", "contributor", "period_end", "span")
"""What makes two reports the same cell; a later one is a revision of the earlier."""
ACTUAL_CONTENT = ("period", "value", "light", "finality", "source", "note", "reason")
"""What a revision may change; the reason is why it was changed."""

CITY = "530400"
"""Code of the whole (GB/T 2260) where no list of regions says which one stands at the top."""
