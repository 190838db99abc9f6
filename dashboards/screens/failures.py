from panels import chosen, title

now = chosen()
title("failures", now)
