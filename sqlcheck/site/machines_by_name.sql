-- the inventoried machine behind a role's host, by its fully qualified name
SELECT DISTINCT n.Resource_Names0, r.ResourceID
FROM v_RA_System_ResourceNames AS n
INNER JOIN v_R_System AS r ON r.ResourceID = n.ResourceID
WHERE
    n.Resource_Names0 IN (NULL)
    AND COALESCE(r.Obsolete0, 0) = 0
    AND COALESCE(r.Decommissioned0, 0) = 0
ORDER BY r.ResourceID;
