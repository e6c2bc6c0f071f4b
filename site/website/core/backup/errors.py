"""What stops a backup or a restore, in a sentence for the operator."""


class BackupError(Exception):
    """The message says what is wrong and what to do."""
