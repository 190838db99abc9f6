"""How a vendor's code looks where its name alone says that it is one: a number of four to six
digits, or a name with a number (`LIMIT_42901`). Statuses of HTTP have three digits.

Patterns for Python and RE2 alike.
"""

NUMBER = r"-?[1-9]\d{3,5}"
NAME = r"[A-Z][A-Z0-9]*_\d{3,6}"
VENDOR_CODE = f"(?:{NUMBER}|{NAME})"
# Such a name needs no other that says that it is a code.
SAYS_ITSELF = r"[A-Z][A-Z_]*_[45]\d{4}"
# Numbers of errors of Windows' sockets, which no vendor's are.
OF_SOCKETS = r"100(?:3[5-9]|[45]\d|6[01])|1100[1-4]"
# Codes of what went well.
OF_SUCCESS = ("10000", "20000", "200000")
