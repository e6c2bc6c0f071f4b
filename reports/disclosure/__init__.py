"""Pure disclosure control: exact tables in, tables fit for publication out. The thresholds stand in one
place.
"""
