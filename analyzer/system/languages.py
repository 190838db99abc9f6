"""The languages that every text of ours comes in; the first is the default."""

LANGUAGES = ("en", "zh-Hans", "zh-Hant")
