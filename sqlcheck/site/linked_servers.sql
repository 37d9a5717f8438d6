-- linked servers, which distributed views between a central site and its primary sites go through
SELECT v.name AS linked_server, v.provider, v.data_source
FROM sys.servers AS v
WHERE v.is_linked = 1
ORDER BY v.name;
