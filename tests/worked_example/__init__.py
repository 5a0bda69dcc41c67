"""Two months of one villager group, worked out on paper and then walked through the pages.

`paper` holds the numbers, `walk` the people at the pages, `page` what can be read there.
"""
