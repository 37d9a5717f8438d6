-- A reporting point and a data warehouse point, and no evidence of their hosts.

INSERT INTO sys.databases (name, database_id, state, state_desc, compatibility_level)
VALUES
    ('master', 1, 0, 'ONLINE', 130),
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
    ('["Display=\\CM01.contoso.com\"]MSWNET:["SMS_SITE=P01"]\\CM01.contoso.com\', 'P01', 'SMS Site Server', 'CM01.contoso.com ', 'CM01.contoso.com', 'Windows NT Server'),
    ('["Display=\\cm01.Contoso.com\"]MSWNET:["SMS_SITE=P01"]\\cm01.Contoso.com\', 'P01', 'SMS Provider', 'cm01.Contoso.com', 'cm01.Contoso.com', 'Windows NT Server'),
    ('["Display=\\CM01.contoso.com\"]MSWNET:["SMS_SITE=P01"]\\CM01.contoso.com\', 'P01', 'SMS Site System', 'CM01.contoso.com', 'CM01.contoso.com', 'Windows NT Server'),
    ('["Display=\\sql01.Contoso.com\"]MSWNET:["SMS_SITE=P01"]\\sql01.Contoso.com\', 'P01', 'SMS SQL Server', 'sql01.Contoso.com ', 'sql01.Contoso.com', 'Windows NT Server'),
    ('["Display=\\MP01.contoso.com\"]MSWNET:["SMS_SITE=P01"]\\MP01.contoso.com\', 'P01', 'SMS Management Point', 'MP01.contoso.com', 'MP01.contoso.com', 'Windows NT Server'),
    ('["Display=\\rp01.Contoso.com\"]MSWNET:["SMS_SITE=P01"]\\rp01.Contoso.com\', 'P01', 'SMS SRS Reporting Point', 'rp01.Contoso.com', 'rp01.Contoso.com', 'Windows NT Server'),
    ('["Display=\\DW01.contoso.com\"]MSWNET:["SMS_SITE=P01"]\\DW01.contoso.com\', 'P01', 'Data Warehouse Service Point', 'DW01.contoso.com ', 'DW01.contoso.com', 'Windows NT Server'),
    ('["Display=\\rp01.Contoso.com\"]MSWNET:["SMS_SITE=P01"]\\rp01.Contoso.com\', 'P01', 'SMS Distribution Point', 'rp01.Contoso.com', 'rp01.Contoso.com', 'Windows NT Server');

INSERT INTO dbo.v_R_System (ResourceID, Name0, Netbios_Name0, Full_Domain_Name0, Resource_Domain_OR_Workgr0, Client0, Obsolete0, Decommissioned0)
VALUES
    (16777317, 'CM01', 'Cm01 ', 'CONTOSO.COM', 'CONTOSO', 1, 0, 0),
    (16777337, 'MP01', 'Mp01 ', 'CONTOSO.COM', 'CONTOSO', 1, 0, 0),
    (16777326, 'SQL01', 'Sql01 ', 'CONTOSO.COM', 'CONTOSO', 1, 0, 0),
    (16777341, 'RP01', 'Rp01 ', 'CONTOSO.COM', 'CONTOSO', 1, 0, 0),
    (16777343, 'DW01', 'Dw01 ', 'CONTOSO.COM', 'CONTOSO', 1, 0, 0);

INSERT INTO dbo.v_RA_System_ResourceNames (ResourceID, Resource_Names0)
VALUES
    (16777317, 'CM01.CONTOSO.COM '),
    (16777337, 'MP01.CONTOSO.COM '),
    (16777326, 'SQL01.CONTOSO.COM '),
    (16777341, 'RP01.CONTOSO.COM '),
    (16777343, 'DW01.CONTOSO.COM ');

INSERT INTO dbo.v_GS_OPERATING_SYSTEM (ResourceID, Caption0, Version0, BuildNumber0, TimeStamp)
VALUES
    (16777317, 'Microsoft Windows Server 2019 Standard', '10.0.17763', '17763', '{-3d}'),
    (16777337, 'Microsoft Windows Server 2019 Standard', '10.0.17763', '17763', '{-3d}'),
    (16777326, 'Microsoft Windows Server 2019 Standard', '10.0.17763', '17763', '{-3d}'),
    (16777341, 'Microsoft Windows Server 2019 Standard', '10.0.17763', '17763', '{-3d}'),
    (16777343, 'Microsoft Windows Server 2022 Standard', '10.0.20348', '20348', '{-3d}');

INSERT INTO dbo.v_GS_WORKSTATION_STATUS (ResourceID, LastHWScan)
VALUES
    (16777317, '{-3d}'),
    (16777337, '{-3d}'),
    (16777326, '{-3d}'),
    (16777341, '{-3d}'),
    (16777343, '{-3d}');

INSERT INTO dbo.v_GS_ADD_REMOVE_PROGRAMS_64 (ResourceID, DisplayName0, Publisher0, Version0, TimeStamp)
VALUES
    (16777317, 'Configuration Manager Client', 'Microsoft Corporation', '5.00.9078.1000', '{-3d}'),
    (16777317, 'Microsoft SQL Server 2012 Native Client ', 'Microsoft Corporation', '11.4.7001.0', '{-3d}'),
    (16777337, 'Configuration Manager Client', 'Microsoft Corporation', '5.00.9078.1000', '{-3d}'),
    (16777337, 'Microsoft SQL Server 2012 Native Client ', 'Microsoft Corporation', '11.4.7001.0', '{-3d}'),
    (16777326, 'Configuration Manager Client', 'Microsoft Corporation', '5.00.9078.1000', '{-3d}'),
    (16777341, 'Configuration Manager Client', 'Microsoft Corporation', '5.00.9078.1000', '{-3d}'),
    (16777343, 'Configuration Manager Client', 'Microsoft Corporation', '5.00.9078.1000', '{-3d}');
