"""What the law wants: one module a subject, and the registry that rules name checks in."""
