"""The database's changes of shape, in order. Run by `copilot.store` when it opens an older database."""
