from panels import chosen, title

now = chosen()
title("data", now)
