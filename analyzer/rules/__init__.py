"""Rules: conditions on the views, written as data, and what they find."""

from analyzer.rules.condition import Condition, parse
from analyzer.rules.rule import Rule

__all__ = ["Condition", "Rule", "parse"]
