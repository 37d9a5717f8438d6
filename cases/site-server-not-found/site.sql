-- A central site that knows one primary by a SQL Server name that does not resolve, and another
-- without any.

INSERT INTO sys.databases (name, database_id, state, state_desc, compatibility_level)
VALUES
    ('master', 1, 0, 'ONLINE', 130),
    ('tempdb', 2, 0, 'ONLINE', 130),
    ('model', 3, 0, 'ONLINE', 130),
    ('msdb', 4, 0, 'ONLINE', 130),
    ('CM_CAS', 5, 0, 'ONLINE', 130);

INSERT INTO dbo.v_Site (SiteCode, SiteName, ReportingSiteCode, ServerName, InstallDir, Type, Version, BuildNumber, Status)
VALUES
    ('CAS', 'Contoso Central', '', 'CAS01.contoso.com', 'D:\Program Files\Microsoft Configuration Manager', 4, '5.00.9078.1000', 9078, 1),
    ('P01', 'Contoso Europe', 'CAS', 'CM01.contoso.com', 'D:\Program Files\Microsoft Configuration Manager', 2, '5.00.9078.1000', 9078, 1),
    ('P02', 'Contoso Americas', 'CAS', 'CM02.contoso.com', 'D:\Program Files\Microsoft Configuration Manager', 2, '5.00.9078.1000', 9078, 1);

INSERT INTO dbo.SC_SiteDefinition (SiteNumber, SiteCode, SQLServerName, SQLDatabaseName)
VALUES
    (1, 'cas ', 'SQL00.contoso.com ', 'CM_CAS'),
    (2, 'p01 ', 'Sql01.contoso.com', 'CM_P01 '),
    (3, 'p02 ', NULL, NULL);

INSERT INTO dbo.SC_SiteDefinition_Property (SiteNumber, Name, Value1, Value2, Value3)
VALUES
    (1, 'SQLServicePort', '', '', 1433),
    (1, 'SSBPort', '', '', 4022),
    (2, 'SQLServicePort', '', '', 1433),
    (2, 'SSBPort', '', '', 4022);

INSERT INTO dbo.v_SystemResourceList (NALPath, SiteCode, RoleName, ServerName, ServerRemoteName, ResourceType)
VALUES
    ('["Display=\\CAS01.contoso.com\"]MSWNET:["SMS_SITE=CAS"]\\CAS01.contoso.com\', 'CAS', 'SMS Site Server', 'CAS01.contoso.com', 'CAS01.contoso.com', 'Windows NT Server'),
    ('["Display=\\cas01.contoso.com\"]MSWNET:["SMS_SITE=CAS"]\\cas01.contoso.com\', 'CAS', 'SMS Provider', 'cas01.contoso.com ', 'cas01.contoso.com', 'Windows NT Server'),
    ('["Display=\\CAS01.contoso.com\"]MSWNET:["SMS_SITE=CAS"]\\CAS01.contoso.com\', 'CAS', 'SMS Component Server', 'CAS01.contoso.com', 'CAS01.contoso.com', 'Windows NT Server'),
    ('["Display=\\CM01.contoso.com\"]MSWNET:["SMS_SITE=P01"]\\CM01.contoso.com\', 'P01', 'SMS Site Server', 'CM01.contoso.com ', 'CM01.contoso.com', 'Windows NT Server'),
    ('["Display=\\cm01.contoso.com\"]MSWNET:["SMS_SITE=P01"]\\cm01.contoso.com\', 'P01', 'SMS Provider', 'cm01.contoso.com', 'cm01.contoso.com', 'Windows NT Server'),
    ('["Display=\\CM01.contoso.com\"]MSWNET:["SMS_SITE=P01"]\\CM01.contoso.com\', 'P01', 'SMS Component Server', 'CM01.contoso.com ', 'CM01.contoso.com', 'Windows NT Server'),
    ('["Display=\\MP01.contoso.com\"]MSWNET:["SMS_SITE=P01"]\\MP01.contoso.com\', 'P01', 'SMS Management Point', 'MP01.contoso.com', 'MP01.contoso.com', 'Windows NT Server'),
    ('["Display=\\CM02.contoso.com\"]MSWNET:["SMS_SITE=P02"]\\CM02.contoso.com\', 'P02', 'SMS Site Server', 'CM02.contoso.com ', 'CM02.contoso.com', 'Windows NT Server'),
    ('["Display=\\cm02.contoso.com\"]MSWNET:["SMS_SITE=P02"]\\cm02.contoso.com\', 'P02', 'SMS Provider', 'cm02.contoso.com', 'cm02.contoso.com', 'Windows NT Server'),
    ('["Display=\\CM02.contoso.com\"]MSWNET:["SMS_SITE=P02"]\\CM02.contoso.com\', 'P02', 'SMS Component Server', 'CM02.contoso.com ', 'CM02.contoso.com', 'Windows NT Server'),
    ('["Display=\\MP02.contoso.com\"]MSWNET:["SMS_SITE=P02"]\\MP02.contoso.com\', 'P02', 'SMS Management Point', 'MP02.contoso.com', 'MP02.contoso.com', 'Windows NT Server');

INSERT INTO dbo.v_R_System (ResourceID, Name0, Netbios_Name0, Full_Domain_Name0, Resource_Domain_OR_Workgr0, Client0, Obsolete0, Decommissioned0)
VALUES
    (16777300, 'CAS01', 'Cas01 ', 'CONTOSO.COM', 'CONTOSO', 1, 0, 0),
    (16777301, 'CM01', 'Cm01 ', 'CONTOSO.COM', 'CONTOSO', 1, 0, 0),
    (16777302, 'MP01', 'Mp01 ', 'CONTOSO.COM', 'CONTOSO', 1, 0, 0),
    (16777303, 'CM02', 'Cm02 ', 'CONTOSO.COM', 'CONTOSO', 1, 0, 0),
    (16777304, 'MP02', 'Mp02 ', 'CONTOSO.COM', 'CONTOSO', 1, 0, 0);

INSERT INTO dbo.v_RA_System_ResourceNames (ResourceID, Resource_Names0)
VALUES
    (16777300, 'CAS01.CONTOSO.COM '),
    (16777301, 'CM01.CONTOSO.COM '),
    (16777302, 'MP01.CONTOSO.COM '),
    (16777303, 'CM02.CONTOSO.COM '),
    (16777304, 'MP02.CONTOSO.COM ');

INSERT INTO dbo.v_GS_OPERATING_SYSTEM (ResourceID, Caption0, Version0, BuildNumber0, TimeStamp)
VALUES
    (16777300, 'Microsoft Windows Server 2016 Standard', '10.0.14393', '14393', '{-3d}'),
    (16777301, 'Microsoft Windows Server 2016 Standard', '10.0.14393', '14393', '{-3d}'),
    (16777302, 'Microsoft Windows Server 2016 Standard', '10.0.14393', '14393', '{-3d}'),
    (16777303, 'Microsoft Windows Server 2016 Standard', '10.0.14393', '14393', '{-3d}'),
    (16777304, 'Microsoft Windows Server 2016 Standard', '10.0.14393', '14393', '{-3d}');

INSERT INTO dbo.v_GS_WORKSTATION_STATUS (ResourceID, LastHWScan)
VALUES
    (16777300, '{-3d}'),
    (16777301, '{-3d}'),
    (16777302, '{-3d}'),
    (16777303, '{-3d}'),
    (16777304, '{-3d}');

INSERT INTO dbo.v_GS_ADD_REMOVE_PROGRAMS_64 (ResourceID, DisplayName0, Publisher0, Version0, TimeStamp)
VALUES
    (16777300, 'Configuration Manager Client', 'Microsoft Corporation', '5.00.9128.1000', '{-3d}'),
    (16777300, 'Microsoft SQL Server 2012 Native Client ', 'Microsoft Corporation', '11.4.7001.0', '{-3d}'),
    (16777301, 'Configuration Manager Client', 'Microsoft Corporation', '5.00.9128.1000', '{-3d}'),
    (16777301, 'Microsoft SQL Server 2012 Native Client ', 'Microsoft Corporation', '11.4.7001.0', '{-3d}'),
    (16777302, 'Configuration Manager Client', 'Microsoft Corporation', '5.00.9128.1000', '{-3d}'),
    (16777302, 'Microsoft SQL Server 2012 Native Client ', 'Microsoft Corporation', '11.4.7001.0', '{-3d}'),
    (16777303, 'Configuration Manager Client', 'Microsoft Corporation', '5.00.9128.1000', '{-3d}'),
    (16777303, 'Microsoft SQL Server 2012 Native Client ', 'Microsoft Corporation', '11.4.7001.0', '{-3d}'),
    (16777304, 'Configuration Manager Client', 'Microsoft Corporation', '5.00.9128.1000', '{-3d}'),
    (16777304, 'Microsoft SQL Server 2012 Native Client ', 'Microsoft Corporation', '11.4.7001.0', '{-3d}');
