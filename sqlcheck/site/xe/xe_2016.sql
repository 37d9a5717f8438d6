-- 1. SQL Server 2016 SP1 and 2017 (KB 3191296; an older server has no such event).
-- It needs ALTER ANY EVENT SESSION. Each login then writes an event, into two files of 50 MB at most in
-- the server's log folder.
CREATE EVENT SESSION [sqlcheck_tls] ON SERVER
ADD EVENT sqlsni.trace(
    WHERE ([sqlserver].[like_i_sql_unicode_string]([text], N'%Handshake%')))
ADD TARGET package0.event_file(
    SET filename = N'sqlcheck_tls.xel', max_file_size = (50), max_rollover_files = (2))
WITH (EVENT_RETENTION_MODE = ALLOW_SINGLE_EVENT_LOSS, STARTUP_STATE = OFF);
ALTER EVENT SESSION [sqlcheck_tls] ON SERVER STATE = START;
