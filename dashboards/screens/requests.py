from panels import chosen, title

now = chosen()
title("requests", now)
