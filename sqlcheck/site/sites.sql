-- the sites of the hierarchy that this database knows
SELECT s.SiteCode, s.SiteName, s.ServerName, s.ReportingSiteCode, s.[Type], s.[Version]
FROM v_Site AS s
ORDER BY s.SiteCode;
