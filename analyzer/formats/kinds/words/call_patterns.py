r"""How people word a call in a line of text: method, URL and status, or why there was no answer.

Patterns that Python and RE2 take alike, the surest first: where several match, a group's text is that
of the first which has it.
"""

from __future__ import annotations

import re

from analyzer.formats import ASIDE
from analyzer.formats.kinds.failure_words import BROKEN, CALLED, FAILS, UNSAID, URL, USUAL_STATUS
from analyzer.formats.kinds.named_statuses import PHRASES, REASONS
from analyzer.formats.kinds.needed_text import needed_texts
from analyzer.formats.kinds.node.statements import OF_CALL
from analyzer.formats.kinds.text_lines import ADDRESS, METHOD
from analyzer.formats.kinds.words.call_parts import BROKEN_CALL, CALL, FIRST
from analyzer.formats.kinds.words.call_texts import ANSWERED, ASKED
from analyzer.formats.kinds.words.retries import RETRIES, SAYING_RETRIES
from analyzer.formats.kinds.words.sdk_failures import STATUSES, WITH_URL
from analyzer.formats.kinds.words.told_answers import ANSWER
from analyzer.formats.kinds.words.told_bodies import BODY
from analyzer.formats.kinds.words.vendor_words import TOLD

_WORDS_OF_REASONS = sorted({word for one in REASONS for word in one.replace("'", "").split()})
_REASON = rf"(?:{'|'.join([*_WORDS_OF_REASONS, *sorted(one.replace(' ', '') for one in REASONS if ' ' in one)])})"
# What stands behind a whole URL: nothing else is to be sought behind each part of one.
_URL_ENDS = r"[.,;:!?)\]}]*[\s\"'<>|\\`]"
_TARGET = rf"(?:{URL}|/[^\s\"'<>|\\`]*[^\s\"'<>|\\`.,;:!?)\]}}]|/)"
_MARKS = r"[\s\"'`()\[\]{}|:;,=<>→←–—!-]"
# What may stand between a call and its status.
_WORDS = (
    r"(?i:respon(?:d|ded|ding|se)|return(?:s|ed)?|repl(?:y|ied)|answer(?:ed)?|completed?|finished|done|"
    r"fail(?:s|ed)?|succeeded|got|gave|received|rejected|unexpected|unsuccessful|with|status_?code|status(?: of)?|code|"
    r"error|exception|https?/[0-9.]+|http|in|is|was|an?|the|from|server|api|call|request|result(?:ed)?|"
    r"ended|after|took|time|taken|elapsed|duration|latency|not|non|ok|and)"
)
_GAP = rf"(?:{_MARKS}|{_WORDS}|\. )*"
# A URL ends where one of these stands.
_THEN = rf"(?:[\s\"'`)\]|,;>]|[:.] ){_GAP}"
_SPACE = r"[\s\"'`(\[:,=]+"
_STATUS = r"(?P<status>[1-5]\d\d)"
# What stands behind a status is no unit and no more digits.
_ENDS = r"(?:$|[\])\"'`,;:|}>]|\s*$|\s+[^\smsunµbkBKM]|\s+(?:not|[Bb]ad|un[a-z]|service|method|mov|na|b(?:ody|ut|y|ecause|efore|acking)\b|instead\b|me?ss?a?ge?\b|s(?:leep|erver|o\b|ince))|\.(?:\s|$)|-)"
_TOOK = (
    r"(?P<took>\d+(?:[.,]\d+)? ?(?:milliseconds?|millis|msecs?|ms|seconds?|secs?|s|µs|us|ns)|"
    r"\d{1,2}:\d\d:\d\d\.\d+)(?:[^\w]|$)"
)
_BETWEEN = (
    rf"(?:{_MARKS}(?:\d+(?:\.\d+)? ?(?:[kKM]?[Bb]|bytes?)?[ ,)|-])?|{_REASON}|"
    rf"(?i:in|after|took|time|taken|duration|elapsed|latency|total|ok|and|response|reason))*?[\s(\[=:|,-]"
)
_TAIL = rf"(?:{_BETWEEN}{_TOOK})?"
_ANSWER = rf"{_STATUS}(?:{_BETWEEN}{_TOOK}|{_ENDS})"
_CALL = rf"(?:^|[\s\"'`(\[|:,>])(?P<method>{METHOD})\]?{_SPACE}(?P<target>{_TARGET})"
# What stands before a colon and a status: `api.go:404` and `call:404` are places in a program.
_NO_PLACE = r"(?:[^\w.]|\b(?:DEBUG|INFO|WARN(?:ING)?|ERROR|CRITICAL)(?::\w[\w.]*)?)"
# What marks a number in front of a call or behind a URL as its status.
_SAYS_STATUS = (
    r"(?i:https?(?:/[0-9.]+|error)?|status(?:[ _]?code| of)?|code|error|responded|answered|returned|response|got|received|"
    r"with|<--?|←|--?>|=>)(?: was| is| of)?[\s:=\[\"'(]{1,3}"
)
_LEADS_TO = (
    rf"(?:[\s()\]\"'|:,-]|{_REASON}|(?i:from|for|on|at|by|of|to|while|during|when|calling|requesting|fetching|getting|loading|downloading|"
    r"posting|sending|querying|polling|contacting|accessing|reaching|url|uri|"
    r"request|response|error|client|server|address|endpoint|route|in))*?"
)

# What says that a call failed, also where its URL follows.
_FAILED_CALL = (
    r"(?:(?i:time(?:d[ -]?)?out error|timed[ -]?out|connection (?:error|refused|reset|failed|timed[ -]?out))|"
    r"(?:[A-Z]\w*)?(?:Timeout|Connection|Connect)(?:Error|Exception))\b"
)
_NOT_CONNECTED = r"(?i:(?:failed|unable) to (?:connect to|reach)|error (?:connecting to|reaching))"
# … of which no URL is told.
_CALL_TIMED_OUT = r"(?i:(?:api|https?|rest) (?:(?:request|call)s? (?:timed[ -]?out|time-?out)|time-?out after \d))"
# … but a host, of those that the public finds: others may be of a database.
_UNREACHED = (
    r"(?i:(?:could not|cannot|can't|unable to|failed to) (?:connect to|reach|resolve(?: host(?:name)?)?:?)"
    r"|(?:dns (?:lookup|resolution)|name resolution|(?:tls|ssl) handshake) (?:failed|error|timed out|timeout)(?: (?:for|with|to))?:?"
    r"|connection (?:refused|reset|timed out|closed|aborted|failed)(?: by peer)? (?:by|to|from|with|at))"
)
_PUBLIC_HOST = (
    r"(?P<host>(?:[\w-]+\.)+(?:com|org|net|io|ai|dev|co|app|cloud|exchange|trade|finance|us|uk|eu|de|jp|cn|hk|sg|in|br|ch|xyz|gov))"
    r"(?::(?:443|80|8443))?(?P<target>/[A-Za-z][\w./~-]*\w)?(?:[\s,;)\]\"']|[.:](?:\s|$)|$)"
)
# How a failure is said to be one of talking to a server, of which no URL is told.
_WITH_SERVER = (
    r"(?:while|when|during|for) (?:communicat|connect|request|fetch|call|contact|poll|quer|read)\w* (?:[\w'-]+ ){0,3}?"
    r"(?i:apis?|cloud|endpoint|https?|rest)\b"
)
_USUAL_FAILURE = r"(?P<status>40[0134589]|422|429|50[0-4])"
# A failure of which a line tells no URL: its status beside what names it so. 443 is a port.
_FAILED = r"(?P<status>4(?:[0-35-9]\d|4[0-24-9])|5[0-8]\d|59[0-8])"
_HOST = r"(?P<host>[a-z0-9-]+(?:\.[a-z0-9-]+)*\.[a-z]{2,})"
WITHOUT_URL = (
    rf"(?:^|[\s\"'`(\[=:]){_FAILED}\)?[ :,-]{{1,3}}[(\"']?(?i:{PHRASES})[)\"']?:? (?i:(?:for|from|at|on|by)(?: url:?)? )?[\"'(]?(?P<target>{URL})",
    rf"\bstatus(?:_code)?={_FAILED}\b[^\n]*?\bur[li]=\"?(?P<target>{URL})",
    rf"\bHttpError {_FAILED} when requesting (?P<target>{URL})",
    rf"\b(?i:https?(?: error)?|status(?: ?code)?|error|got|received)[\s:=]{{1,3}}{_FAILED} (?i:from|by|at) {_HOST}\b",
    rf"(?:^|[\s\"'`(\[=:]){_FAILED}\)?[ :,-]{{1,3}}[(\"']?(?i:{PHRASES})\b",
    rf"\b(?i:https?(?: error| code)?|status(?:[ _]?code| of)?|(?:error|response) code)(?:[\s:=\"']{{1,3}}| is ){_FAILED}{_ENDS}",
    rf"\b(?i:api|server|client|upstream|request|response|call|service|endpoint|gateway|auth\w*|log-?in|sign-?in|token)\b[^\n\d]{{0,30}}?\b(?i:error|failed|failure|denied|rejected)(?: with)?(?: (?i:https? |status |response |error )?(?i:code|status))?[\s:=(\[]{{1,3}}{_FAILED}{_ENDS}",
    # Words that say that a status is one, wherever it stands behind them.
    rf"\b(?i:unexpected|bad|invalid|wrong|error|failed)\b[^\n\d]{{0,30}}?\b(?i:status|response|reply)\b[^\n\d]{{0,60}}?(?:[:=(-]|\b[Gg]ot) ?{_FAILED}{_ENDS}",
    rf"\b(?i:received|got|returned|failed)(?: with)?(?: an?| unexpected)? [\"']?{_FAILED}[\"']? (?i:https? )?(?i:response|status|error|reply)\b",
    rf"\bdue to (?:(?i:an?|https?|status|response|error|code) ){{1,3}}{_FAILED}{_ENDS}",
    # Backblaze's, of rclone and others: the status, and the code beside it.
    rf"\({_FAILED} [a-z]+(?:_[a-z]+)+\)",
    # Overkiz' client for JavaScript.
    rf"\bError {_FAILED} [A-Z][\w' -]{{1,60}} \([A-Z]+(?:_[A-Z]+)+\)",
    # Google's SDK of language models for Go.
    rf"\bError {_FAILED}, Message: ",
    # restic's retries of Backblaze's calls, and lego's errors of old.
    rf"\breturned error, retrying after [\d.]+m?s: [^\n]*?\b[a-z]\w+_[a-z]\w+: {_FAILED}: ?",
    rf"\bacme: Error {_FAILED} - ",
    rf"\b(?i:error (?:fetch|gett|load|call|request|send|download|post)ing|failed to (?:fetch|get|load|call|request|send|download|post)) [^\n\d:]{{1,40}}: {_USUAL_FAILURE}(?:\s*$| - )",
    rf"\b[Nn]on-?(?:2xx|200|[Oo][Kk])\b[^\n\d]{{0,30}}?[ :=(]{_FAILED}{_ENDS}",
    rf"\b(?i:server|api|upstream|endpoint|service|gateway|exchange) (?i:returned|responded|answered|gave)(?: with)? {_FAILED}(?:\s*$|[.,;:)](?:\s|$)|\s+[-–—({{<\"'|])",
    rf"(?i:{PHRASES})[ :]{{1,2}}[(\[](?:HTTP |status |code )?{_FAILED}[)\]]",
    rf"\b(?:ERROR|WARN(?:ING)?|CRITICAL|FATAL)\b\]?[ :|-]{{1,3}}\[{_USUAL_FAILURE}\]\s",
    rf"{FIRST}{_USUAL_FAILURE} (?i:(?:received|returned|error|response)(?:\s*$|[.,;:!])|rate[- ]?limit|throttl|too many|while \w+ing|when \w+ing|unauthori|forbidden|internal server|service unavail)",
    rf"\b(?i:status_?code|http_status)=\"?{_FAILED}\b",
    r"\b(?i:got|received|returned) (?:an? )?(?P<status>40[13]|429|50[234])(?:$|[,.;:](?:$| [^\d]|[^\d ]))",
    r"(?i:error|fail(?:ed|ure)?|warn(?:ing)?)\b[^\n]{0,60}?[\s:|](?P<status>[45]\d\d) - (?P<body>\{\"[^\n]*\})",
    # SDKs of language models for JavaScript, whose message is the status and the body.
    r"(?i:error|fail(?:ed|ure)?)\b[^\n{]{0,60}?[\s:|(](?P<status>[45]\d\d) (?P<body>\{\"(?:type\": ?\"error\"|errors?\"|code\"|message\"|detail\"|msg\")[^\n]*\})",
    r"(?:\bException|(?i:error|fail(?:ed|ure)?)\b[^\n{]{0,60}?): (?P<status>[1-5]\d\d)-(?P<body>\{\"code\":[^\n]*\})",
    rf"\bAirflowException: {_FAILED}:[A-Za-z]",
    r"(?i:rate[- ]?limit(?:ed|ing)?|throttled)[^\n\d]{0,20}?[(\[=: ](?P<status>429)\b",
    r"\b(?i:api[ _-]?key|token|credentials?|signature|auth\w*|access|permission)\b[^\n\d(\[]{0,40}[(\[](?P<status>40[13])[)\]]\s*$",
    # LEAN's brokerages, of RestSharp's answers.
    rf"\[{_FAILED}\] [A-Z][A-Za-z ]+, Content: (?P<body>[{{\[]\"[^\n]*?[}}\]])(?:, |\s*$)",
    # graph-node, of each attempt.
    r"\bRPC call failed \(attempt #(?P<attempt>\d+)\) with result Err\([^\n]*? status code: (?P<status>[45]\d\d)\b",
    r"\b(?P<error>RPC call failed) \(attempt #(?P<attempt>\d+)\)(?:\s*$|, )",
    *RETRIES,
    rf"<Response \[{_FAILED}\]>",
    rf"\bResponse\(code={_FAILED}\b",
    rf"\bgoogleapi: Error {_FAILED}:",
    *STATUSES,
)

_TO_STATUS = (
    r"(?:[\s\"'`)\]|>→–—]|[:,] )(?:(?:[\s()\[\]\"'|:,=<>→←–—-]|(?i:fail(?:ed|s)?|return(?:s|ed)?|responded|response|with|"
    r"got|gave|status|code|http|error|request|was|is|attempt #?\d+))*[\s(\[|:,=])?"
)
# No unit and no noun of a number follows.
_LAST = rf"(?:[\])>]|\s*$|[\s,|;:([]+{_TOOK}|[\s:([-]+{_REASON}\b|[,;] )"

# An address that is no time of day.
_CLIENT = r"(?:(?:\d{1,3}\.){3}\d{1,3}|[0-9A-Fa-f:]*::[0-9A-Fa-f:.]*|(?:[0-9A-Fa-f]{1,4}:){4,7}[0-9A-Fa-f]{1,4})"
# A line of access in an order of somebody's own, without the version of HTTP or without a time in it.
_SERVED = (
    rf"(?:^|[\s|\[])(?P<client_ip>{_CLIENT})(?::\d+)?\]?(?: -| \|)*(?: \[[^\]]*\])? \"?(?P<method>{METHOD}) "
    rf"(?P<target>{URL}|/[^\s\"]*)(?: HTTP/[0-9.]+)?\"? (?P<status>[1-5]\d\d)"
)
_SERVED_IN = r"(?: (?:in )?(?P<took>\d+(?:\.\d+)? ?(?:ms|µs|us|ns|s))(?:\s|$)|\s|$)"

_PATTERNS = (
    TOLD,
    BODY,
    ANSWER,
    *WITH_URL,
    # Tornado's own status of a call without answer.
    rf"(?:(?P<target>{URL})[^\n]{{0,80}}?)?\bHTTP 599: (?P<error>[^\n]+)",
    rf"{_SERVED} \"?(?P<sent>\d+|-)\"?{_SERVED_IN}",
    # A filter of Play's, as its documentation has it and TheHive and Cortex word it.
    rf"(?:^|[\s\]])(?P<client_ip>{_CLIENT}) (?P<method>{METHOD}) (?P<target>/\S*) took (?P<took>\d+ms) and returned {_STATUS} (?P<sent>\d+) bytes\b",
    # nginx' variables between bars, as RomM has them: its seconds have three decimals.
    rf"{_SERVED} \| (?P<sent>\d+) \| [^|\n]+ \| (?P<s>\d+\.\d{{3}})\s*$",
    # Joplin's server, of what it answered and of what it refused.
    rf"(?:^|\s)(?P<client_ip>{_CLIENT}): (?:\d[\d.]* [kKMG]?B: )?(?P<method>{METHOD}) (?P<target>/\S*) \({_STATUS}\) \((?P<took>\d+ms)\)",
    rf"(?:^|\s)(?P<status>[45]\d\d): (?P<method>{METHOD}) (?P<target>/\S*): (?P<client_ip>{_CLIENT}): ",
    # Axigen's webmail: fields behind the first line of a request.
    rf"{_CALL} HTTP/[0-9.]+(?: \w+=\S*){{0,4}}? (?:status|code)={_STATUS}\b",
    rf"{_SERVED}{_SERVED_IN}",
    rf"(?:^|\s)(?P<status>[1-5]\d\d) [A-Z][A-Za-z' -]* \((?P<method>{METHOD}) (?P<target>{URL})\)",
    rf"(?P<error>(?:{BROKEN}|Network Error\b)[^\n(]*)\((?P<method>{METHOD}) (?P<target>{URL})\)",
    # octokit of GitHub names its answers so.
    rf"{_CALL} - (?P<status>[1-5]\d\d) with id (?:UNKNOWN|undefined|(?P<request_id>\S+)) in (?P<took>\d+ms)\b",
    # Polly's attempts, of answers and of none.
    r"Result: '(?P<error>[A-Z][^\n]*)', Handled: 'True', Attempt: '(?P<attempt>\d+)', Execution Time: (?P<took>[0-9.]+ ?ms)",
    r"Result: '(?P<status>[1-5]\d\d)', Handled: '\w+', Attempt: '(?P<attempt>\d+)', Execution Time: (?P<took>[0-9.]+ ?ms)",
    # Hummingbot's, of older connectors.
    rf"\. HTTP status is {_STATUS}\. Error: RESTResponse\((?P<method>{METHOD}) (?P<target>{URL})",
    rf"\bError executing request (?P<method>{METHOD}) (?P<target>{URL})\. HTTP status is {_STATUS}\. Error: (?P<body>\{{[^\n]*\}})",
    rf"(?:^|[\s\"'(\[]|{_NO_PLACE}:)(?P<status>[45]\d\d) (?P<method>{METHOD}) (?P<target>{URL}):? ",
    rf"(?:^|[\s(])\[{_STATUS}\] (?P<method>{METHOD}) (?P<target>{_TARGET}){_TAIL}",
    rf"(?:^|\s)\[{_STATUS}\] (?P<target>/\S*)\s*$",
    rf"(?:^|\s)(?P<target>/[\w/.{{}}-]+) (?i:returned|responded with|failed with) {_FAILED}{_ENDS}",
    rf"\b(?i:request|call) to (?P<target>/\S*) (?i:failed|returned|responded|answered)[^\n\d]{{0,30}}?{_STATUS}{_ENDS}",
    rf"\b(?i:error)[ :(]{{1,2}}{_FAILED}\)?:? [^\n]*? (?i:requesting|calling|fetching|from|for|at) (?P<target>{URL})",
    rf"\b(?i:upstream|server|api|endpoint|service) {_FAILED} [(\[](?P<target>{URL})",
    rf"(?:^|[\s(]){_STATUS} {_REASON}(?:[ -]{_REASON}){{0,4}}:? (?P<method>{METHOD}) (?P<target>{URL}){_TAIL}",
    rf"(?:^|[\s(])(?P<method>{METHOD}) (?P<target>{URL}): {_REASON}(?: {_REASON}){{0,4}} - {_STATUS}\s*$",
    rf"(?:^|\s)(?P<status>[1-5]\d\d) (?P<method>{METHOD}) (?P<target>{_TARGET}) \((?:[^\s@)]*@)?(?P<client_ip>{ADDRESS})\) (?P<took>[0-9.]+ms)",
    rf"{_CALL} HTTP/[0-9.]+\" from (?P<client_ip>{ADDRESS}|\[[0-9a-f:]+\]):\d+ - {_STATUS} (?P<sent>\d+)B in {_TOOK}",
    # A hash of Ruby, as it is spelt here.
    rf"\"(?:code|status|response_code)\": {_STATUS},[^\n]{{0,40}}?\"url\": \"(?P<target>{URL})",
    rf"\bfile_get_contents\((?P<target>{URL})\): [^\n]{{0,60}}? HTTP/[0-9.]+ {_STATUS}\b",
    rf"\b(?:file_get_contents|fopen|copy|file|readfile)\((?P<target>{URL})\): (?i:failed) to open stream: (?P<error>HTTP request failed!)(?: in |\s*$)",
    # Renovate.
    rf"{_CALL} = \((?:code=[^,\s]+, )?statusCode={_STATUS} retryCount=(?P<attempt>\d+), duration=(?P<ms>\d+)\)",
    rf"\b(?i:request|call|connection) to (?P<target>{URL}) (?P<error>timed out[^\n]*)",
    rf"{_CALL} completed with status code {_STATUS} in (?P<s>\d+(?:\.\d+)?(?:[eE]-\d+)?)(?: seconds)?\s*$",
    rf"{_CALL}{_THEN}(?P<status>[45]\d\d)\b[^\n{{]{{0,60}}?(?P<body>\{{\"[^\n]*\}})\s*$",
    rf"{FAILS}[^\n]{{0,60}}?[\s\"'`(\[<](?P<target>{URL})[\"')]?(?:\s+[-–—|]|:|,)\s*(?:HTTP |status |\()?{_FAILED}\)?[:,]? (?P<body>\{{\"[^\n]*\}})\s*$",
    rf"{_CALL}{_THEN}{_ANSWER}",
    rf"{_CALL}{_THEN}{_TOOK}{_GAP}{_STATUS}{_ENDS}",
    rf"(?:^|[\s\[(]){_SAYS_STATUS}{_STATUS}{_LEADS_TO}[\s\"'`(\[|:](?P<method>{METHOD}){_SPACE}(?P<target>{_TARGET}){_TAIL}",
    rf"(?:^|[\s\"'`(\[|:>])(?P<method>{METHOD})\s+{_STATUS}\s+(?P<target>{URL}){_TAIL}",
    rf"(?:^|[\s\"'`(\[|:>])(?P<method>{METHOD})\s+{_STATUS}[\s(|-]{{1,4}}{_TOOK}[\s)|-]{{0,3}}(?P<target>{URL})",
    rf"(?:^|[\s\"'`(\[<])(?P<target>{URL}){_THEN}{_SAYS_STATUS}{_ANSWER}",
    rf"(?:^|[\s\[(]){_SAYS_STATUS}{_STATUS}{_LEADS_TO}[\s\"'`(\[|:<](?P<target>{URL}){_TAIL}",
    rf"(?:^|[\s\"'`(\[<])(?P<target>{URL})[^\n]{{0,80}}?\b(?i:(?:http )?status[ _]code)[\s:=]{{1,3}}{_STATUS}\b",
    rf"\brequest to (?P<target>{URL}) failed, reason: (?P<error>[^\n]*)",
    rf"{_CALL} (?P<error>failed) to respond in {_TOOK}",
    # What curl writes of what had no answer.
    rf"{_CALL}{_THEN}(?P<error>(?:HTTP|status|code|->|=>)[ :=]{{1,2}}000\b)",
    rf"{CALLED}(?P<error>[^\n]*?{BROKEN}[^\n]*)",
    rf"{CALLED}{UNSAID}",
    rf"(?P<error>Invalid response body while trying to fetch (?P<target>{URL}): [^\n]*)",
    rf"(?P<error>\b{BROKEN}[^\n{{]{{0,80}}?)\b(?P<method>{METHOD}){_SPACE}(?P<target>{URL})",
    rf"(?:^|[\s\"'`(\[<])(?P<target>{URL})(?P<error>{_URL_ENDS}[^\n]{{0,60}}?{FAILS}[^\n]{{0,60}}?{BROKEN}[^\n]*)",
    rf"{FAILS}[^\n]{{0,60}}?[\s\"'`(\[<](?P<target>{URL})(?P<error>{_URL_ENDS}[^\n]{{0,120}}?{BROKEN}[^\n]*)",
    rf"(?:^|[\s\"'`(\[])(?P<target>{URL}) (?P<method>{METHOD}) (?P<status>[1-5]\d\d)(?:\s|\"|$)",
    rf"(?P<error>\b{_FAILED_CALL}(?:[^\n:]{{0,60}}?\b(?i:from|to|with|fetching|requesting|calling|accessing|reaching)[ :]{{1,2}}|: ))[\"'(<]?(?P<target>{URL})",
    rf"(?P<error>\b(?i:(?:request |read |connect(?:ion)? )?time-?out|(?:could not|cannot|can't|unable to) (?:connect to|reach)|(?:ssl|tls|network) error)\b[^\n]{{0,20}}?)[\s:\"'(]{{1,2}}(?P<target>{URL})[\"')]?\.?\s*$",
    rf"{FAILS}[^\n]{{0,60}}?[\s\"'`(\[<](?P<target>{URL})[\"']? \((?P<error>(?i:time-?out|timed out|connection \w+|network \w+|ssl \w+)[^\n)]*)\)",
    rf"(?P<error>\b[Tt]imeout (?:while |when )?(?:calling|fetching|requesting|reaching|accessing|connecting to) )(?:(?P<method>{METHOD}) )?(?P<target>{URL})",
    rf"(?P<error>\b{BROKEN}[ ]?{_WITH_SERVER}[^\n]*)",
    rf"(?P<error>\b{_NOT_CONNECTED}) [\"'(<]?(?P<target>{URL})",
    rf"(?P<error>\b{_CALL_TIMED_OUT}[^\n]*)",
    rf"(?P<error>\b{_UNREACHED} [\"'(<]?{_PUBLIC_HOST}[^\n]*)",
    rf"(?P<error>\b(?i:connection) to (?P<target>{URL}) (?i:(?:was|has been) )?(?i:reset|refused|closed|aborted|lost|dropped)\b[^\n]*)",
    rf"(?P<error>\b{BROKEN}[^\n]{{0,20}}?\b(?:while|when) \w+ )[\"'(<]?(?P<target>{URL})",
    rf"(?P<error>\b(?i:(?:request |read )?(?:time-?out|timed out)))[ :(-]{{1,3}}(?P<method>{METHOD}) (?P<target>/\S*)",
    r"\[(?:homeassistant|custom_components)\.[\w.]+\] (?P<error>Timeout fetching) [\w .-]+ data\b",
    # … of its Supervisor, and what that says itself.
    r"\[homeassistant\.components\.hassio[\w.]*\] (?P<error>Timeout on) (?P<target>/\S+) request\b",
    r"\[homeassistant\.components\.hassio[\w.]*\] (?P<target>/\S+) return code (?P<status>[45]\d\d)\b",
    rf"\[(?:supervisor|hassio)[\w.]*\] (?P<error>Error on call) (?P<target>{URL}):\s*$",
    r"\[(?:homeassistant|custom_components)\.[\w.]+\] Error requesting [\w .-]+ data: (?P<error>[^\n]+)",
    rf"{ASKED}(?P<took>[0-9.]+ms) (?P<method>{METHOD})? ?(?P<target>{URL})$",
    r"(?P<error>\bTypeError: fetch failed\b(?:.*?(?:\bE[A-Z]{3,}|attempted address(?:es)?:) (?P<host>[\w.:-]+?)(?::443)?(?:[^\w.:-]|$))?.*)",
    # Symfony's client, of answers and of none.
    rf"\bHTTP/[0-9.]+ (?P<status>[345]\d\d)\b[^\n\"]{{0,40}} returned for \"(?P<target>{URL})\"",
    rf"(?P<error>\b(?:Idle timeout reached|Failed to connect to [^\n\"]+|Could not resolve host: [\w.-]+)) for \"(?P<target>{URL})\"",
    # Vector's sinks.
    r"\bService call failed\.[^\n]*?\bServerError \{ code: (?P<status>\d{3}) \}",
    r"\bvector::sinks::[^\n]*?: Retrying after response\. reason=\"?(?P<status>[45]\d\d)\b",
    r"\bvector::sinks::[^\n]*?: (?:(?:Retrying after error|Unexpected error type; dropping the request)\. error=)?(?P<error>(?:Failed to make HTTP\(S\) request|Request timed out)\b[^\n]*?)(?: internal_log_rate_limit=|$)",
    # Fluent Bit.
    r"\[(?:output:\w+:[\w.-]+|out_\w+)\] (?P<host>[\w.-]+):\d+, HTTP status=(?P<status>\d{3})\b",
    r"\[output:\w+:[\w.-]+\] \w+=[\w-]+, HTTP status=(?P<status>\d{3})\b",
    r"\[output:\w+:[\w.-]+\] HTTP status=(?P<status>\d{3}) URI=(?P<target>/\S*?),?(?: response: -> (?P<body>\{[^\n]*\})|\s|$)",
    r"\[output:\w+:[\w.-]+\] http_status=(?P<status>\d{3}):(?: -> (?P<body>\{[^\n]*\}))?",
    r"\[http_client\] (?P<error>broken connection) to (?P<host>[\w.-]+):\d+",
    r"\[net\] TCP (?P<error>connection failed: (?P<host>[\w.-]+:\d+) \([^)\n]+\))",
    r"\[net\] (?P<error>getaddrinfo\(host='(?P<host>[\w.-]+)', err=\d+\)[^\n]*)",
    r"\[upstream\] connection #-?\d+ to tcp://(?P<host>[\w.-]+:\d+) (?P<error>timed out[^\n]*)",
    # fluentd's plugins for Elasticsearch and OpenSearch.
    r"\bcould not push logs to (?:Elasticsearch|OpenSearch) cluster \(\{\"?:?host\"?(?:=>|: )\"(?P<host>[\w.-]+)\"[^\n]*?\}\): (?:\[(?P<status>[1-5]\d\d)\](?: (?P<body>\{[^\n]*\}))?|(?P<error>[^\n\"]+))",
    # Linkerd's proxy, of what it answered in the server's place.
    r"\blinkerd_app_core::errors::respond: (?:HTTP/[0-9.]+ )?[Rr]equest failed error=(?P<error>(?:[^\n]*?\b(?:service|endpoint) (?P<host>[\w.-]+:\d+))?[^\n]*)",
    # Logstash's client.
    rf"\bManticore::(?P<error>(?:Connect|Socket|Resolution|ClientProtocol|Stale)\w+\b[^\n{{]*)\{{:url=>\"?(?P<target>{URL})",
    r"#<Manticore::(?P<error>(?:Connect|Socket|Resolution|ClientProtocol|Stale)\w+: [^\n>]*)>",
    # An error of Node.js as JSON.
    r"\b(?i:error|fail(?:ed|ure))\b[^\n{]{0,40}\b(?i:response|request|api call|fetch)[^\n{]{0,20}\{\"code\":\"(?P<error>E(?:SOCKET)?(?:TIMEDOUT|CONN[A-Z]+|HOSTUNREACH|NETUNREACH|PIPE)|ENOTFOUND|EAI_AGAIN)\"",
    rf"(?:^|[\s\"':])(?P<method>{METHOD}) \((?P<status>[1-5]\d\d)\) (?P<target>{URL})",
    # ibind, of Interactive Brokers' gateway.
    rf"(?P<target>{URL})[^\n\w]{{1,5}} :: {_FAILED} :: [A-Z]",
    # Spring WebFlux, and its gateway.
    rf"\b(?P<status>5\d\d) Server Error for HTTP (?P<method>{METHOD}) \"(?P<target>/[^\s\"]*)\"",
    # Node-RED's node for requests, which gives an error of the network as a status; alpaca_trade_api, Pulumi.
    r"\b[Ss]tatus ?[Cc]ode\b[\s:=\"'(]{1,4}(?P<error>E(?:CONN[A-Z]+|(?:SOCKET)?TIMEDOUT|NOTFOUND|AI_AGAIN|HOSTUNREACH|NETUNREACH|PIPE|PROTO))\b",
    r"\[http request:[^\]\n]*\] (?P<error>no response from server)",
    rf"\bsleep \d+ seconds and retrying (?P<target>{URL}) \d+ more time",
    rf"\b{_FAILED} HTTP error\b[^\n]{{0,60}}? from (?P<target>{URL})",
    # Datadog's agent.
    rf"(?:^|[\s(])\"(?P<target>{URL})\": \"{_STATUS} [A-Z]",
    r"\b(?P<error>php_network_getaddresses: getaddrinfo (?:for (?P<host>[\w.-]+) )?failed[^\n]*)",
    rf"(?:^|[\s\"'`(\[<=])(?P<target>{URL})[^\n]{{0,120}}?[:\"'\]] {_FAILED}\)?[ :,-]{{1,3}}[(\"']?(?i:{PHRASES}|(?:client|server) error)\b",
    rf"(?:^|[\s\"'`(\[<=])(?P<target>{URL})[^\n]{{0,160}}?\b(?i:https?(?: status)?|received status code)[ :=]{{1,2}}{_FAILED}\b",
    rf"\b(?i:retry(?:ing)?)(?: \d+(?:/\d+)?)?(?: (?:after|in) [\d.:]+ ?\w*)?(?: (?:for|of))? (?:(?P<method>{METHOD}) )?(?P<target>{URL})[^\n]{{0,60}}?\b(?:after|got|due to|because of)(?: (?:an? )?(?i:https?|status|response|error|code))*[ :]{{1,2}}{_FAILED}\b",
    rf"\b(?i:status|code|error)\b[ :=\"'(]{{1,3}}{_FAILED}\b[^\n]{{0,60}}?\b(?:(?:sending|writing|posting|transaction|request|call) to|from) [\"'\[(<]?(?P<target>{URL})",
    # JDA's limiter of Discord's routes, discord.js's, and that of its webhooks in Java.
    r"\b(?P<status>429)[ ]hit on route (?P<target>/\S+)",
    r"\bEncountered (?P<status>429), retrying after \d+ ms\b",
    rf"\bEncountered (?P<status>429) on route (?:(?P<method>{METHOD}) ?)?(?P<target>/\S+)",
    # A method, a URL and a status by their names.
    rf"\bmethod=\"?(?P<method>{METHOD})\"? [^\n]{{0,40}}?\bur[li]=\"?(?P<target>{URL})\"?[^\n]{{0,80}}?"
    rf"\bstatus(?:_code)?=\"?{_STATUS}\b(?:[^\n]{{0,80}}?\b(?:duration|elapsed|took|latency)=\"?{_TOOK})?",
    # A status by its name, and a URL by its own, in either order.
    rf"\b(?:\w+[._])?(?i:status(?:_?code)?|code)[=:] ?\"?{USUAL_STATUS}\b\"?(?:[\s,;|-]{{1,3}}|[^\n]{{0,80}}?\b(?:method=\"?(?P<method>{METHOD})\b[^\n]{{0,40}}?)?\b(?i:ur[li]|endpoint)[=:] ?\"?)(?P<target>{URL})",
    rf"\b(?i:ur[li]|endpoint)[=:] ?\"?(?P<target>{URL})\"?,?[^\n]{{0,80}}?\b(?:\w+[._])?(?i:status(?:_?code)?|code)[=:] ?\"?{USUAL_STATUS}\b",
    rf"{FIRST}{USUAL_STATUS}[\])>]{{0,2}}[\s,|:-]{{1,3}}(?P<method>{METHOD})[\s,|:]{{1,3}}\"?(?P<target>{URL}){_TAIL}",
    rf"{FIRST}{USUAL_STATUS}[\])>]{{0,2}}[\s|:-]{{1,3}}\"?(?P<target>{URL}){_TAIL}",
    rf"<Response \[{_STATUS}\]>[\s,:|-]{{1,3}}(?:(?P<method>{METHOD}) )?(?P<target>{URL}){_TAIL}",
    rf"(?:^|[\s\"'`(\[<=])(?P<target>{URL}){_TO_STATUS}{USUAL_STATUS}{_LAST}",
    *ANSWERED,
    rf"{OF_CALL}(?:-|(?P<host>\S+)) (?P<error>[^\n]+)$",
    CALL,
    BROKEN_CALL,
    *WITHOUT_URL,
)
# Behind a line may stand what was made of its words.
PATTERNS = tuple(one.replace(r"\s*$", rf"(?:\s*$|\s*{ASIDE})") for one in _PATTERNS)
# What a line has, in lower case, that any of these matches.
SAYS_ALONE = (
    *(
        "with body",
        "status",
        "http",
        "error",
        "got",
        "received",
        "returned",
        "failed",
        "failure",
        "exception",
    ),
    *("limit", "throttled", "response", *(phrase.lower() for phrase in PHRASES.split("|"))),
)
# What a line has that any of them matches, so that others cost one look: a URL, a method and its
# path, what a program is known by, or a number that may be a status (a part of a second is none)
# with a word that one of the other patterns needs.
_SURE = (
    r"://|Handled: 'True'|(?:HTTP |http_)status=|\[http_client\]|\[net\] |\[upstream\] connection|could not push logs to |errors::respond: |getaddresses: |vector::sinks|"
    rf"{METHOD}{_SPACE}/|\[[1-5]\d\d\] /|fetch failed|APIConnectionT|azure\.core\.exc|"
    rf"(?:Timeout|Error) (?:fetching|requesting|while|when|for) |{_CALL_TIMED_OUT}|{_UNREACHED}|"
    rf"{OF_CALL}| told by | with body |RPC call failed \(attempt|{SAYING_RETRIES}|\"code\":\"E[A-Z]|#<Manticore::|no response from server|"
    r"[Ss]tatus ?[Cc]ode[\s:=\"'(]{1,4}E[A-Z]{3}|\] Timeout on /|\] /\S+ return code "
)
NUMBER = r"[^\d.,](?:20\d|[45]\d\d)(?:[^\d.]|\.(?:\D|$)|$)"
_METHODS = frozenset(METHOD.strip("(?:)").lower().split("|"))
_NEEDED = {"http", "status", "got", "received", "error"}.union(
    *(needed_texts(one) for one in PATTERNS if "://" not in one)
)
_WORD = f"(?i:{'|'.join(map(re.escape, sorted(_NEEDED - _METHODS)))})"
HINT = rf"{_SURE}|{_WORD}[^\n]*{NUMBER}|{NUMBER}[^\n]*{_WORD}"
# Of one line the patterns themselves ask for words.
MAY_BE_CALL = re.compile(rf"{_SURE}|{NUMBER}")
