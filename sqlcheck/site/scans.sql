-- how old their hardware inventory is
SELECT w.ResourceID, w.LastHWScan
FROM v_GS_WORKSTATION_STATUS AS w
WHERE w.ResourceID IN (NULL)
ORDER BY w.ResourceID;
