-- The database of a secondary site: roles of its own server, no inventory.

INSERT INTO sys.databases (name, database_id, state, state_desc, compatibility_level)
VALUES
    ('master', 1, 0, 'ONLINE', 130),
    ('tempdb', 2, 0, 'ONLINE', 130),
    ('model', 3, 0, 'ONLINE', 130),
    ('msdb', 4, 0, 'ONLINE', 130),
    ('CM_S01', 5, 0, 'ONLINE', 130);

INSERT INTO dbo.v_Site (SiteCode, SiteName, ReportingSiteCode, ServerName, InstallDir, Type, Version, BuildNumber, Status)
VALUES
    ('P01', 'Contoso Headquarters', '', 'CM01.contoso.com', 'D:\Program Files\Microsoft Configuration Manager', 2, '5.00.9078.1000', 9078, 1),
    ('S01', 'Branch office', 'P01', 'SEC01.contoso.com ', 'D:\Program Files\Microsoft Configuration Manager', 1, '5.00.9078.1000', 9078, 1);

INSERT INTO dbo.SC_SiteDefinition (SiteNumber, SiteCode, SQLServerName, SQLDatabaseName)
VALUES
    (1, 'p01 ', 'SQL01.contoso.com', 'CM_P01'),
    (2, 's01 ', 'SEC01.contoso.com', 'CONFIGMGRSEC\CM_S01');

INSERT INTO dbo.SC_SiteDefinition_Property (SiteNumber, Name, Value1, Value2, Value3)
VALUES
    (1, 'SQLServicePort', '', '', 1433),
    (1, 'SSBPort', '', '', 4022),
    (2, 'SQLServicePort', '', '', 50123),
    (2, 'SSBPort', '', '', 4022);

INSERT INTO dbo.v_SystemResourceList (NALPath, SiteCode, RoleName, ServerName, ServerRemoteName, ResourceType)
VALUES
    ('["Display=\\sec01.contoso.com\"]MSWNET:["SMS_SITE=S01"]\\sec01.contoso.com\', 'S01', 'SMS Site Server', 'sec01.contoso.com ', 'sec01.contoso.com', 'Windows NT Server'),
    ('["Display=\\sec01.contoso.com\"]MSWNET:["SMS_SITE=S01"]\\sec01.contoso.com\', 'S01', 'SMS Component Server', 'sec01.contoso.com', 'sec01.contoso.com', 'Windows NT Server'),
    ('["Display=\\SEC01.contoso.com\"]MSWNET:["SMS_SITE=S01"]\\SEC01.contoso.com\', 'S01', 'SMS Site System', 'SEC01.contoso.com', 'SEC01.contoso.com', 'Windows NT Server'),
    ('["Display=\\SEC01.contoso.com\"]MSWNET:["SMS_SITE=S01"]\\SEC01.contoso.com\', 'S01', 'SMS SQL Server', 'SEC01.contoso.com', 'SEC01.contoso.com', 'Windows NT Server'),
    ('["Display=\\Sec01.Contoso.com\"]MSWNET:["SMS_SITE=S01"]\\Sec01.Contoso.com\', 'S01', 'SMS Management Point', 'Sec01.Contoso.com ', 'Sec01.Contoso.com', 'Windows NT Server'),
    ('["Display=\\SEC01.contoso.com\"]MSWNET:["SMS_SITE=S01"]\\SEC01.contoso.com\', 'S01', 'SMS Distribution Point', 'SEC01.contoso.com', 'SEC01.contoso.com', 'Windows NT Server');

INSERT INTO dbo.vSMS_SC_SysResUse (ID, SiteCode, RoleName, ServerName, NALPath, Type)
VALUES
    (72057594037927936, 's01', 'SMS MANAGEMENT POINT', 'sEC01.CONTOSO.COM ', '\\Sec01.Contoso.com\', 6);

INSERT INTO dbo.vSMS_SC_SysResUse_Properties (ID, Name, Value1, Value2, Value3)
VALUES
    (72057594037927936, 'UseSiteDatabase', '', '', 1),
    (72057594037927936, 'SQLServerName', '', '', 0);

INSERT INTO sys.dm_exec_sessions (session_id, login_time, host_name, program_name, host_process_id, client_version, client_interface_name, login_name, nt_domain, nt_user_name, status, is_user_process, database_id, original_login_name)
VALUES
    (61, '{-2h}', 'SEC01', 'SMS_EXECUTIVE', 4061, 7, 'ODBC', 'CONTOSO\SEC01$', 'CONTOSO', 'SEC01$', 'sleeping', 1, 5, 'CONTOSO\SEC01$');

INSERT INTO sys.dm_exec_connections (session_id, connect_time, net_transport, protocol_type, protocol_version, encrypt_option, auth_scheme, client_net_address, client_tcp_port, local_net_address, local_tcp_port)
VALUES
    (61, '{-2h}', 'TCP', 'TSQL', 1946157060, 'TRUE', 'KERBEROS', '10.30.1.5', 49213, '10.20.0.10', 1433);
