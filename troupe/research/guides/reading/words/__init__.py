"""The words by which guides are read: labels, verbs that ask, scales, options, conditions, in seven languages."""
