-- A healthy primary site. Names that are joined differ in case and end in blanks, as they do in
-- real databases.

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
    ('["Display=\\CM01.contoso.com\"]MSWNET:["SMS_SITE=P01"]\\CM01.contoso.com\', 'P01', 'SMS Site Server', 'CM01.contoso.com ', 'CM01.contoso.com', 'Windows NT Server'),
    ('["Display=\\cm01.Contoso.com\"]MSWNET:["SMS_SITE=P01"]\\cm01.Contoso.com\', 'P01', 'SMS Provider', 'cm01.Contoso.com', 'cm01.Contoso.com', 'Windows NT Server'),
    ('["Display=\\CM01.contoso.com\"]MSWNET:["SMS_SITE=P01"]\\CM01.contoso.com\', 'P01', 'SMS Component Server', 'CM01.contoso.com', 'CM01.contoso.com', 'Windows NT Server'),
    ('["Display=\\CM01.contoso.com\"]MSWNET:["SMS_SITE=P01"]\\CM01.contoso.com\', 'P01', 'SMS Site System', 'CM01.contoso.com ', 'CM01.contoso.com', 'Windows NT Server'),
    ('["Display=\\SQL01.contoso.com\"]MSWNET:["SMS_SITE=P01"]\\SQL01.contoso.com\', 'P01', 'SMS SQL Server', 'SQL01.contoso.com ', 'SQL01.contoso.com', 'Windows NT Server'),
    ('["Display=\\sql01.contoso.com\"]MSWNET:["SMS_SITE=P01"]\\sql01.contoso.com\', 'P01', 'SMS Site System', 'sql01.contoso.com', 'sql01.contoso.com', 'Windows NT Server'),
    ('["Display=\\MP01.contoso.com\"]MSWNET:["SMS_SITE=P01"]\\MP01.contoso.com\', 'P01', 'SMS Management Point', 'MP01.contoso.com ', 'MP01.contoso.com', 'Windows NT Server'),
    ('["Display=\\mp02.Contoso.com\"]MSWNET:["SMS_SITE=P01"]\\mp02.Contoso.com\', 'P01', 'SMS Management Point', 'mp02.Contoso.com', 'mp02.Contoso.com', 'Windows NT Server'),
    ('["Display=\\MP01.CONTOSO.COM\"]MSWNET:["SMS_SITE=P01"]\\MP01.CONTOSO.COM\', 'P01', 'SMS Site System', 'MP01.CONTOSO.COM', 'MP01.CONTOSO.COM', 'Windows NT Server'),
    ('["Display=\\MP02.CONTOSO.COM\"]MSWNET:["SMS_SITE=P01"]\\MP02.CONTOSO.COM\', 'P01', 'SMS Site System', 'MP02.CONTOSO.COM', 'MP02.CONTOSO.COM', 'Windows NT Server'),
    ('["Display=\\mp01.contoso.COM\"]MSWNET:["SMS_SITE=P01"]\\mp01.contoso.COM\', 'P01', 'SMS Management Point', 'mp01.contoso.COM', 'mp01.contoso.COM', 'Windows NT Server');

INSERT INTO dbo.vSMS_SC_SysResUse (ID, SiteCode, RoleName, ServerName, NALPath, Type)
VALUES
    (72057594037927936, 'p01', 'SMS MANAGEMENT POINT', 'mp01.CONTOSO.COM ', '\\MP01.contoso.com\', 6),
    (72057594037927937, 'p01', 'SMS MANAGEMENT POINT', 'MP02.CONTOSO.COM ', '\\mp02.Contoso.com\', 6),
    (72057594037927938, 'p01', 'SMS MANAGEMENT POINT', 'MP01.CONTOSO.COM ', '\\mp01.contoso.COM\', 6);

INSERT INTO dbo.vSMS_SC_SysResUse_Properties (ID, Name, Value1, Value2, Value3)
VALUES
    (72057594037927936, 'UseSiteDatabase', '', '', 1),
    (72057594037927936, 'SQLServerName', '', '', 0),
    (72057594037927937, 'UseSiteDatabase', '', '', 1),
    (72057594037927937, 'SQLServerName', '', '', 0),
    (72057594037927938, 'UseSiteDatabase', '', '', 1),
    (72057594037927938, 'SQLServerName', '', '', 0);

INSERT INTO dbo.v_R_System (ResourceID, Name0, Netbios_Name0, Full_Domain_Name0, Resource_Domain_OR_Workgr0, Client0, Obsolete0, Decommissioned0)
VALUES
    (16777317, 'CM01', 'Cm01 ', 'CONTOSO.COM', 'CONTOSO', 1, 0, 0),
    (16777337, 'MP01', 'Mp01 ', 'CONTOSO.COM', 'CONTOSO', 1, 0, 0),
    (16777338, 'MP02', 'Mp02 ', 'CONTOSO.COM', 'CONTOSO', 1, 0, 0),
    (16777326, 'SQL01', 'Sql01 ', 'CONTOSO.COM', 'CONTOSO', 1, 0, 0);

INSERT INTO dbo.v_RA_System_ResourceNames (ResourceID, Resource_Names0)
VALUES
    (16777317, 'CM01.CONTOSO.COM '),
    (16777337, 'MP01.CONTOSO.COM '),
    (16777338, 'MP02.CONTOSO.COM '),
    (16777326, 'SQL01.CONTOSO.COM ');

INSERT INTO dbo.v_GS_OPERATING_SYSTEM (ResourceID, Caption0, Version0, BuildNumber0, TimeStamp)
VALUES
    (16777317, 'Microsoft Windows Server 2016 Standard', '10.0.14393', '14393', '{-3d}'),
    (16777337, 'Microsoft Windows Server 2016 Standard', '10.0.14393', '14393', '{-3d}'),
    (16777338, 'Microsoft Windows Server 2019 Standard', '10.0.17763', '17763', '{-3d}'),
    (16777326, 'Microsoft Windows Server 2016 Standard', '10.0.14393', '14393', '{-3d}');

INSERT INTO dbo.v_GS_WORKSTATION_STATUS (ResourceID, LastHWScan)
VALUES
    (16777317, '{-3d}'),
    (16777337, '{-3d}'),
    (16777338, '{-3d}'),
    (16777326, '{-3d}');

INSERT INTO dbo.v_GS_ADD_REMOVE_PROGRAMS_64 (ResourceID, DisplayName0, Publisher0, Version0, TimeStamp)
VALUES
    (16777317, 'Microsoft Visual C++ 2013 x64 Minimum Runtime - 12.0.40664', 'Microsoft Corporation', '12.0.40664', '{-3d}'),
    (16777317, 'Configuration Manager Client', 'Microsoft Corporation', '5.00.9078.1000', '{-3d}'),
    (16777317, 'Microsoft SQL Server 2012 Native Client ', 'Microsoft Corporation', '11.4.7001.0', '{-3d}'),
    (16777337, 'Microsoft Visual C++ 2013 x64 Minimum Runtime - 12.0.40664', 'Microsoft Corporation', '12.0.40664', '{-3d}'),
    (16777337, 'Configuration Manager Client', 'Microsoft Corporation', '5.00.9078.1000', '{-3d}'),
    (16777337, 'Microsoft SQL Server 2012 Native Client ', 'Microsoft Corporation', '11.4.7001.0', '{-3d}'),
    (16777338, 'Microsoft Visual C++ 2013 x64 Minimum Runtime - 12.0.40664', 'Microsoft Corporation', '12.0.40664', '{-3d}'),
    (16777338, 'Configuration Manager Client', 'Microsoft Corporation', '5.00.9078.1000', '{-3d}'),
    (16777338, 'Microsoft SQL Server 2012 Native Client ', 'Microsoft Corporation', '11.4.7001.0', '{-3d}'),
    (16777326, 'Microsoft Visual C++ 2013 x64 Minimum Runtime - 12.0.40664', 'Microsoft Corporation', '12.0.40664', '{-3d}'),
    (16777326, 'Configuration Manager Client', 'Microsoft Corporation', '5.00.9078.1000', '{-3d}'),
    (16777326, 'Microsoft SQL Server 2012 Native Client ', 'Microsoft Corporation', '11.4.7001.0', '{-3d}');

INSERT INTO dbo.v_GS_ADD_REMOVE_PROGRAMS (ResourceID, DisplayName0, Publisher0, Version0, TimeStamp)
VALUES
    (16777317, 'Microsoft SQL Server 2012 Native Client ', 'Microsoft Corporation', '11.4.7001.0', '{-3d}');

INSERT INTO sys.dm_exec_sessions (session_id, login_time, host_name, program_name, host_process_id, client_version, client_interface_name, login_name, nt_domain, nt_user_name, status, is_user_process, database_id, original_login_name)
VALUES
    (61, '{-2h}', 'CM01', 'SMS_EXECUTIVE', 4061, 7, 'ODBC', 'CONTOSO\CM01$', 'CONTOSO', 'CM01$', 'sleeping', 1, 5, 'CONTOSO\CM01$'),
    (62, '{-2h}', 'CM01', 'SMS_EXECUTIVE', 4062, 7, 'ODBC', 'CONTOSO\CM01$', 'CONTOSO', 'CM01$', 'sleeping', 1, 5, 'CONTOSO\CM01$'),
    (63, '{-2h}', 'CM01', 'SMS Provider', 4063, 7, 'ODBC', 'CONTOSO\CM01$', 'CONTOSO', 'CM01$', 'sleeping', 1, 5, 'CONTOSO\CM01$'),
    (71, '{-2h}', 'MP01', 'SMS_MP_CONTROL_MANAGER', 4071, 7, 'OLEDB', 'CONTOSO\MP01$', 'CONTOSO', 'MP01$', 'sleeping', 1, 5, 'CONTOSO\MP01$');

INSERT INTO sys.dm_exec_connections (session_id, connect_time, net_transport, protocol_type, protocol_version, encrypt_option, auth_scheme, client_net_address, client_tcp_port, local_net_address, local_tcp_port)
VALUES
    (61, '{-2h}', 'TCP', 'TSQL', 1946157060, 'TRUE', 'KERBEROS', '10.20.0.11', 49213, '10.20.0.10', 1433),
    (62, '{-2h}', 'TCP', 'TSQL', 1946157060, 'TRUE', 'KERBEROS', '10.20.0.11', 49214, '10.20.0.10', 1433),
    (63, '{-2h}', 'TCP', 'TSQL', 1946157060, 'TRUE', 'KERBEROS', '10.20.0.11', 49215, '10.20.0.10', 1433),
    (71, '{-2h}', 'TCP', 'TSQL', 1946157060, 'TRUE', 'KERBEROS', '10.20.0.21', 49223, '10.20.0.10', 1433);
