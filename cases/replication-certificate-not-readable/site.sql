-- Good certificates, which this login may not see.

INSERT INTO sys.databases (name, database_id, state, state_desc, compatibility_level)
VALUES
    ('master', 1, 0, 'ONLINE', 130),
    ('tempdb', 2, 0, 'ONLINE', 130),
    ('model', 3, 0, 'ONLINE', 130),
    ('msdb', 4, 0, 'ONLINE', 130),
    ('CM_P01', 5, 0, 'ONLINE', 130);

INSERT INTO dbo.v_Site (SiteCode, SiteName, ReportingSiteCode, ServerName, InstallDir, Type, Version, BuildNumber, Status)
VALUES
    ('P01', 'Contoso Headquarters', 'cas ', 'CM01.contoso.com', 'D:\Program Files\Microsoft Configuration Manager', 2, '5.00.9078.1000', 9078, 1),
    ('CAS', 'Contoso Central', '', 'CAS01.contoso.com', 'D:\Program Files\Microsoft Configuration Manager', 4, '5.00.9078.1000', 9078, 1);

INSERT INTO dbo.SC_SiteDefinition (SiteNumber, SiteCode, SQLServerName, SQLDatabaseName)
VALUES
    (1, 'p01 ', 'SQL01.Contoso.com ', 'CM_P01'),
    (2, 'Cas', 'SQLCAS.contoso.com', 'CM_CAS');

INSERT INTO dbo.SC_SiteDefinition_Property (SiteNumber, Name, Value1, Value2, Value3)
VALUES
    (1, 'SQLServicePort', '', '', 1433),
    (1, 'SSBPort', '', '', 4022),
    (2, 'SQLServicePort', '', '', 1433),
    (2, 'SSBPort', '', '', 4022);

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

INSERT INTO sys.service_broker_endpoints (name, endpoint_id, principal_id, state, state_desc, connection_auth, connection_auth_desc, certificate_id, encryption_algorithm_desc)
VALUES
    ('ConfigMgrEndpoint', 65537, 1, 0, 'STARTED', 4, 'CERTIFICATE', 257, 'AES');

INSERT INTO sys.tcp_endpoints (name, endpoint_id, type_desc, state_desc, port)
VALUES
    ('ConfigMgrEndpoint', 65537, 'SERVICE_BROKER', 'STARTED', 4022);

INSERT INTO sys.database_principals (name, principal_id, type_desc)
VALUES
    ('dbo', 1, 'SQL_USER'),
    ('ConfigMgrEndpointUserCAS ', 7, 'SQL_USER');

INSERT INTO sys.certificates (name, certificate_id, principal_id, issuer_name, subject, start_date, expiry_date)
VALUES
    ('##MS_AgentSigningCertificate##', 102, 1, 'MS_AgentSigningCertificate', 'MS_AgentSigningCertificate', '{-3000d}', '{+3000d}'),
    ('ConfigMgrEndpointCert', 257, 1, 'SSB Transport Security Certificate', 'SSB Transport Security Certificate', '{-900d}', '{+7000d}'),
    ('ConfigMgrEndPointCertCAS', 258, 7, 'SSB Transport Security Certificate', 'SSB Transport Security Certificate', '{-890d}', '{+20d}');

INSERT INTO sys.lab_encoded (certificate_id, encoded)
VALUES
    (257, X'3082033B30820223A00302010202144AD4E758AB5A61BBB3D90B301221AE88B9EAF1AE300D06092A864886F70D01010B0500302D312B302906035504030C22535342205472616E73706F7274205365637572697479204365727469666963617465301E170D3236313132363032353434365A170D3336313132333032353434365A302D312B302906035504030C22535342205472616E73706F727420536563757269747920436572746966696361746530820122300D06092A864886F70D01010105000382010F003082010A0282010100D12590A8D8C94569A0219043B83C56A6F527ADE595C29B3EA0F53CD9C6BDCDF20EA7CAC1F889A197FE226F93066A08045FD44F12B90EEDFB7D35A9FBE1072462338B5997B923BCBBAB23FB51653E7B6D589FB595C90CC5D985531BE63D31BD24E95A69B88E58954F38F8FB630B4C7E5B5F97CDEB923DCE8B0A26EF2964BE062785A3A7040CAF643CA894533C7C3904A6B2092D81738E16C2593AB2E6E035805A9A4FD53A3E8137AF27E3B16A54F2020CC787673212451CB27A02F00AFE809E16E1168243EDF52D9EF7605BC28C2713938100B3A2EB7162E338E93DAF22E901D9413BD32D959CE6574B8B244F8FACAE58D1256336E66D391ABEAC863D1446106F0203010001A3533051301D0603551D0E04160414814EBB9A6BA13FFA6968C3B615285BE743F01785301F0603551D23041830168014814EBB9A6BA13FFA6968C3B615285BE743F01785300F0603551D130101FF040530030101FF300D06092A864886F70D01010B0500038201010087B99BAF5349B658CEA2AE02E78F50BD52100A83D9D5D09624C27B8DCA97D02FD17E7C68A5E17B22ABB0B92E2EF06C8B463E51B618CF0CC54489E9DAF55424EB1D45F7F3B94B817034AF55080E55DBFC92C396CE919D6CA07AE259BD8DED7E2740ACBF371A6A34BAE6BEF73AFC2F4398A3891DED93100FA306BD6B00576732B506A57557A67D1A6F804952E57C570F9E2A25319ACC50BC063D3289C03EE7EA9FA8B79C33269C916FBF933F71D834743868CAB82D234FF2C1744979E2503C0642868A2A16D5300F2063B9C6851BBE9FFEBB087AB59887458FED66BDD0B12A9466941D2C6BB0D971766DEAB20379EF11FE8EB2F5F36CBEF8EB211D9DA340E52128'),
    (258, X'3082033B30820223A00302010202144AD4E758AB5A61BBB3D90B301221AE88B9EAF1AE300D06092A864886F70D01010B0500302D312B302906035504030C22535342205472616E73706F7274205365637572697479204365727469666963617465301E170D3236313132363032353434365A170D3336313132333032353434365A302D312B302906035504030C22535342205472616E73706F727420536563757269747920436572746966696361746530820122300D06092A864886F70D01010105000382010F003082010A0282010100D12590A8D8C94569A0219043B83C56A6F527ADE595C29B3EA0F53CD9C6BDCDF20EA7CAC1F889A197FE226F93066A08045FD44F12B90EEDFB7D35A9FBE1072462338B5997B923BCBBAB23FB51653E7B6D589FB595C90CC5D985531BE63D31BD24E95A69B88E58954F38F8FB630B4C7E5B5F97CDEB923DCE8B0A26EF2964BE062785A3A7040CAF643CA894533C7C3904A6B2092D81738E16C2593AB2E6E035805A9A4FD53A3E8137AF27E3B16A54F2020CC787673212451CB27A02F00AFE809E16E1168243EDF52D9EF7605BC28C2713938100B3A2EB7162E338E93DAF22E901D9413BD32D959CE6574B8B244F8FACAE58D1256336E66D391ABEAC863D1446106F0203010001A3533051301D0603551D0E04160414814EBB9A6BA13FFA6968C3B615285BE743F01785301F0603551D23041830168014814EBB9A6BA13FFA6968C3B615285BE743F01785300F0603551D130101FF040530030101FF300D06092A864886F70D01010B0500038201010087B99BAF5349B658CEA2AE02E78F50BD52100A83D9D5D09624C27B8DCA97D02FD17E7C68A5E17B22ABB0B92E2EF06C8B463E51B618CF0CC54489E9DAF55424EB1D45F7F3B94B817034AF55080E55DBFC92C396CE919D6CA07AE259BD8DED7E2740ACBF371A6A34BAE6BEF73AFC2F4398A3891DED93100FA306BD6B00576732B506A57557A67D1A6F804952E57C570F9E2A25319ACC50BC063D3289C03EE7EA9FA8B79C33269C916FBF933F71D834743868CAB82D234FF2C1744979E2503C0642868A2A16D5300F2063B9C6851BBE9FFEBB087AB59887458FED66BDD0B12A9466941D2C6BB0D971766DEAB20379EF11FE8EB2F5F36CBEF8EB211D9DA340E52128');
