-- machines whose list of programs is known at all: an empty answer to the next query then means
-- that the driver is not there, and not that nobody looked
SELECT DISTINCT a.ResourceID
FROM v_GS_ADD_REMOVE_PROGRAMS_64 AS a
WHERE a.ResourceID IN (NULL)
ORDER BY a.ResourceID;
