from panels import chosen, title

now = chosen()
title("authentication", now)
