"""What is not read at all."""


class Refused(Exception):
    """A file that is not opened, or not read to its end. The message is one plain sentence."""
