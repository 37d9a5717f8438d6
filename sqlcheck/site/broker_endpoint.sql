-- the Service Broker endpoint, through which sites replicate
SELECT e.name AS endpoint_name, e.state_desc, e.connection_auth_desc, e.certificate_id, t.port
FROM sys.service_broker_endpoints AS e
LEFT JOIN sys.tcp_endpoints AS t ON t.endpoint_id = e.endpoint_id
ORDER BY e.name;
