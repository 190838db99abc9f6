-- Credentials of fresh rows and their hashes, so that none is hashed twice.
SELECT new_key AS credential, key_id_of(new_key, salt) AS key_id, key_shape_of(new_key) AS key_shape,
    key_expiry_of(new_key) AS key_expiry
FROM (SELECT DISTINCT new_key FROM fresh WHERE new_key IS NOT NULL LIMIT 20000), given
