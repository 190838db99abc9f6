from panels import chosen, title

now = chosen()
title("rate_limits", now)
