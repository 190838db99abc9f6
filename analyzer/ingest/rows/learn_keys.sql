-- What is kept of credentials, in their order.
SELECT credential, key_id_of(credential, salt) AS key_id, key_shape_of(credential) AS key_shape,
    key_expiry_of(credential) AS key_expiry
FROM credentials, given
