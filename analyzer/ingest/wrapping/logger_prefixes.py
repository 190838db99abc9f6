r"""What programs' own loggers put before a line that another part of the program made.

An access line that goes through the application's logger, or a line of a client's log that a
handler formats, stands behind a time, a level and the logger's name. Sources: Python's logging and
loguru, Logback, Log4j and Spring Boot, winston, Go's log and klog, zap, tracing-subscriber, Ruby's
Logger, Elixir's, Serilog's console, Android's logcat; Seldaek/monolog, LineFormatter; logfmt.
"""

from __future__ import annotations

TIME = r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d[.,0-9]*(?:Z|[+-]\d\d:?\d\d)?"
LEVEL_NAME = r"(?i:trace|debug|info|notice|warn(?:ing)?|err(?:or)?|critical|fatal|panic)"

_SLASHED = r"\d{4}/\d\d/\d\d \d\d:\d\d:\d\d(?:\.\d+)?"
_LEVEL = rf"[\[(<]?(?:{LEVEL_NAME}|SEVERE|INF|WRN|DBG|FTL)[\])>]?(?=[\s:|-])"
_SEPARATOR = r"(?:[ \t]+(?:[|-][ \t]+)?|\|[ \t]*)"
# Threads, processes and names before the level.
_BEFORE_LEVEL = (
    rf"(?:{_SEPARATOR}(?:\[[^\]\n]{{1,80}}\]|\{{[\w.]+:\d+\}}|[A-Za-z_][\w.$/-]{{0,80}}|\d{{1,7}}))"
    r"{0,3}?"
)
# A thread or a name in brackets is none if it is a time.
_BRACKETS = r"\[(?!\d\d?[/ ]|\d{4}-)[^\]\n]{1,80}\]"
# A host before ` - - [` or ` - user [` is of an access line.
_DASH = r" -(?! (?:-|[A-Za-z]\S*) \[\d)"
_NAME = rf"[A-Za-z_][\w.$:/<>-]{{0,80}}?(?:[ \t]*:|{_DASH})"
_CALLER = r"(?:[\w.-]+\t)?[\w./-]+\.go:\d+"
_AFTER_LEVEL = (
    r"(?:[ \t]*[:|-]+(?=\s)| +\d+ ---)?"
    rf"(?:[ \t]+(?:{_BRACKETS}(?:[ \t]+[\w.$]+)?[ \t]*[:-]|{_NAME}|{_CALLER}|{_BRACKETS})(?=\s))?"
    r"[ \t]+"
)

_LOGGER = (
    rf"^(?:\[{TIME} {LEVEL_NAME} +[\w.$:-]+\] "
    rf"|[\[(]?{TIME}[\])]?{_BEFORE_LEVEL}{_SEPARATOR}{_LEVEL}{_AFTER_LEVEL}"
    rf"|[A-Z], \[{TIME} #\d+\] +[A-Z]+ -- [^:\n]{{0,40}}: "
    rf"|{_SLASHED} (?:{_LEVEL} )?(?:[\w./-]+\.go:\d+: )?"
    r"|[IWEF]\d{4} \d\d:\d\d:\d\d\.\d{6} +\d+ [\w./-]+:\d+\] "
    r"|\d\d-\d\d \d\d:\d\d:\d\d\.\d{3} +\d+ +\d+ [VDIWEF] [\w./-]+ *: "
    rf"|(?:\[?\d\d:\d\d:\d\d(?:[.,]\d+)?\]? (?:\w+=\S+ )*)?{_LEVEL}\]?{_AFTER_LEVEL}"
    rf"|\[\d\d:\d\d:\d\d (?:{LEVEL_NAME}|INF|WRN|DBG|FTL)\] "
    rf"|{LEVEL_NAME}:[\w.]+:)"
)
_MONOLOG = rf"^\[(?P<time>{TIME})\] [\w-]+(?:\.[\w-]+)*\.{LEVEL_NAME}: "
# Its context and extra fields stand behind the line.
_BEHIND_MONOLOG = r"(?: \[\]| \{\}){1,2}[ \t\r]*$"
# A line in the message of pairs, as Go's slog and logrus write it.
_PAIRS = (
    r'^(?=[a-z]+=)(?=[^"\n]*?\bmsg="((?:[^"\\\n]|\\[^\n])*)")'
    rf'(?:(?=(?:[^"\n]*? )?(?:time|ts|t)="?(?P<time>{TIME})))?[^\n]*$'
)

# Of each, what comes off.
LOGGERS = {
    "logger": _LOGGER,
    "monolog": f"{_MONOLOG}|{_BEHIND_MONOLOG}",
    "pairs": _PAIRS,
}
