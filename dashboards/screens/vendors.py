from panels import chosen, title

now = chosen()
title("vendors", now)
