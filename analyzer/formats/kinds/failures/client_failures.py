"""What clients' errors say in a line, in Java, Kotlin, Scala, Clojure, .NET, Rust, Ruby, PHP, Elixir, Dart, Swift
and languages that are used less.

The format `client_errors` has their sources; logs of dialogues have such lines of their exchanges.
"""

from __future__ import annotations

import re

from analyzer.formats.kinds.failure_words import CURL_HOST, URL
from analyzer.formats.kinds.failures.aws_answers import AWS_ANSWER
from analyzer.formats.kinds.failures.calls_above import CALL_ABOVE, CALLED
from analyzer.formats.kinds.failures.java_causes import CAUSE_BELOW
from analyzer.formats.kinds.failures.java_network import MET
from analyzer.formats.kinds.failures.market_answers import THROWN
from analyzer.formats.kinds.named_statuses import CONSTANTS
from analyzer.formats.kinds.needed_text import Patterns, holds_one
from analyzer.formats.kinds.text_lines import METHOD

_URL = r"https?://[^\s\"'<>)\],;]*[^\s\"'<>)\],;:.]"
_MET = rf"{re.escape(MET)}(?: calling (?:(?P<method>{METHOD}) )?(?P<target>{_URL}))?\)"
_OF_JAVA = (
    r"(?:javax?|okhttp3|org\.apache\.(?:http|hc)|io\.netty|reactor|retrofit2)\.[\w.$]*Exception\b"
)
# As reqwest's errors print it, also within a text that was quoted.
_PRINTED_URL = (
    r"url: Url \{ scheme: \\*\"(?P<scheme>https?)\\*\"[^\n]*? host: Some\((?:Domain|Ipv4)\((?:\\*\")?(?P<host>[\w.-]+)(?:\\*\")?\)\)"
    r"[^\n]*? path: \\*\"(?P<target>/[^\"\\\s]*)\\*\""
)
_QUOTED_URL = r"url: \\*\"(?P<target>https?://[^\"\\\s]+)\\*\""
_CALLED_BEFORE = rf"(?:(?:\b(?P<method>{METHOD}) )?(?P<target>{URL})[^\n]{{0,60}}?)?"
PATTERNS = (
    CAUSE_BELOW,
    THROWN,
    rf"\[(?P<status>\d{{3}})(?: [^\]\n]*)?\] during \[(?P<method>{METHOD})\] to \[(?P<target>[^\]\s]+)\]",
    rf"(?:\b(?P<method>{METHOD}) {_URL} [^\n]{{0,80}}?)?\bUnexpected code Response\{{protocol=[^,\s]+, code=(?P<status>\d{{3}}), message=[^\n]*?, url=(?P<target>{_URL})\}}",
    rf"\bResponse\{{protocol=[^,\s]+, code=(?P<status>[45]\d\d), message=[^\n]*?, url=(?P<target>{_URL})\}}",
    rf"\bRetryableException: (?P<error>[^\n]{{1,200}}?) executing (?P<method>{METHOD}) (?P<target>{_URL})",
    # OpenFeign before 10.3.
    r"\bFeignException: status (?P<status>\d{3}) reading \w+#[^\n]*?(?:; content:\s*(?P<body>\{\"[^\n]*\})\s*)?$",
    rf"(?:^|: )(?P<error>[^:\n]{{1,120}}) executing (?P<method>{METHOD}) (?P<target>{_URL})",
    # fabric8's client of Kubernetes.
    rf"\bFailure executing: (?P<method>{METHOD}) at: (?P<target>{URL})\.? Message: [^\n]*?\bStatus\(apiVersion=\w+, code=(?P<status>[45]\d\d),",
    rf"\bFailure executing: (?P<method>{METHOD}) at: (?P<target>{URL})\.? Message: (?P<status>40[13]) \(",
    rf"\bError executing: (?P<method>{METHOD}) at: (?P<target>{URL})\.? Cause: (?P<error>[^\n]+)",
    # What programs themselves say so begins with `HTTP`, and is theirs to read.
    rf"(?:^|[^\s\w]|[^P]\s)(?P<status>[345]\d\d) [A-Z][A-Za-z_' -]* (?:from|on|for|-) (?P<method>{METHOD}) (?:request for \"?)?(?P<target>{_URL})",
    r"\bHttp(?:Client|Server)ErrorException(?:\$\w+)?: (?P<status>\d{3})\b",
    # Apache Camel.
    rf"\bHttpOperationFailedException(?::| -) HTTP operation failed invoking (?P<target>{_URL}) with statusCode: (?P<status>\d{{3}})\b",
    # Mule's HTTP connector, which tells it below the message.
    rf"\bHTTP (?P<method>{METHOD}) on resource '(?P<target>{_URL})' failed: [^\n]*\((?P<status>[45]\d\d)\)",
    rf"\bHTTP (?P<method>{METHOD}) on resource '(?P<target>{_URL})' failed: (?P<error>[^\n]*[^\s.])",
    # Google's HTTP client.
    rf"\bcom\.google\.api\.client\.[\w.]*ResponseException: (?P<status>\d{{3}})\b[^\n]*?(?: for (?P<method>{METHOD}) (?P<target>{_URL}))?$",
    # rescu, of XChange.
    r"\bHttpStatusIOException: HTTP status code was not OK: (?P<status>\d{3})\b",
    r"Exception: [^\n]{1,400}? \(HTTP status code: (?P<status>[1-5]\d\d)\)",
    r"\bretrofit2\.(?:\w+\.)*HttpException: HTTP (?P<status>\d{3})\b",
    r"\bWebClientResponseException(?:\$\w+)?: (?P<status>\d{3}) [A-Z][A-Za-z' -]*$",
    rf"I/O error on (?P<method>{METHOD}) request for \"(?P<target>[^\"\s]+)\": (?P<error>[^\n]+)",
    r"\bWebClientRequestException: (?P<error>[^\n]+)",
    r"\breactor\.netty\.http\.client\.(?P<error>PrematureCloseException: [^\n]+)",
    rf"(?:'(?P<target>{_URL})'\. Error: )?\bResponse status code does not indicate success: (?P<status>\d{{3}})\b",
    rf"\b(?P<error>cURL error \d+: (?:{CURL_HOST})?[^\n]*?)(?: \(see [^ )]+\))?(?: for (?P<target>{_URL})|\s*$)",
    # WooCommerce's client.
    rf"\bcURL Error: (?P<error>(?:{CURL_HOST})?[^\n]*?)(?: in /|\s*$)",
    r"\bHttpRequestException: (?P<error>[^\n(]+)\((?P<host>[\w.-]+):443\)",
    r"\bHttpRequestException: (?P<error>[^\n(]+)\((?P<host>[\w.-]+:\d+)\)",
    # PowerShell, in the words of .NET Framework and of .NET.
    r"\bInvoke-(?:RestMethod|WebRequest) ?: (?P<error>No such host is known|Connection refused|[^\n(]{1,80}) \((?P<host>[\w.-]+):443\)",
    r"\bInvoke-(?:RestMethod|WebRequest) ?: (?P<error>(?:The (?:operation has timed out|request was (?:aborted|canceled)|underlying connection was closed|SSL connection could not)|"
    r"Unable to connect to the remote server|A connection attempt failed|An error occurred while sending)\b[^\n]*)",
    r"\b[Rr]emote server returned an error: \((?P<status>[45]\d\d)\)",
    r"(?P<error>\b[Rr]emote name could not be resolved: '(?P<host>[\w.-]+)')",
    r"\bSystem\.Net\.(?:Http\.HttpRequest|Web)Exception: (?P<error>[^\n]+)",
    # Polly, around HttpClient where that is below it.
    rf"\bPolly\.Timeout\.(?P<error>TimeoutRejectedException: [^\n]*?){_MET}",
    r"\b(?P<error>The request was canceled due to the configured HttpClient\.Timeout[^\n]*)",
    rf"(?:\b(?P<method>{METHOD}) {_URL}: )?HTTP status (?:client|server) error \((?P<status>\d{{3}})[^)\n]*\) for url \((?P<target>{_URL})\)",
    r"\(Service: [\w ]+[;,] Status Code: (?P<status>\d{3})[;,](?: Error Code: \w+;)? Request ID: (?P<request_id>[\w-]+)"
    + AWS_ANSWER,
    rf"\bFaraday::\w+:? \(?the server responded with status (?P<status>\d{{3}})(?: for (?P<method>{METHOD}) (?P<target>{_URL}))?",
    r"\bFaraday::ConnectionFailed(?:: | \()(?P<error>[^\n]+)",
    rf"\bFaraday::\w+Error response=\{{:?status(?:=>|: )(?P<status>\d{{3}})\b(?:[^\n]*?:?method(?:=>|: ):(?i:(?P<method>{METHOD}))\b)?(?:[^\n]*?#<URI::HTTPS? (?P<target>{_URL})>)?",
    r"\b(?P<error>(?:Net::(?:Read|Open|Write)Timeout|Faraday::(?:TimeoutError|ConnectionFailed|SSLError)|Seahorse::Client::NetworkingError)[^\n]*)",
    rf"\bSttpClientException\$(?P<error>\w+): Exception when sending request: (?P<method>{METHOD}) (?P<target>{_URL})",
    r"\b(?:HttpError|UnexpectedStatusCode): statusCode: (?P<status>[345]\d\d), response: (?P<body>\{\"[^\n]*\})?",
    rf"\bClientException(?: with SocketException)?: (?P<error>[^\n]*?), uri=(?P<target>{_URL})",
    r"Error Domain=NSURLErrorDomain Code=-\d+ \"(?P<error>[^\"\n]*)\".*?NSErrorFailingURLStringKey=(?P<target>https?://[^\s,}]+)",
    # Alamofire.
    r"\bunacceptableStatusCode\((?:code: )?(?P<status>[1-5]\d\d)\)",
    rf"(?:(?P<target>{URL})[^\n]{{0,40}}?)?\bResponse status code was unacceptable: (?P<status>[1-5]\d\d)\b",
    # dio, of Dart.
    r"\bthe response has a status code of (?P<status>[1-5]\d\d) and RequestOptions\b",
    r"\bDioError \[[\w. ]+\]: Http status error \[(?P<status>\d{3})\]",
    r"\bDio(?:Error|Exception) \[(?P<error>(?:DioErrorType\.)?(?i:(?:connect(?:ion)?|send|receive)[ _]?timeout|(?:connection|bad)[ _]?(?:error|certificate))\][^\n]*)",
    # Akka's and Pekko's, of a connection; of a port that is none of HTTP another client may have opened it.
    r"\bStreamTcpException: Tcp command \[Connect\((?P<host>[\w.-]+)(?:/[^\s:,]*)?:(?:443|80),[^\n]*?\] failed(?P<error>[^\n]*)",
    r"\bTcpIdleTimeoutException: (?P<error>TCP idle-timeout encountered on connection to \[(?P<host>[\w.-]+):(?:443|80)\][^\n]*)",
    r"\b(?:akka|pekko)\.http\.[\w.$]*Exception: (?P<error>The http server closed the connection unexpectedly[^\n]*)",
    r"\bStatusCode: (?P<status>\d{3})(?: \(\w+\))?, ReasonPhrase",
    rf"\bCall failed with status code (?P<status>\d{{3}})[^\n:]*: (?P<method>{METHOD}) (?P<target>{_URL})",
    rf"\bCall failed\. (?P<error>[^\n]+?): (?P<method>{METHOD}) (?P<target>{_URL})",
    rf"\bCall (?P<error>timed out)[^\n:]*: (?P<method>{METHOD}) (?P<target>{_URL})",
    r"\b[Rr]equest failed with status code (?P<status>\d{3}) \([A-Z]\w+\)",
    r"\b(?:[Hh]ttp[Ss]tatus(?:Code)?|[Ss]tatus ?[Cc]ode)[.:=]? ?\"?(?P<status>[45]\d\d) \([A-Z]\w+\)"
    r"(?:[,;] (?:[Rr]esponse ?)?(?:[Cc]ontent|[Bb]ody)[:=] ?(?P<body>\{\"[^\n]*\}))?",
    rf"\b(?:Http\w*Exception(?:\$\w+)?|fail(?:ed|s|ure)|[Ee]rror|returned|[Ss]tatus|[Rr]esponse|answered|with|[Gg]ot|received|code)\b[^\n]{{0,20}}?[\s:=\[(](?P<status>[45]\d\d) (?:{CONSTANTS})\b",
    rf"(?:^|[\s\"'(\[])(?P<method>{METHOD}) (?P<target>{_URL})[^\n:]{{0,40}}: (?P<error>{_OF_JAVA}(?:: [^\n]*)?)$",
    r"(?P<error>\bjava\.net\.\w+Exception: [Ff]ailed to connect to (?P<host>[a-z][\w-]*(?:\.[\w-]+)+)/[\da-f.:\[\]]+(?::| \(port )(?:443|80)\b[^\n]*)",
    r"\borg\.apache\.(?:http|hc)\.[\w.]*Exception: (?P<error>[^\n]*?(?:\bto (?:https?://)?(?P<host>[\w.-]+:\d+)[^\n]*)?)$",
    r"\bjava\.net\.http\.(?P<error>Http\w*TimeoutException(?:: [^\n]*)?)",
    rf"\breqwest::Error \{{ kind: Status\((?P<status>\d{{3}})\b[^\n]*?\), {_QUOTED_URL}",
    rf"\breqwest::Error \{{ kind: \w+, {_QUOTED_URL}, source: (?P<error>[^\n]+)",
    rf"\breqwest::Error \{{ kind: \w+, {_PRINTED_URL}[^\n]*? source: (?P<error>[^\n]+)",
    rf"\breqwest::Error \{{ kind: Status\((?P<status>\d{{3}})\b[^\n]*?\), {_PRINTED_URL}",
    r"\bRestClient::[A-Z]\w+:? \(?(?P<status>[45]\d\d) [A-Z]",
    r"\bRestClient::(?P<error>(?:SSLCertificateNotVerified|ServerBrokeConnection|RequestTimeout)\b[^\n]*)",
    # Of a port that is none of HTTP another client may have said it.
    r"(?P<error>\bErrno::E[A-Z]+\b[^\n]* connect\(2\) for \"?(?P<host>[\w.-]+)\"? port (?:443|80)\b[^\n]*)",
    r"\bRestClient::Exceptions?::(?P<error>\w*(?:Timeout|ServerBrokeConnection)\w*[^\n]*)",
    r"\b(?P<error>(?:SocketError|Errno::E\w+|Socket::ResolutionError|Net::OpenTimeout|Faraday::ConnectionFailed)\b[^\n]*\bopen TCP connection to (?P<host>[\w.-]+:\d+)[^\n]*)",
    r"\b(?P<error>OpenSSL::SSL::SSLError\b[^\n]*)",
    rf"(?:\b(?P<method>{METHOD}) {_URL} [^\n]{{0,80}}?)?\bServer returned HTTP response code: (?P<status>\d{{3}}) for URL: (?P<target>{_URL})",
    rf"\bmethod \[(?P<method>{METHOD})\], host \[(?P<scheme>https?)://(?P<host>[^\]\s]+)\], URI \[(?P<target>[^\]\s]+)\], "
    r"status line \[HTTP/[0-9.]+ (?P<status>\d{3})\b[^\]\n]*\](?:\s*(?P<body>\{\"[^\n]*\})\s*$)?",
    # Apache HttpClient says it of what it then tries again.
    r"\bI/O exception \([\w.$]+\) caught when (?:processing request|connecting)"
    r"(?: to \{\w*\}(?:->[^\s>]+)*?->(?P<scheme>https?)://(?P<host>[\w.-]+(?::\d+)?))?: (?P<error>[^\n]+)",
    r"\bExcon::Errors?::\w+:? \(?[^\n]*?\bActual\((?P<status>\d{3})\b",
    rf"\bHTTP::(?P<error>(?:(?:Connect)?Timeout|Connection)Error\b[^\n]*?(?: on (?P<target>{_URL}))?)$",
    r"\bHTTParty::ResponseError:? \(?Code (?P<status>[45]\d\d) - ",
    r"\bNet::HTTP\w*(?:Exception|Error):? \(?(?P<status>[345]\d\d) \"",
    r"\bExcon::Errors?::(?P<error>(?:Timeout|Socket|Certificate)\b[^\n]+)",
    r"\bws\.rs\.ProcessingException: (?P<error>[^\n]+)",
    r"\bHttpClientResponseException: (?P<status>\d{3}) \(",
    r"\bio\.micronaut\.http\.client\.exceptions\.(?P<error>(?:ReadTimeout|NoHost|HttpClient|ContentLengthExceeded)Exception: [^\n]+)",
    r"\bHTTPX::HTTPError:? \(?HTTP Error: (?P<status>[45]\d\d)\b",
    # What Elixir shows of an error's value.
    r"%(?:HTTPoison|Mint|Req|Finch|Mojito|MachineGun)\.(?:Error|TransportError|HTTPError)\{[^}\n]*?\breason: (?P<error>[:\"{][^}\n]+)",
    rf"%(?:HTTPoison|Req|Finch)\.Response\{{status(?:_code)?: (?P<status>[45]\d\d)\b(?:[^\n]*?\brequest_url: \"(?P<target>{_URL})\")?",
    rf"%HTTPoison\.Response\{{body: [^\n]*\brequest_url: \"(?P<target>{_URL})\", status_code: (?P<status>[45]\d\d)\}}",
    rf"(?:(?P<method>{METHOD}) )?(?P<target>{URL})[^\n]{{0,60}}?\{{:error, (?P<error>:(?:timeout|\w*connrefused|\w*connreset|nxdomain|closed|connect_timeout|ehostunreach)|\{{:(?:tls_alert|failed_connect)[^\n]*)\}}",
    # hackney's, which no database's client says.
    r"\berror: (?P<error>:connect_timeout)\b",
    rf"%Tesla\.Env\{{[^\n]*?\burl: \"(?P<target>{_URL})\"(?:[^\n]*?\"(?i:retry-after)\", \"(?P<header_retry_after>[^\"\n]+)\")?[^\n]*, status: (?P<status>[45]\d\d), opts: ",
    rf"%Tesla\.Env\{{[^\n]*?\bmethod: :(?P<method>(?i:{METHOD}))\b[^\n]*, status: (?P<status>[45]\d\d), ",
    rf"%Tesla\.Env\{{[^\n]*, status: (?P<status>[45]\d\d), url: \"(?P<target>{_URL})\"\}}",
    r"\*\* \((?:HTTPoison\.Error|(?:Req|Mint|Finch)\.(?:Transport|HTTP)?Error)\) (?P<error>[^\n]+)",
    rf"(?P<error>\bUnknownHostException: (?:Unable to resolve host \")?(?P<host>[\w.-]+)[^\n]*){_MET}",
    rf"(?P<error>\b\w+Exception(?:: [^\n]*)?){_MET}",
    rf"\b(?P<error>(?:Errno::E[A-Z]+|(?:EOF|IO|Socket|Socket::Resolution|Timeout::)Error): [^\n]*){_MET}",
    # Ktor's validation of answers and its time-outs.
    rf"\bClient request\((?P<method>{METHOD}) (?P<target>{_URL})\) invalid: (?P<status>\d{{3}})\b",
    rf"\bServer error\((?P<method>{METHOD}) (?P<target>{_URL}): (?P<status>\d{{3}})\b",
    rf"\b(?P<error>(?:Request|Connect|Socket) timeout has expired) \[url=(?P<target>{_URL}), ",
    # Jetty's client, in whatever stack.
    r"\b(?:java\.io\.IOException|java\.util\.concurrent\.\w+Exception): (?P<error>[\w.: ]*\bTotal timeout (?P<ms>\d+) ms elapsed)",
    # Sinks of Kafka Connect, and others that say it in the words of their own exceptions.
    rf"(?:Exception: [^\n]{{0,120}}?\bU(?:rl|RL)|\bError while processing HTTP request with Url) ?: (?P<target>{_URL})[^\n]*?\b(?:Status|Response) [Cc]ode ?: (?P<status>[45]\d\d)\b"
    r"(?:[^\n]*?\bResponse (?:Content|Text) ?: (?P<body>\{[^\n]*\}))?",
    r"Exception: [^\n]{0,120}?\b(?i:(?:http )?status code|http status|response code)(?: was| is| of|:|=)? ?(?P<status>[45]\d\d)\b",
    # awc, of actix (Rust).
    r"\bConnect\(Io\((?P<error>Os \{[^}\n]*\})",
    # LEAN's brokerages, of RestSharp's answers.
    r"Exception: [^\n]{0,120}?\[(?P<status>[45]\d\d)\] [A-Z][A-Za-z ]+, Content: (?P<body>[{\[][^\n]*?[}\]])(?:, |\s*$)",
    r"\bTelegramApi\w*Exception: [^\n]*?[\s\[(](?P<status>[45]\d\d)\]? ",
    # Clients that OpenAPI Generator makes in Java say it in a line of its own.
    r"(?:^|\s)HTTP response code: (?P<status>[45]\d\d)\s*$",
    r"\b[a-z]\w*(?:\.\w+)*\.A(?:pi|PI)Exception: [^\n]{0,120}?\b(?:error|status|code|HTTP)[ :=(]{1,3}(?P<status>[45]\d\d)\b",
    rf"(?:\b(?P<method>{METHOD}) \S{{1,200}} failed: )?\b(?P<error>error (?:sending request|trying to connect) for url \((?P<target>{_URL})\)[^\n]*)",
    # What was answered, beside the status.
    rf"\[(?P<status>\d{{3}})[^\]\n]*\] during \[{METHOD}\] to \[[^\]\s]+\] \[[^\]]*\]: \[(?P<body>\{{[^\n]*\}})\]",
    rf"\b(?P<status>[45]\d\d) [A-Z][\w' -]*(?: on {METHOD} request for \"[^\"\s]+\")?: [\"\[](?P<body>\{{\"[^\n]*\}})[\"\]]",
    r"\b(?P<status>[345]\d\d) [A-Z][\w' -]*\. Text: \"(?P<body>\{\"[^\n]*\})\"",
    # Guzzle, in a log that is not Monolog's.
    rf"(?:^|[^)]: |[^:] )(?:Client|Server) error: `(?P<method>{METHOD}) (?P<target>{_URL}[^`\s]*)` resulted in a `(?P<status>\d{{3}})[^`]*` response"
    r"(?::\s*(?P<body>\{\"[^\n]*\}))?",
    # clj-http, of Clojure.
    r"\bclj-http: status (?P<status>[345]\d\d)\b(?: \{[^\n]*?\"(?i:retry-after)\" \"(?P<header_retry_after>[^\"\n]+)\")?",
    # HTTP.jl, of Julia.
    rf"\bStatusError\((?P<status>[345]\d\d), \"(?P<method>{METHOD})\", \"(?P<target>/[^\"\s]*)\"",
    # The C++ REST SDK, in its own words and in those of Windows.
    rf"{_CALLED_BEFORE}\b(?P<error>WinHttp\w+: \d{{5}}: [^\n]+)",
    rf"{_CALLED_BEFORE}\b(?P<error>Failed to connect) to any resolved (?:proxy )?endpoint\b",
    rf"(?:\b(?P<method>{METHOD}) )?(?P<target>{URL})[^\n]{{0,60}}?\b(?P<error>Error resolving address)\b",
    # Crystal; a name without a dot may be of a database.
    r"\b(?P<error>Hostname lookup for (?P<host>(?:[\w-]+\.)+[a-z]{2,}) failed\b[^\n]*)",
    # Indy, of Delphi.
    r"\bEIdHTTPProtocolException\b[^\n]{0,30}?\bHTTP/\d\.\d (?P<status>[345]\d\d)\b",
    # Microsoft's modules for PowerShell, in a line of its own.
    r"(?:^|\s)HttpStatusCode: (?P<status>[45]\d\d)\s*$",
    # curl's own words, which programs in any language print without its name.
    r"\b(?P<error>Operation timed out after (?P<ms>\d+) milliseconds with \d+ (?:out of -?\d+ )?bytes received)",
    r"\b(?P<error>(?:Connection|Resolving) timed out after (?P<ms>\d+) milliseconds)\b",
    r"[\w\]:'\"-] ?(?P<error>Empty reply from server|SSL certificate problem: [^\n]+|SSL connection timeout\b|transfer closed with (?:\d+ bytes|outstanding read data) remaining|(?:Recv|Send) failure: [A-Z][^\n]+|OpenSSL SSL_\w+: [^\n]*? in connection to (?P<host>[\w.-]+:\d+)[^\n]*)",
    # Connectors of Airbyte that say neither URL nor answer; the CDK says it of others.
    r"\bBacking off \w+\(\.\.\.\) for [\d.]+s \((?P<error>airbyte_cdk\.[\w.]*\w+BackoffException)\)",
    CALL_ABOVE,
)
_ANY = Patterns(PATTERNS)
# What any of them has, so that other lines cost one look.
_HINT = re.compile(
    r"\] during \[|BackoffException\)| executing |\bexecuting: [A-Z]+ at: | (?:from|on|for|-) [A-Z]+ (?:request |http)|Exception(?:\$\w+)?(?:: | \(met|$)|Response\{protocol=|HttpTimeout|HTTP response code: |timeout has expired \[|I/O error on |HTTP operation failed invoking | on resource 'http|"
    r"indicate success: |cURL [Ee]rror|NSURLErrorDomain|Faraday::|Seahorse::|Net::|status line \[|Excon::|reqwest::Error|RestClient::|Errno::|open TCP|OpenSSL::|HTTP::\w*Error|remote (?:server returned|name could)|\bInvoke-(?:Rest|Web)|Connect\(Io\(|HTTParty::Resp|%\w+\.(?:\w*Error|Response|Env)\{|HTTPoison|\*\* \(\w+\.|I/O exception \(|Status Code: |HttpClient\.Timeout| for url \(|\{:error, |ProcessingExc|HTTPX::|Dio(?:Error|Exception) \[|"
    rf"resulted in a `|error: :connect_timeout|clj-http: |StatusError\(|WinHttp\w+: |resolved (?:proxy )?endpoint|resolving address|Hostname lookup|EIdHTTPProto|timed out after \d+ milliseconds|Empty reply from|SSL c(?:ertificate prob|onnection time)|transfer closed with|(?:Recv|Send) failure: |OpenSSL SSL_|{CALLED}"
)
# The same, as words.
_WORDS = (
    "tatus",
    "Call ",
    "TOO_MANY",
    "UNAUTHORIZED",
    "FORBIDDEN",
    "_GATEWAY",
    "NOT_FOUND",
    "_ERROR",
    "(met by ",
)


def message(line: str) -> str:
    """What a line tells of a failure, if it does."""
    found = _ANY.search(line) if _may_tell(line) else None
    return found[0] if found else ""


def failure(line: str) -> dict[str, str]:
    """What such a line shows of the call, by the names of text formats; nothing where it tells none."""
    some = _ANY.that_may_match(line) if _may_tell(line) else ()
    shown: dict[str, str] = {}
    for found in filter(None, (one.search(line) for one in some)):
        shown = {name: text for name, text in found.groupdict().items() if text} | shown
    return shown


def _may_tell(line: str) -> bool:
    return holds_one(line, _WORDS) or bool(_HINT.search(line))
