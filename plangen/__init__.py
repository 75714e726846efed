"""plangen: community work plans from one YAML file to DOCX, Markdown and HTML."""

__version__ = "0.1.0"
