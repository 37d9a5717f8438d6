-- where each site keeps its database
SELECT d.SiteCode, d.SQLServerName, d.SQLDatabaseName
FROM SC_SiteDefinition AS d
ORDER BY d.SiteCode;
