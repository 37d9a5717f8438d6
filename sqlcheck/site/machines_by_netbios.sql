-- the same by short name, for those the first query did not find; full name and domain come along,
-- because two domains can have a machine of one short name
SELECT DISTINCT r.Netbios_Name0, r.ResourceID, r.Full_Domain_Name0, n.Resource_Names0
FROM v_R_System AS r
LEFT JOIN v_RA_System_ResourceNames AS n ON n.ResourceID = r.ResourceID
WHERE
    r.Netbios_Name0 IN (NULL)
    AND COALESCE(r.Obsolete0, 0) = 0
    AND COALESCE(r.Decommissioned0, 0) = 0
ORDER BY r.ResourceID;
