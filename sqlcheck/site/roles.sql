-- which role runs where
SELECT DISTINCT r.SiteCode, r.RoleName, r.ServerName
FROM v_SystemResourceList AS r
ORDER BY r.SiteCode, r.RoleName, r.ServerName;
