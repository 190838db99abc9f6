"""Rules: what has to be told about, as data."""

from analyzer.rules.condition import Condition, parse
from analyzer.rules.rule import Rule

__all__ = ["Condition", "Rule", "parse"]
