-- trouble with SQL Server that components reported, counted; (NULL) is the moment 30 days ago. By time and
-- number, because this view can hold millions of rows; the numbers are those of status-messages.csv
SELECT m.MachineName, m.SiteCode, m.MessageID, COUNT(*) AS messages, MAX(m.[Time]) AS last_time
FROM v_StatusMessage AS m
WHERE
    m.[Time] >= (NULL)
    AND m.ModuleName = 'SMS Server'
    AND m.MessageID IN (
        600, 601, 602, 615, 616, 617, 618, 619, 620, 679, 3331, 3332, 3333, 3334, 3335, 3336,
        3337, 3341, 3345, 3348, 3349, 3350, 3351, 3352, 3353, 4703, 4704, 4706, 4707, 4908,
        4959, 5415, 5419, 5420, 5436, 5437, 5480, 5482, 5487, 5488, 6315, 6320, 7002, 7400,
        7401, 7402, 7403, 7404, 7405, 7804, 7806, 7815, 7816, 7817, 7818, 8303, 9902
    )
GROUP BY m.MachineName, m.SiteCode, m.MessageID
ORDER BY m.MachineName, m.MessageID;
