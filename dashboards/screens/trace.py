from panels import chosen, title

now = chosen()
title("trace", now)
