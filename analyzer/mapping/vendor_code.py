"""How a vendor's code looks where its name alone says that it is one: a number of four to six
digits, or a name with a number (`LIMIT_42901`). Statuses of HTTP have three digits.

Patterns for Python and RE2 alike.
"""

NUMBER = r"-?[1-9]\d{3,5}"
NAME = r"[A-Z][A-Z0-9]*_\d{3,6}"
VENDOR_CODE = f"(?:{NUMBER}|{NAME})"
# Codes of what went well.
OF_SUCCESS = ("10000", "20000", "200000")
