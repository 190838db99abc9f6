from panels import chosen, title

now = chosen()
title("partial_failures", now)
