"""Small servers that answer as the three vendors document, on loopback and with real counting.

`running(FiftyFiveTech(), TickDB(), ZeroMarkets())` serves them on free ports of 127.0.0.1, HTTP and
WebSocket on the same one; `reach` lets real clients call them by the vendors' own host names. Each
keeps in `answered` what it answered, so that a test can compare what a log says with what was so.
They are ASGI applications under uvicorn, which the dashboard brings in.
"""

from .fifty_five_tech import FiftyFiveTech
from .serving import running
from .sliding_window import SlidingWindow
from .stand_in import Answer, Answered, StandIn
from .tickdb import TickDB
from .zero_markets import ZeroMarkets

__all__ = [
    "Answer",
    "Answered",
    "FiftyFiveTech",
    "SlidingWindow",
    "StandIn",
    "TickDB",
    "ZeroMarkets",
    "running",
]
