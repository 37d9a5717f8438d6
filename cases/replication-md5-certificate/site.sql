-- Good drivers everywhere; the Service Broker endpoint of P01 has an MD5-signed certificate.

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
    (257, X'3082033B30820223A00302010202145166F7D8F9960D84539E048A440C3D069227F313300D06092A864886F70D0101040500302D312B302906035504030C22535342205472616E73706F7274205365637572697479204365727469666963617465301E170D3236313132363032353434345A170D3336313132333032353434345A302D312B302906035504030C22535342205472616E73706F727420536563757269747920436572746966696361746530820122300D06092A864886F70D01010105000382010F003082010A0282010100B4B58810450BEF620BE8D1C659197C40770C680364C0BFF9A074618063E5C451A9F7CF52B301F7A200A19FD79830BB2995987D7C238DF04E3CEBA8C2B8A08A05B25216D70D1EE2CF449D1DDE87C039937BB133DBE29F0A3F26D4644FE00921B1F753B61EAF504E545274E26CAB0E6DA17D2454CA6B856C04BA1F2B0FD54ABF23AD9A22BF7DAE7940B14D8AD4D12CEA295D8C709C373AE44E03BEB9FF192CB7AF5593E005E4D743F2B0E0E9F59E75AB70BB85CF51746C7AF466983027B8B99A9AC1038CB905D4BE531C4A4D21744591F2E447B0E227C9460B703A1A4FF5F667FB8FD6C8C4B39079D7B0832C10462AE9CBBA78F4B35DC8BBFBC1E71E84F81953850203010001A3533051301D0603551D0E04160414D7A9D9D977666F35481F17862386E050F91C230D301F0603551D23041830168014D7A9D9D977666F35481F17862386E050F91C230D300F0603551D130101FF040530030101FF300D06092A864886F70D01010405000382010100184E336E001D870C637077E1E448F82F187BE8AF43F244353E885C93FD5BCC7A6D7CB6EB46A2126179E01BCAA1F9EC86C41793921A99E9BFB552DFC722C6571054CFEA77FFF491424C11923ACAE7A1CAF71676493A34FC20C4A1FDCDE02DF8DB5622F1681145223BD54EE3F04EDD7EE1532A56F6035EC046884F1A3E84D8ED3A1364AD057B165EE9935FC84F174306FCE5C5AA145153877541A9FD4CD1F2E97D670634E6A070106F13925237B4877E59FD23F0E02A6561F6D4224A83484D996E880509630857FD68539DE47FC9B1C1058741D327143A013DC3AF48B00F82C57DDFDDEF1D3414DEDE72AF7A5D1F5645F5EE4AC808138FE4A5D299529CC2AE573D'),
    (258, X'3082033B30820223A0030201020214425FECD7C77171A67F050356654594887F683FBF300D06092A864886F70D0101050500302D312B302906035504030C22535342205472616E73706F7274205365637572697479204365727469666963617465301E170D3236313132363032353434355A170D3336313132333032353434355A302D312B302906035504030C22535342205472616E73706F727420536563757269747920436572746966696361746530820122300D06092A864886F70D01010105000382010F003082010A0282010100CD9FD9ADA8CF9FCE7B2F6A86639AFFC12386DB38BA44F871AB0717A12EA18E4DA2AAE50E6AAD5DB06271DDEC8C8C2560296CBFE547FEC5ED7F8FE9D2E886956FF82FC2F699ED786F21BF68F6CF728E08BBB3E72D0FA777CF38EA17718F1A1363E1FE0EE1296595D68F560FE2657A469700668A344254ED4724B7748733A18591A4B08D478A44D25B7D2C2A99A2AF7C9552277D82E079FDD3C9A24457821B2CAD68AB5879616BA0548FB455C98740765426FF3AE05B33BAE9296E792B64F1FF3AB5F3B95CF7F5981E8F6BE340EAA9B2E5AFD2FF7ABC1500D2AD5AC9D20E0259C877B24117CEAD9F551816C5FED858DCF1F88E018E4F5D4E4D544B47F809C954090203010001A3533051301D0603551D0E04160414C56E6ADC4703A90686E4CC2285690CF1FF275A28301F0603551D23041830168014C56E6ADC4703A90686E4CC2285690CF1FF275A28300F0603551D130101FF040530030101FF300D06092A864886F70D010105050003820101008C6816A50BE530BDF5494673308273A6AB013D665809C9B80E0F4FCBE723DC4C3779B86B0F7B55B89ADA50643B31DC4D94A98F3B39FE3B3AC86E6936286D80443379422D5052590553CA62D6A28CC3924BCCF65D5D5F90921FD7AEEFE37F767E874C1737362E0364E1A30B0E5D4D7A5C18825536EEE875C215150801308E000530EFAFC10A2475F86EC76BC4B0D4F17FD901346324B5565B35913D7DEA55F96ABA62D985CD2579A4F1F9FD3BE63B3F74B281F14238169ED5558A3D44F18C2C3DC89C23D2FF1F200651EA7B125EC657E3FF102AFBC86F0F8807C80FC95B45C69144F79083908D7BF3E59FB2C678FFE6FBD4BD1EE0A59B81E8E3587B3440783C98');
