-- the TCP port of each site's SQL Server
SELECT d.SiteCode, p.Value3 AS SQLServicePort
FROM SC_SiteDefinition AS d
INNER JOIN SC_SiteDefinition_Property AS p ON p.SiteNumber = d.SiteNumber
WHERE p.Name = 'SQLServicePort'
ORDER BY d.SiteCode;
