-- Credentials of the rows just staged and their hashes, so that none is hashed twice.
-- Parameters: `$before`, the number of rows staged before them; `$most`, how many may still be learned.
INSERT INTO keys
SELECT DISTINCT secret, key_id, key_shape FROM stage WHERE rowid >= $before AND is_new_key
LIMIT $most
