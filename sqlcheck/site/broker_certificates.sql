-- in master: the certificate of that endpoint, and the copies of those of the neighbouring sites,
-- which belong to the users ConfigMgrEndpointUser<site code>
SELECT
    c.certificate_id,
    c.name AS certificate_name,
    p.name AS owner_name,
    c.subject,
    c.issuer_name,
    c.start_date,
    c.expiry_date
FROM sys.certificates AS c
LEFT JOIN sys.database_principals AS p ON p.principal_id = c.principal_id
WHERE
    p.name LIKE 'ConfigMgrEndpointUser%'
    OR c.certificate_id IN (SELECT e.certificate_id FROM sys.service_broker_endpoints AS e)
ORDER BY c.name;
