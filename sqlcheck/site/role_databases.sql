-- roles that were told to use another database than the site's: replicas of management points
SELECT u.SiteCode, u.RoleName, u.ServerName, p.Name, p.Value1, p.Value2, p.Value3
FROM vSMS_SC_SysResUse AS u
INNER JOIN vSMS_SC_SysResUse_Properties AS p ON p.ID = u.ID
WHERE p.Name IN ('UseSiteDatabase', 'SQLServerName', 'DatabaseName')
ORDER BY u.SiteCode, u.RoleName, u.ServerName;
