"""What each public view means, in slow and plain Python, over stories that are made up.

Written from what the views say of themselves (`analyzer sql`) and from the vendors' documents, not
from their SQL: where the two differ, one of them is wrong.
"""
