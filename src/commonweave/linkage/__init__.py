"""Record linkage: normalise, block, compare, score, cluster, evaluate. Needs no database."""
