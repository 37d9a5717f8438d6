-- who is connected, folded; sessions that share a connection (MARS) count once
SELECT
    c.client_net_address,
    s.host_name,
    s.program_name,
    s.login_name,
    s.client_interface_name,
    c.protocol_version,
    c.encrypt_option,
    COUNT(*) AS connections
FROM sys.dm_exec_connections AS c
INNER JOIN sys.dm_exec_sessions AS s ON s.session_id = c.session_id
WHERE
    s.is_user_process = 1
    AND c.net_transport <> 'Session'
    AND COALESCE(s.program_name, '') NOT LIKE 'sqlcheck%'
GROUP BY
    c.client_net_address,
    s.host_name,
    s.program_name,
    s.login_name,
    s.client_interface_name,
    c.protocol_version,
    c.encrypt_option
ORDER BY c.client_net_address, s.host_name, s.program_name;
