"""A study read by rule, without a model: what came up often, who led a ballot, the longest words for it."""
