"""The plan: targets.csv and its companions, and the rules they must obey."""

from lib.plan.targets import Plan, Target, load_names, parse_plan, to_csv

__all__ = ["Plan", "Target", "load_names", "parse_plan", "to_csv"]
