-- Windows of those machines
SELECT o.ResourceID, o.Caption0, o.Version0
FROM v_GS_OPERATING_SYSTEM AS o
WHERE o.ResourceID IN (NULL)
ORDER BY o.ResourceID;
