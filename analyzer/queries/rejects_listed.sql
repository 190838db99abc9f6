-- Lines that could not be read, at most `$at_most`.
SELECT source, line, reason, excerpt, load FROM rejects
ORDER BY source, line
LIMIT $at_most
