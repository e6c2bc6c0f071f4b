"""What can be wrong with a dataset on disk."""


class DatasetDamaged(Exception):
    """A file is missing, changed or belongs to another questionnaire. The remedy is to build it again."""
