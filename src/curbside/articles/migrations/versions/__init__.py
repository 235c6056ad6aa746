"""One step a module, each with its way back."""
