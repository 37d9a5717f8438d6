-- 1. SQL Server 2019 and later, instead. Before 2019 CU8 (15.0.4073.23) sni_trace stays silent unless trace
-- is recorded too (KB 4577194), so both are; where both speak, a handshake is there twice.
CREATE EVENT SESSION [sqlcheck_tls] ON SERVER
ADD EVENT sqlsni.sni_trace(
    WHERE ([function_name] = 'Ssl::Handshake'
        AND [sqlserver].[like_i_sql_unicode_string]([text], N'%Handshake%'))),
ADD EVENT sqlsni.trace(
    WHERE ([sqlserver].[like_i_sql_unicode_string]([text], N'%Handshake%')))
ADD TARGET package0.event_file(
    SET filename = N'sqlcheck_tls.xel', max_file_size = (50), max_rollover_files = (2))
WITH (EVENT_RETENTION_MODE = ALLOW_SINGLE_EVENT_LOSS, STARTUP_STATE = OFF);
ALTER EVENT SESSION [sqlcheck_tls] ON SERVER STATE = START;
