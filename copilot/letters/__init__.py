"""Letters: what each must hold (`notices.yaml`), the plan's own data, the Word templates that staff edit, their PDF."""
