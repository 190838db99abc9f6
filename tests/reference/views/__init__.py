"""One module a view: `KEY` are the columns that tell its rows apart, `rows` makes them."""
