-- the databases that could be a site's, when none was named; CM_ is looked for in C, because the
-- underscore is a wildcard and [_] means something else elsewhere
SELECT d.name AS database_name, d.state AS database_state
FROM sys.databases AS d
WHERE d.name LIKE 'CM%'
ORDER BY d.name;
