-- which objects may be read: an object without rights must not pass for an empty one
SELECT 'dbo.v_Site' AS object_name, HAS_PERMS_BY_NAME('dbo.v_Site', 'OBJECT', 'SELECT') AS may_read
UNION ALL
SELECT 'dbo.SC_SiteDefinition', HAS_PERMS_BY_NAME('dbo.SC_SiteDefinition', 'OBJECT', 'SELECT')
UNION ALL
SELECT 'dbo.SC_SiteDefinition_Property', HAS_PERMS_BY_NAME('dbo.SC_SiteDefinition_Property', 'OBJECT', 'SELECT')
UNION ALL
SELECT 'dbo.v_SystemResourceList', HAS_PERMS_BY_NAME('dbo.v_SystemResourceList', 'OBJECT', 'SELECT')
UNION ALL
SELECT 'dbo.vSMS_SC_SysResUse', HAS_PERMS_BY_NAME('dbo.vSMS_SC_SysResUse', 'OBJECT', 'SELECT')
UNION ALL
SELECT 'dbo.vSMS_SC_SysResUse_Properties', HAS_PERMS_BY_NAME('dbo.vSMS_SC_SysResUse_Properties', 'OBJECT', 'SELECT')
UNION ALL
SELECT 'dbo.v_RA_System_ResourceNames', HAS_PERMS_BY_NAME('dbo.v_RA_System_ResourceNames', 'OBJECT', 'SELECT')
UNION ALL
SELECT 'dbo.v_R_System', HAS_PERMS_BY_NAME('dbo.v_R_System', 'OBJECT', 'SELECT')
UNION ALL
SELECT 'dbo.v_StatusMessage', HAS_PERMS_BY_NAME('dbo.v_StatusMessage', 'OBJECT', 'SELECT')
UNION ALL
SELECT 'dbo.v_GS_OPERATING_SYSTEM', HAS_PERMS_BY_NAME('dbo.v_GS_OPERATING_SYSTEM', 'OBJECT', 'SELECT')
UNION ALL
SELECT 'dbo.v_GS_WORKSTATION_STATUS', HAS_PERMS_BY_NAME('dbo.v_GS_WORKSTATION_STATUS', 'OBJECT', 'SELECT')
UNION ALL
SELECT 'dbo.v_GS_ADD_REMOVE_PROGRAMS_64', HAS_PERMS_BY_NAME('dbo.v_GS_ADD_REMOVE_PROGRAMS_64', 'OBJECT', 'SELECT')
UNION ALL
SELECT 'dbo.v_GS_ADD_REMOVE_PROGRAMS', HAS_PERMS_BY_NAME('dbo.v_GS_ADD_REMOVE_PROGRAMS', 'OBJECT', 'SELECT');
