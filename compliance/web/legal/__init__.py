"""The legal staff's room at the desk: everything about rules, from a draft to what counts, under the desk's own PREFIX.

Rule files and their drafts, the editor and the form, reports, tables, search and comparison, laws and what is to be
reviewed. The pages of matters, visits and accounts are in `compliance.web.desk`, and so is what both share: who may
what (`roles`), who is signed in (`sessions`), the numbers of pages (`paging`). The desk knows this room only when it
opens.
"""
