-- 32-bit client programs of SQL Server on those machines
SELECT DISTINCT a.ResourceID, a.DisplayName0, a.Version0
FROM v_GS_ADD_REMOVE_PROGRAMS AS a
WHERE
    a.ResourceID IN (NULL)
    AND (
        a.DisplayName0 LIKE '%Native Client%'
        OR a.DisplayName0 LIKE '%ODBC Driver%'
        OR a.DisplayName0 LIKE '%OLE DB Driver%'
    )
ORDER BY a.ResourceID, a.DisplayName0;
