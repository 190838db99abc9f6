"""Makes a program's own HTTP and WebSocket clients write the log that the analyzer reads best.

    import analyzer.capture

    log = analyzer.capture.Log("calls.jsonl", client="mm-bot-1")

    log.httpx(client)                                         # Client, AsyncClient; httpx2's too
    log.requests(session)                                     # requests.Session
    install_opener(log.urllib(build_opener()))                # urllib.request
    aiohttp.ClientSession(trace_configs=[log.aiohttp()])      # aiohttp
    connect = log.websockets(websockets.connect)              # websockets, asyncio or sync

One canonical JSON line an exchange, with bodies. Secrets are not in it: a credential is written as
its shape and its keyed hash (`REDACTED-uuid-3f2a9c1e77aa01bc`), so that equal ones stay equal; see
`redaction`. No error of capture reaches the caller: what could not be written is reported to the
logger `analyzer.capture`. Nothing but the standard library is needed, and of the clients only the
one in use is imported.
"""

from analyzer.capture.log import Log

__all__ = ["Log"]
