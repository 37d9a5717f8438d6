-- the TCP ports of each site's SQL Server: for clients, and for replication between sites
SELECT d.SiteCode, p.Name, p.Value3
FROM SC_SiteDefinition AS d
INNER JOIN SC_SiteDefinition_Property AS p ON p.SiteNumber = d.SiteNumber
WHERE p.Name IN ('SQLServicePort', 'SSBPort')
ORDER BY d.SiteCode, p.Name;
