-- without this right the session views show only oneself, and say nothing about it
SELECT HAS_PERMS_BY_NAME(NULL, NULL, 'VIEW SERVER STATE') AS server_state;
