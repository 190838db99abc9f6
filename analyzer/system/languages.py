"""The languages of all user-visible text; the first is the default."""

LANGUAGES = ("en", "zh-Hans", "zh-Hant")
