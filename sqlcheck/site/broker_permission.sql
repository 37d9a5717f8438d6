-- without this right the rows about endpoints, certificates and their owners are just missing
SELECT HAS_PERMS_BY_NAME(NULL, NULL, 'VIEW ANY DEFINITION') AS any_definition;
