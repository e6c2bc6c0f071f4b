"""Pure statistics: counts in, estimates out. Formulas and their sources stand in each module; nothing here
rounds.
"""
