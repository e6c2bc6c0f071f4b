"""The letter: signing up for it, composing it, sending it."""
