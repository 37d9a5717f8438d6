-- roles that were told to use another database than the site's: replicas of management points; the
-- role list may spell the host otherwise, and has the same network path then
SELECT DISTINCT
    u.SiteCode,
    u.RoleName,
    u.ServerName,
    r.ServerName AS ListedName,
    p.Name,
    p.Value1,
    p.Value2,
    p.Value3
FROM vSMS_SC_SysResUse AS u
INNER JOIN vSMS_SC_SysResUse_Properties AS p ON p.ID = u.ID
LEFT JOIN v_SystemResourceList AS r
    ON r.NALPath = u.NALPath AND r.RoleName = u.RoleName AND r.SiteCode = u.SiteCode
WHERE p.Name IN ('UseSiteDatabase', 'SQLServerName', 'DatabaseName')
ORDER BY u.SiteCode, u.RoleName, u.ServerName;
