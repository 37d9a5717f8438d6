-- 2. After a day or a week: one row a handshake (with sqlcmd: -I). Where the server has TLS 1.2 switched on,
-- "Protocol: TLS1.0" or "TLS1.1" is a client that has no more than that and breaks when these are switched off;
-- PeerAddr is its address, the client_net_address of sys.dm_exec_connections. A client that did not connect in
-- that time is not in it. TDS 8 (strict) is shown as an unspecified protocol.
SELECT e.seen, SUBSTRING(e.said, CHARINDEX('Handshake', e.said), 400) AS handshake
FROM (
    SELECT
        x.doc.value('(event/@timestamp)[1]', 'datetime2') AS seen,
        x.doc.value('(event/data[@name="text"]/value)[1]', 'nvarchar(4000)') AS said
    FROM (
        SELECT CAST(f.event_data AS xml) AS doc
        FROM sys.fn_xe_file_target_read_file('sqlcheck_tls*.xel', NULL, NULL, NULL) AS f
    ) AS x
) AS e
WHERE e.said LIKE '%Handshake%'
ORDER BY e.seen;
