"""How charts look: one palette, one set of axes, for light and dark alike.

Colours are Okabe and Ito's, which colour-blind people can tell apart; they are legible on both
backgrounds. What a colour says is also said by a legend, an order or a label.
"""

from __future__ import annotations

BLUE, ORANGE, GREEN, PURPLE = "#0072B2", "#E69F00", "#009E73", "#CC79A7"
RED, SKY, GREY, YELLOW = "#D55E00", "#56B4E9", "#8C8C8C", "#B8A800"
SERIES = [BLUE, ORANGE, GREEN, PURPLE, RED, SKY, GREY, YELLOW]
DASHES = [[1, 0], [6, 3], [2, 2], [8, 3, 2, 3], [4, 2], [1, 3], [10, 4], [3, 1]]

OUTCOMES = {"ok": SKY, "partial": PURPLE, "failed": RED, "unknown": GREY}
KINDS = {
    "rate_limit_pressure": ORANGE,
    "authentication": BLUE,
    "partial_failures": PURPLE,
    "vendor": RED,
    "client": GREEN,
    "network": SKY,
    "unknown": GREY,
}
CAUSES = {
    "invalid_or_expired": RED,
    "wrong_header": BLUE,
    "missing_key": ORANGE,
    "malformed_key": PURPLE,
    "ip_not_allowed": GREEN,
    "not_permitted": SKY,
    "unknown": GREY,
}
RESOLUTIONS = {
    "open": RED,
    "failed_again": ORANGE,
    "conflict": PURPLE,
    "settled": GREY,
    "gone": SKY,
    "succeeded": GREEN,
}
WAITS = {"ignored": RED, "honoured": GREEN, "unknown": GREY}
LIMIT = RED
MARK = PURPLE
