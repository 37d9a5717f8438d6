-- 3. At the end; the files sqlcheck_tls*.xel stay in the log folder until somebody deletes them.
DROP EVENT SESSION [sqlcheck_tls] ON SERVER;
