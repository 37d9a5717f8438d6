-- Six management points, five of them with a driver that is not the one asked for.

INSERT INTO sys.databases (name, database_id, state, state_desc, compatibility_level)
VALUES
    ('master', 1, 0, 'ONLINE', 150),
    ('CM_P01', 5, 0, 'ONLINE', 150);

INSERT INTO dbo.v_Site (SiteCode, SiteName, ReportingSiteCode, ServerName, Type, Version, BuildNumber, Status)
VALUES
    ('P01', 'Contoso Headquarters', '', 'CM01.contoso.com', 2, '5.00.9132.1000', 9132, 1);

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
        ('P01', 'SMS Management Point', 'mp01.contoso.com'),
        ('P01', 'SMS Management Point', 'mp02.contoso.com'),
        ('P01', 'SMS Management Point', 'mp03.contoso.com'),
        ('P01', 'SMS Management Point', 'mp04.contoso.com'),
        ('P01', 'SMS Management Point', 'mp05.contoso.com'),
        ('P01', 'SMS Management Point', 'mp06.contoso.com')
)
SELECT
    '["Display=\\' || host || '\"]MSWNET:["SMS_SITE=' || site || '"]\\' || host || '\',
    site, name, host, host, 'Windows NT Server'
FROM role;

INSERT INTO dbo.vSMS_SC_SysResUse (ID, SiteCode, RoleName, ServerName, NALPath, Type)
VALUES
    (72057594037927936, 'P01', 'SMS Management Point', 'mp01.contoso.com', '\\mp01.contoso.com\', 6),
    (72057594037927937, 'P01', 'SMS Management Point', 'mp02.contoso.com', '\\mp02.contoso.com\', 6),
    (72057594037927938, 'P01', 'SMS Management Point', 'mp03.contoso.com', '\\mp03.contoso.com\', 6),
    (72057594037927939, 'P01', 'SMS Management Point', 'mp04.contoso.com', '\\mp04.contoso.com\', 6),
    (72057594037927940, 'P01', 'SMS Management Point', 'mp05.contoso.com', '\\mp05.contoso.com\', 6),
    (72057594037927941, 'P01', 'SMS Management Point', 'mp06.contoso.com', '\\mp06.contoso.com\', 6);

INSERT INTO dbo.vSMS_SC_SysResUse_Properties (ID, Name, Value1, Value2, Value3)
VALUES
    (72057594037927936, 'UseSiteDatabase', '', '', 1),
    (72057594037927937, 'UseSiteDatabase', '', '', 1),
    (72057594037927938, 'UseSiteDatabase', '', '', 1),
    (72057594037927939, 'UseSiteDatabase', '', '', 1),
    (72057594037927940, 'UseSiteDatabase', '', '', 1),
    (72057594037927941, 'UseSiteDatabase', '', '', 1);

INSERT INTO dbo.v_R_System (ResourceID, Name0, Netbios_Name0, Full_Domain_Name0, Resource_Domain_OR_Workgr0, Client0, Obsolete0, Decommissioned0)
VALUES
    (16777300, 'CM01', 'CM01', 'CONTOSO.COM', 'CONTOSO', 1, 0, 0),
    (16777301, 'MP01', 'MP01', 'CONTOSO.COM', 'CONTOSO', 1, 0, 0),
    (16777302, 'MP02', 'MP02', 'CONTOSO.COM', 'CONTOSO', 1, 0, 0),
    (16777303, 'MP03', 'MP03', 'CONTOSO.COM', 'CONTOSO', 1, 0, 0),
    (16777304, 'MP04', 'MP04', 'CONTOSO.COM', 'CONTOSO', 1, 0, 0),
    (16777305, 'MP05', 'MP05', 'CONTOSO.COM', 'CONTOSO', 1, 0, 0),
    (16777306, 'MP06', 'MP06', 'CONTOSO.COM', 'CONTOSO', 1, 0, 0);

INSERT INTO dbo.v_RA_System_ResourceNames (ResourceID, Resource_Names0)
SELECT ResourceID, Name0 || '.' || Full_Domain_Name0
FROM dbo.v_R_System;

INSERT INTO dbo.v_GS_OPERATING_SYSTEM (ResourceID, Caption0, Version0, BuildNumber0, TimeStamp)
VALUES
    (16777300, 'Microsoft Windows Server 2019 Standard', '10.0.17763', '17763', '{-3d}'),
    (16777301, 'Microsoft Windows Server 2019 Standard', '10.0.17763', '17763', '{-3d}'),
    (16777302, 'Microsoft Windows Server 2019 Standard', '10.0.17763', '17763', '{-3d}'),
    (16777303, 'Microsoft Windows Server 2019 Standard', '10.0.17763', '17763', '{-3d}'),
    (16777304, 'Microsoft Windows Server 2019 Standard', '10.0.17763', '17763', '{-3d}'),
    (16777305, 'Microsoft Windows Server 2019 Standard', '10.0.17763', '17763', '{-3d}'),
    (16777306, 'Microsoft Windows Server 2019 Standard', '10.0.17763', '17763', '{-3d}');

INSERT INTO dbo.v_GS_WORKSTATION_STATUS (ResourceID, LastHWScan)
SELECT ResourceID, TimeStamp
FROM dbo.v_GS_OPERATING_SYSTEM;

INSERT INTO dbo.v_GS_ADD_REMOVE_PROGRAMS_64 (ResourceID, DisplayName0, Publisher0, Version0, TimeStamp)
VALUES
    (16777300, 'Configuration Manager Client', 'Microsoft Corporation', '5.00.9132.1000', '{-3d}'),
    (16777300, 'Microsoft SQL Server 2012 Native Client ', 'Microsoft Corporation', '11.4.7001.0', '{-3d}'),
    (16777300, 'Microsoft ODBC Driver 18 for SQL Server', 'Microsoft Corporation', '18.4.1.1', '{-3d}'),
    (16777301, 'Configuration Manager Client', 'Microsoft Corporation', '5.00.9132.1000', '{-3d}'),
    (16777301, 'Microsoft SQL Server 2012 Native Client ', 'Microsoft Corporation', '11.4.7001.0', '{-3d}'),
    (16777301, 'Microsoft ODBC Driver 13 for SQL Server', 'Microsoft Corporation', '14.0.800.90', '{-3d}'),
    (16777302, 'Configuration Manager Client', 'Microsoft Corporation', '5.00.9132.1000', '{-3d}'),
    (16777302, 'Microsoft SQL Server 2012 Native Client ', 'Microsoft Corporation', '11.4.7001.0', '{-3d}'),
    (16777302, 'Microsoft ODBC Driver 11 for SQL Server', 'Microsoft Corporation', '12.2.5543.11', '{-3d}'),
    (16777303, 'Configuration Manager Client', 'Microsoft Corporation', '5.00.9132.1000', '{-3d}'),
    (16777303, 'Microsoft SQL Server 2012 Native Client ', 'Microsoft Corporation', '11.4.7001.0', '{-3d}'),
    (16777303, 'Microsoft ODBC Driver 17 for SQL Server', 'Microsoft Corporation', '17.10.6.1', '{-3d}'),
    (16777304, 'Configuration Manager Client', 'Microsoft Corporation', '5.00.9132.1000', '{-3d}'),
    (16777304, 'SQL Server Native Client RDA 11.0', 'Microsoft Corporation', '11.0.5069.55', '{-3d}'),
    (16777304, 'Microsoft ODBC Driver 18 for SQL Server', 'Microsoft Corporation', '18.4.1.1', '{-3d}'),
    (16777305, 'Configuration Manager Client', 'Microsoft Corporation', '5.00.9132.1000', '{-3d}'),
    (16777305, 'Microsoft SQL Server 2012 Native Client ', 'Microsoft Corporation', '11.4.7001.0', '{-3d}'),
    (16777305, 'Microsoft ODBC Driver 18 for SQL Server', 'Microsoft Corporation', '18.4.1.1', '{-3d}'),
    (16777306, 'Configuration Manager Client', 'Microsoft Corporation', '5.00.9132.1000', '{-3d}'),
    (16777306, 'Microsoft SQL Server 2012 Native Client ', 'Microsoft Corporation', '11.4.7001.0', '{-3d}'),
    (16777306, 'Microsoft OLE DB Driver for SQL Server', 'Microsoft Corporation', '18.7.4.0', '{-3d}');
