"""Words by which lines of text say that a call got no answer, in any language and of any client."""

from __future__ import annotations

from analyzer.formats.kinds.text_lines import METHOD

URL = r"https?://[^\s\"'<>|\\`]*[^\s\"'<>|\\`.,;:!?)\]}]"
# A status that no word names: not every number of three digits is one.
USUAL = r"20[0-8]|30[0-8]|4[0-4]\d|451|50\d|5[12]\d"
USUAL_STATUS = rf"(?P<status>{USUAL})"
BROKEN = (
    r"(?:(?i:timed[ -]?out|timeout (?:of|after|exceeded|reached|error|waiting|while|during)|"
    r"(?:failed|failure|error|reason)(?:[:,]| due to| with| by)? (?:an? )?timeout|: timeout(?:\s*$|[,;)\]])|"
    r"(?:read|connect|request|write|pool|socket|gateway|connection)[ ]?timeout\w*|"
    r"connection (?:was )?(?:forcibly )?(?:refused|reset|aborted|closed|broken|error|failed)|reset by peer|unreachable|"
    r"no such host|cannot (?:resolve|connect to) destination host|unable to complete ssl connection|error trying to connect|unable to connect\. is the computer able to access the url|socket connection was closed unexpectedly|getaddrinfo|name or service not known|nodename nor servname|name resolution|failed to resolve|"
    r"fetch failed|aborted due to timeout|socket hang up|failed to respond|could not resolve host|broken pipe|unexpected (?:eof|end of stream)|transfer closed with|premature connection close|deadline exceeded|certificate verify failed|"
    r"operation was aborted|stream has been aborted|failed: terminated|TypeError: terminated|(?:failed:?|error:) (?:\w*error: )?aborted\s*$|"
    r"without sending complete message body|response ended prematurely|unable to find the server|remote end closed|server (?:disconnected|closed connection)|payload is not completed|cannot connect to host|all connection attempts failed|"
    r"ssl\w* ?error|tls handshake|tls: (?:handshake|bad|failed|unknown|internal)|x509:|i/o timeout)|ECONN\w+|ENOTFOUND|ETIMEDOUT|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|EPIPE|"
    r"(?:[A-Z]\w*)?(?:Timeout|Connection|Connect|Network|SSL|Socket)\w*(?:Error|Exception)|"
    r"NetworkError|ExchangeNotAvailable|IncompleteRead|failed_connect|socket_closed_remotely|server_closed|"
    # Of Linux, macOS and Windows, and getaddrinfo's own.
    r"\[Errno (?:-\d|32|5[04]|6[0145]|10[0-4]|11[0-3]|100\d\d|11001)\]|SSL: [A-Z0-9_]+\])(?:[^=\w]|$)"
)
# The host that curl, and what is built on it, could not reach.
CURL_HOST = r"(?:Failed to connect to|Could not resolve host:) (?P<host>[\w.-]*\w)"
# Without a method, words before or behind the URL say that something failed.
FAILS = r"\b(?i:errors?|failed|failure|exception|unable|could not|couldn't|cannot)\b"
# A method and the URL behind it.
CALLED = rf"(?:^|[\s\"'`(\[|:>])(?P<method>{METHOD})\]?[\s\"'`(\[:,=]+(?P<target>{URL})"
# An exception of Python that says nothing leaves its place empty.
UNSAID = r"[\"'`)\]]? ?(?P<error>failed:)[ ]*$"
