-- the same where v_RA_System_ResourceNames cannot be read
SELECT DISTINCT r.Netbios_Name0, r.ResourceID, r.Full_Domain_Name0
FROM v_R_System AS r
WHERE
    r.Netbios_Name0 IN (NULL)
    AND COALESCE(r.Obsolete0, 0) = 0
    AND COALESCE(r.Decommissioned0, 0) = 0
ORDER BY r.ResourceID;
