-- A primary site with two secondaries; the SQL Server of one of them is no Express.

INSERT INTO sys.databases (name, database_id, state, state_desc, compatibility_level)
VALUES
    ('master', 1, 0, 'ONLINE', 130),
    ('tempdb', 2, 0, 'ONLINE', 130),
    ('model', 3, 0, 'ONLINE', 130),
    ('msdb', 4, 0, 'ONLINE', 130),
    ('CM_P01', 5, 0, 'ONLINE', 130);

INSERT INTO dbo.v_Site (SiteCode, SiteName, ReportingSiteCode, ServerName, InstallDir, Type, Version, BuildNumber, Status)
VALUES
    ('P01', 'Contoso Headquarters', '', 'CM01.contoso.com', 'D:\Program Files\Microsoft Configuration Manager', 2, '5.00.9078.1000', 9078, 1),
    ('S01', 'Contoso Oslo', 'p01', 'SEC01.contoso.com', 'D:\Program Files\Microsoft Configuration Manager', 1, '5.00.9078.1000', 9078, 1),
    ('S02', 'Contoso Bergen', 'P01', 'SEC02.contoso.com', 'D:\Program Files\Microsoft Configuration Manager', 1, '5.00.9078.1000', 9078, 1);

INSERT INTO dbo.SC_SiteDefinition (SiteNumber, SiteCode, SQLServerName, SQLDatabaseName)
VALUES
    (1, 'p01 ', 'SQL01.Contoso.com ', 'CM_P01'),
    (2, 's01 ', 'SEC01.contoso.com', 'CM_S01 '),
    (3, 's02 ', 'sec02.contoso.com', 'CM_S02');

INSERT INTO dbo.SC_SiteDefinition_Property (SiteNumber, Name, Value1, Value2, Value3)
VALUES
    (1, 'SQLServicePort', '', '', 1433),
    (1, 'SSBPort', '', '', 4022),
    (2, 'SQLServicePort', '', '', 1433),
    (2, 'SSBPort', '', '', 4022),
    (3, 'SQLServicePort', '', '', 1433),
    (3, 'SSBPort', '', '', 4022);

INSERT INTO dbo.v_SystemResourceList (NALPath, SiteCode, RoleName, ServerName, ServerRemoteName, ResourceType)
VALUES
    ('["Display=\\CM01.contoso.com\"]MSWNET:["SMS_SITE=P01"]\\CM01.contoso.com\', 'P01', 'SMS Site Server', 'CM01.contoso.com', 'CM01.contoso.com', 'Windows NT Server'),
    ('["Display=\\cm01.contoso.com\"]MSWNET:["SMS_SITE=P01"]\\cm01.contoso.com\', 'P01', 'SMS Provider', 'cm01.contoso.com ', 'cm01.contoso.com', 'Windows NT Server'),
    ('["Display=\\CM01.contoso.com\"]MSWNET:["SMS_SITE=P01"]\\CM01.contoso.com\', 'P01', 'SMS Component Server', 'CM01.contoso.com', 'CM01.contoso.com', 'Windows NT Server'),
    ('["Display=\\mp01.Contoso.com\"]MSWNET:["SMS_SITE=P01"]\\mp01.Contoso.com\', 'P01', 'SMS Management Point', 'mp01.Contoso.com ', 'mp01.Contoso.com', 'Windows NT Server'),
    ('["Display=\\SEC01.contoso.com\"]MSWNET:["SMS_SITE=S01"]\\SEC01.contoso.com\', 'S01', 'SMS Site Server', 'SEC01.contoso.com', 'SEC01.contoso.com', 'Windows NT Server'),
    ('["Display=\\sec01.contoso.com\"]MSWNET:["SMS_SITE=S01"]\\sec01.contoso.com\', 'S01', 'SMS Management Point', 'sec01.contoso.com ', 'sec01.contoso.com', 'Windows NT Server'),
    ('["Display=\\SEC02.contoso.com\"]MSWNET:["SMS_SITE=S02"]\\SEC02.contoso.com\', 'S02', 'SMS Site Server', 'SEC02.contoso.com', 'SEC02.contoso.com', 'Windows NT Server'),
    ('["Display=\\sec02.contoso.com\"]MSWNET:["SMS_SITE=S02"]\\sec02.contoso.com\', 'S02', 'SMS Management Point', 'sec02.contoso.com ', 'sec02.contoso.com', 'Windows NT Server');

INSERT INTO dbo.v_R_System (ResourceID, Name0, Netbios_Name0, Full_Domain_Name0, Resource_Domain_OR_Workgr0, Client0, Obsolete0, Decommissioned0)
VALUES
    (16777300, 'CM01', 'Cm01 ', 'CONTOSO.COM', 'CONTOSO', 1, 0, 0),
    (16777301, 'MP01', 'Mp01 ', 'CONTOSO.COM', 'CONTOSO', 1, 0, 0),
    (16777302, 'SEC01', 'Sec01 ', 'CONTOSO.COM', 'CONTOSO', 1, 0, 0),
    (16777303, 'SEC02', 'Sec02 ', 'CONTOSO.COM', 'CONTOSO', 1, 0, 0);

INSERT INTO dbo.v_RA_System_ResourceNames (ResourceID, Resource_Names0)
VALUES
    (16777300, 'CM01.CONTOSO.COM '),
    (16777301, 'MP01.CONTOSO.COM '),
    (16777302, 'SEC01.CONTOSO.COM '),
    (16777303, 'SEC02.CONTOSO.COM ');

INSERT INTO dbo.v_GS_OPERATING_SYSTEM (ResourceID, Caption0, Version0, BuildNumber0, TimeStamp)
VALUES
    (16777300, 'Microsoft Windows Server 2016 Standard', '10.0.14393', '14393', '{-3d}'),
    (16777301, 'Microsoft Windows Server 2016 Standard', '10.0.14393', '14393', '{-3d}'),
    (16777302, 'Microsoft Windows Server 2016 Standard', '10.0.14393', '14393', '{-3d}'),
    (16777303, 'Microsoft Windows Server 2016 Standard', '10.0.14393', '14393', '{-3d}');

INSERT INTO dbo.v_GS_WORKSTATION_STATUS (ResourceID, LastHWScan)
VALUES
    (16777300, '{-3d}'),
    (16777301, '{-3d}'),
    (16777302, '{-3d}'),
    (16777303, '{-3d}');

INSERT INTO dbo.v_GS_ADD_REMOVE_PROGRAMS_64 (ResourceID, DisplayName0, Publisher0, Version0, TimeStamp)
VALUES
    (16777300, 'Configuration Manager Client', 'Microsoft Corporation', '5.00.9128.1000', '{-3d}'),
    (16777300, 'Microsoft SQL Server 2012 Native Client ', 'Microsoft Corporation', '11.4.7001.0', '{-3d}'),
    (16777301, 'Configuration Manager Client', 'Microsoft Corporation', '5.00.9128.1000', '{-3d}'),
    (16777301, 'Microsoft SQL Server 2012 Native Client ', 'Microsoft Corporation', '11.4.7001.0', '{-3d}'),
    (16777302, 'Configuration Manager Client', 'Microsoft Corporation', '5.00.9128.1000', '{-3d}'),
    (16777302, 'Microsoft SQL Server 2012 Native Client ', 'Microsoft Corporation', '11.4.7001.0', '{-3d}'),
    (16777303, 'Configuration Manager Client', 'Microsoft Corporation', '5.00.9128.1000', '{-3d}'),
    (16777303, 'Microsoft SQL Server 2012 Native Client ', 'Microsoft Corporation', '11.4.7001.0', '{-3d}');
