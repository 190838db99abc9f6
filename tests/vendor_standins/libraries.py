"""The client libraries that tests run against stand-ins, by vendor, as the index names them."""

LIBRARIES = {
    "anthropic": ("anthropic",),
    "aws": ("boto3",),
    "binance": ("ccxt", "python-binance"),
    "bybit": ("ccxt",),
    "github": ("PyGithub",),
    "kraken": ("ccxt",),
    "okx": ("ccxt",),
    "openai": ("openai",),
    "shopify": ("ShopifyAPI",),
    "slack": ("slack_sdk",),
    "stripe": ("stripe",),
    "twilio": ("twilio",),
}
