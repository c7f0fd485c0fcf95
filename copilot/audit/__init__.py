"""The audit trail: events in the table `audit_log`, a Merkle tree over them, checkpoints signed outside the database.

trail       the hash of an event, the growing edge of the tree
keys        the key that seals events, and the file of signed checkpoints
verify      what was edited, deleted, inserted, reordered, cut off or rebuilt
replay      a stored review's rules computed again and compared byte for byte
export      one case as a folder that proves itself with nothing but Python
"""
