-- in master: the same certificates as they are, for the hash that they are signed with
SELECT c.certificate_id, CERTENCODED(c.certificate_id) AS encoded
FROM sys.certificates AS c
LEFT JOIN sys.database_principals AS p ON p.principal_id = c.principal_id
WHERE
    p.name LIKE 'ConfigMgrEndpointUser%'
    OR c.certificate_id IN (SELECT e.certificate_id FROM sys.service_broker_endpoints AS e)
ORDER BY c.name;
