"""How fields of logs of unknown make become the columns of a request."""
