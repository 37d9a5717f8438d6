-- A primary site whose second management point uses a replica of the database, on a server of its
-- own with an older engine.

INSERT INTO sys.databases (name, database_id, state, state_desc, compatibility_level)
VALUES
    ('master', 1, 0, 'ONLINE', 130),
    ('tempdb', 2, 0, 'ONLINE', 130),
    ('model', 3, 0, 'ONLINE', 130),
    ('msdb', 4, 0, 'ONLINE', 130),
    ('CM_P01', 5, 0, 'ONLINE', 130);

INSERT INTO dbo.v_Site (SiteCode, SiteName, ReportingSiteCode, ServerName, InstallDir, Type, Version, BuildNumber, Status)
VALUES
    ('P01', 'Contoso Headquarters', '', 'CM01.contoso.com', 'D:\Program Files\Microsoft Configuration Manager', 2, '5.00.9078.1000', 9078, 1);

INSERT INTO dbo.SC_SiteDefinition (SiteNumber, SiteCode, SQLServerName, SQLDatabaseName)
VALUES
    (1, 'p01 ', 'SQL01.Contoso.com ', 'CM_P01');

INSERT INTO dbo.SC_SiteDefinition_Property (SiteNumber, Name, Value1, Value2, Value3)
VALUES
    (1, 'SQLServicePort', '', '', 1433),
    (1, 'SSBPort', '', '', 4022);

INSERT INTO dbo.v_SystemResourceList (NALPath, SiteCode, RoleName, ServerName, ServerRemoteName, ResourceType)
VALUES
    ('["Display=\\CM01.contoso.com\"]MSWNET:["SMS_SITE=P01"]\\CM01.contoso.com\', 'P01', 'SMS Site Server', 'CM01.contoso.com', 'CM01.contoso.com', 'Windows NT Server'),
    ('["Display=\\cm01.contoso.com\"]MSWNET:["SMS_SITE=P01"]\\cm01.contoso.com\', 'P01', 'SMS Provider', 'cm01.contoso.com ', 'cm01.contoso.com', 'Windows NT Server'),
    ('["Display=\\CM01.contoso.com\"]MSWNET:["SMS_SITE=P01"]\\CM01.contoso.com\', 'P01', 'SMS Component Server', 'CM01.contoso.com', 'CM01.contoso.com', 'Windows NT Server'),
    ('["Display=\\MP01.contoso.com\"]MSWNET:["SMS_SITE=P01"]\\MP01.contoso.com\', 'P01', 'SMS Management Point', 'MP01.contoso.com ', 'MP01.contoso.com', 'Windows NT Server'),
    ('["Display=\\mp02.Contoso.com\"]MSWNET:["SMS_SITE=P01"]\\mp02.Contoso.com\', 'P01', 'SMS Management Point', 'mp02.Contoso.com', 'mp02.Contoso.com', 'Windows NT Server');

INSERT INTO dbo.vSMS_SC_SysResUse (ID, SiteCode, RoleName, ServerName, NALPath, Type)
VALUES
    (72057594037927936, 'p01', 'SMS MANAGEMENT POINT', 'MP01.CONTOSO.COM ', '\\mp01.contoso.com\', 6),
    (72057594037927937, 'p01', 'SMS MANAGEMENT POINT', 'MP02.CONTOSO.COM ', '\\mp02.contoso.com\', 6);

INSERT INTO dbo.vSMS_SC_SysResUse_Properties (ID, Name, Value1, Value2, Value3)
VALUES
    (72057594037927936, 'UseSiteDatabase', '', '', 1),
    (72057594037927936, 'SQLServerName', '', '', 0),
    (72057594037927936, 'DatabaseName', '', '', 0),
    (72057594037927937, 'UseSiteDatabase', '', '', 0),
    (72057594037927937, 'SQLServerName', '', 'REP01.contoso.com ', 0),
    (72057594037927937, 'DatabaseName', '', 'CM_P01_REPLICA', 0);

INSERT INTO dbo.v_R_System (ResourceID, Name0, Netbios_Name0, Full_Domain_Name0, Resource_Domain_OR_Workgr0, Client0, Obsolete0, Decommissioned0)
VALUES
    (16777300, 'CM01', 'Cm01 ', 'CONTOSO.COM', 'CONTOSO', 1, 0, 0),
    (16777301, 'MP01', 'Mp01 ', 'CONTOSO.COM', 'CONTOSO', 1, 0, 0),
    (16777302, 'MP02', 'Mp02 ', 'CONTOSO.COM', 'CONTOSO', 1, 0, 0);

INSERT INTO dbo.v_RA_System_ResourceNames (ResourceID, Resource_Names0)
VALUES
    (16777300, 'CM01.CONTOSO.COM '),
    (16777301, 'MP01.CONTOSO.COM '),
    (16777302, 'MP02.CONTOSO.COM ');

INSERT INTO dbo.v_GS_OPERATING_SYSTEM (ResourceID, Caption0, Version0, BuildNumber0, TimeStamp)
VALUES
    (16777300, 'Microsoft Windows Server 2016 Standard', '10.0.14393', '14393', '{-3d}'),
    (16777301, 'Microsoft Windows Server 2016 Standard', '10.0.14393', '14393', '{-3d}'),
    (16777302, 'Microsoft Windows Server 2016 Standard', '10.0.14393', '14393', '{-3d}');

INSERT INTO dbo.v_GS_WORKSTATION_STATUS (ResourceID, LastHWScan)
VALUES
    (16777300, '{-3d}'),
    (16777301, '{-3d}'),
    (16777302, '{-3d}');

INSERT INTO dbo.v_GS_ADD_REMOVE_PROGRAMS_64 (ResourceID, DisplayName0, Publisher0, Version0, TimeStamp)
VALUES
    (16777300, 'Configuration Manager Client', 'Microsoft Corporation', '5.00.9128.1000', '{-3d}'),
    (16777300, 'Microsoft SQL Server 2012 Native Client ', 'Microsoft Corporation', '11.4.7001.0', '{-3d}'),
    (16777301, 'Configuration Manager Client', 'Microsoft Corporation', '5.00.9128.1000', '{-3d}'),
    (16777301, 'Microsoft SQL Server 2012 Native Client ', 'Microsoft Corporation', '11.4.7001.0', '{-3d}'),
    (16777302, 'Configuration Manager Client', 'Microsoft Corporation', '5.00.9128.1000', '{-3d}'),
    (16777302, 'Microsoft SQL Server 2012 Native Client ', 'Microsoft Corporation', '11.4.7001.0', '{-3d}');
