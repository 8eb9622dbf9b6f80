"""The plan of a study: guide, panel, cost, rehearsal, and the lasting card they stand on."""
