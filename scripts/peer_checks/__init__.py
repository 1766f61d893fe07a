"""Checks of VPP's replies to its own Python client, one module per subject.

Every check restores the state of VPP. No check sends requests that crash VPP:
steering, local SID lookups or deletes with a table that does not exist,
policies without segments, behaviors without a plugin, changes of deleted
segment lists.
"""
