from panels import chosen, title

now = chosen()
title("sql", now)
