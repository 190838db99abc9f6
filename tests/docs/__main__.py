"""Write every generated page of the documentation: `python -m tests.docs`."""

from tests.docs import pages

for file, text in pages().items():
    file.write_text(text, "utf-8")
