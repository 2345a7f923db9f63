"""The public site without a browser: words, pages, searches, questions."""
