-- Everything good; the registry of the database server is in evidence.

INSERT INTO sys.databases (name, database_id, state, state_desc, compatibility_level)
VALUES
    ('master', 1, 0, 'ONLINE', 150),
    ('CM_P01', 5, 0, 'ONLINE', 150);

INSERT INTO dbo.v_Site (SiteCode, SiteName, ReportingSiteCode, ServerName, Type, Version, BuildNumber, Status)
VALUES
    ('P01', 'Contoso Headquarters', '', 'CM01.contoso.com', 2, '5.00.9078.1000', 9078, 1);

INSERT INTO dbo.SC_SiteDefinition (SiteNumber, SiteCode, SQLServerName, SQLDatabaseName)
VALUES
    (1, 'P01', 'SQL01.contoso.com', 'CM_P01');

INSERT INTO dbo.SC_SiteDefinition_Property (SiteNumber, Name, Value1, Value2, Value3)
VALUES
    (1, 'SQLServicePort', '', '', 1433),
    (1, 'SSBPort', '', '', 4022);

INSERT INTO dbo.v_SystemResourceList (NALPath, SiteCode, RoleName, ServerName, ServerRemoteName, ResourceType)
WITH role (site, name, host) AS (
    VALUES
        ('P01', 'SMS Site Server', 'CM01.contoso.com'),
        ('P01', 'SMS Provider', 'cm01.contoso.com'),
        ('P01', 'SMS SQL Server', 'SQL01.contoso.com'),
        ('P01', 'SMS Management Point', 'mp01.contoso.com')
)
SELECT
    '["Display=\\' || host || '\"]MSWNET:["SMS_SITE=' || site || '"]\\' || host || '\',
    site, name, host, host, 'Windows NT Server'
FROM role;

INSERT INTO dbo.vSMS_SC_SysResUse (ID, SiteCode, RoleName, ServerName, NALPath, Type)
VALUES
    (72057594037927936, 'P01', 'SMS Management Point', 'mp01.contoso.com', '\\mp01.contoso.com\', 6);

INSERT INTO dbo.vSMS_SC_SysResUse_Properties (ID, Name, Value1, Value2, Value3)
VALUES
    (72057594037927936, 'UseSiteDatabase', '', '', 1);

INSERT INTO dbo.v_R_System (ResourceID, Name0, Netbios_Name0, Full_Domain_Name0, Resource_Domain_OR_Workgr0, Client0, Obsolete0, Decommissioned0)
VALUES
    (16777300, 'CM01', 'CM01', 'CONTOSO.COM', 'CONTOSO', 1, 0, 0),
    (16777301, 'MP01', 'MP01', 'CONTOSO.COM', 'CONTOSO', 1, 0, 0),
    (16777302, 'SQL01', 'SQL01', 'CONTOSO.COM', 'CONTOSO', 1, 0, 0);

INSERT INTO dbo.v_RA_System_ResourceNames (ResourceID, Resource_Names0)
SELECT ResourceID, Name0 || '.' || Full_Domain_Name0
FROM dbo.v_R_System;

INSERT INTO dbo.v_GS_OPERATING_SYSTEM (ResourceID, Caption0, Version0, BuildNumber0, TimeStamp)
VALUES
    (16777300, 'Microsoft Windows Server 2019 Standard', '10.0.17763', '17763', '{-3d}'),
    (16777301, 'Microsoft Windows Server 2019 Standard', '10.0.17763', '17763', '{-3d}'),
    (16777302, 'Microsoft Windows Server 2019 Standard', '10.0.17763', '17763', '{-3d}');

INSERT INTO dbo.v_GS_WORKSTATION_STATUS (ResourceID, LastHWScan)
SELECT ResourceID, TimeStamp
FROM dbo.v_GS_OPERATING_SYSTEM;

INSERT INTO dbo.v_GS_ADD_REMOVE_PROGRAMS_64 (ResourceID, DisplayName0, Publisher0, Version0, TimeStamp)
VALUES
    (16777300, 'Configuration Manager Client', 'Microsoft Corporation', '5.00.9078.1000', '{-3d}'),
    (16777300, 'Microsoft SQL Server 2012 Native Client ', 'Microsoft Corporation', '11.4.7001.0', '{-3d}'),
    (16777301, 'Configuration Manager Client', 'Microsoft Corporation', '5.00.9078.1000', '{-3d}'),
    (16777301, 'Microsoft SQL Server 2012 Native Client ', 'Microsoft Corporation', '11.4.7001.0', '{-3d}'),
    (16777302, 'Configuration Manager Client', 'Microsoft Corporation', '5.00.9078.1000', '{-3d}'),
    (16777302, 'Microsoft SQL Server 2012 Native Client ', 'Microsoft Corporation', '11.4.7001.0', '{-3d}');
