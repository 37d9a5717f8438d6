-- The objects of a site database that sqlcheck asks, with the names and types that the real ones
-- have, as plain tables; a case's site.sql fills them. How the lab reads this: lab-format.md.
-- Names: Microsoft's pages on the site administration, discovery and hardware inventory views, and
-- on sys.databases, sys.dm_exec_sessions, sys.dm_exec_connections, sys.certificates,
-- sys.service_broker_endpoints, sys.tcp_endpoints and sys.database_principals.

-- ---- sites and roles ----

CREATE TABLE dbo.v_Site (
    SiteCode nvarchar(3) NOT NULL,
    SiteName nvarchar(200),
    ReportingSiteCode nvarchar(3),
    ServerName nvarchar(256),
    InstallDir nvarchar(256),
    Type int,
    Version nvarchar(32),
    BuildNumber int,
    Status int,
    TimeZoneInfo nvarchar(256)
);

CREATE TABLE dbo.SC_SiteDefinition (
    SiteNumber int NOT NULL,
    SiteCode nvarchar(3) NOT NULL,
    SQLServerName nvarchar(256),
    SQLDatabaseName nvarchar(256)
);

CREATE TABLE dbo.SC_SiteDefinition_Property (
    SiteNumber int NOT NULL,
    Name nvarchar(256) NOT NULL,
    Value1 nvarchar(4000),
    Value2 nvarchar(4000),
    Value3 int
);

CREATE TABLE dbo.v_SystemResourceList (
    NALPath nvarchar(512),
    SiteCode nvarchar(3),
    RoleName nvarchar(256),
    ServerName nvarchar(256),
    ServerRemoteName nvarchar(256),
    ResourceType nvarchar(256)
);

CREATE TABLE dbo.vSMS_SC_SysResUse (
    ID bigint NOT NULL,
    SiteCode nvarchar(3),
    RoleName nvarchar(256),
    ServerName nvarchar(256),
    NALPath nvarchar(512),
    Type int
);

CREATE TABLE dbo.vSMS_SC_SysResUse_Properties (
    ID bigint NOT NULL,
    Name nvarchar(256) NOT NULL,
    Value1 nvarchar(4000),
    Value2 nvarchar(4000),
    Value3 int
);

-- ---- discovered machines ----

CREATE TABLE dbo.v_R_System (
    ResourceID int NOT NULL,
    Name0 nvarchar(256),
    Netbios_Name0 nvarchar(256),
    Full_Domain_Name0 nvarchar(256),
    Resource_Domain_OR_Workgr0 nvarchar(256),
    Client0 int,
    Obsolete0 int,
    Decommissioned0 int
);

CREATE TABLE dbo.v_RA_System_ResourceNames (
    ResourceID int NOT NULL,
    Resource_Names0 nvarchar(256)
);

-- ---- hardware inventory ----

CREATE TABLE dbo.v_GS_OPERATING_SYSTEM (
    ResourceID int NOT NULL,
    Caption0 nvarchar(255),
    CSDVersion0 nvarchar(255),
    Version0 nvarchar(255),
    BuildNumber0 nvarchar(255),
    TimeStamp datetime
);

CREATE TABLE dbo.v_GS_WORKSTATION_STATUS (
    ResourceID int NOT NULL,
    LastHWScan datetime
);

CREATE TABLE dbo.v_GS_ADD_REMOVE_PROGRAMS_64 (
    ResourceID int NOT NULL,
    DisplayName0 nvarchar(255),
    InstallDate0 nvarchar(255),
    ProdID0 nvarchar(255),
    Publisher0 nvarchar(255),
    Version0 nvarchar(255),
    TimeStamp datetime
);

CREATE TABLE dbo.v_GS_ADD_REMOVE_PROGRAMS (
    ResourceID int NOT NULL,
    DisplayName0 nvarchar(255),
    InstallDate0 nvarchar(255),
    ProdID0 nvarchar(255),
    Publisher0 nvarchar(255),
    Version0 nvarchar(255),
    TimeStamp datetime
);

CREATE VIEW dbo.v_Add_Remove_Programs AS
SELECT ResourceID, DisplayName0, ProdID0, Publisher0, Version0 FROM v_GS_ADD_REMOVE_PROGRAMS
UNION
SELECT ResourceID, DisplayName0, ProdID0, Publisher0, Version0 FROM v_GS_ADD_REMOVE_PROGRAMS_64;

-- ---- the server's own views ----

CREATE TABLE sys.databases (
    name sysname NOT NULL,
    database_id int NOT NULL,
    state tinyint,
    state_desc nvarchar(60),
    compatibility_level tinyint
);

CREATE TABLE sys.dm_exec_sessions (
    session_id smallint NOT NULL,
    login_time datetime NOT NULL,
    host_name nvarchar(128),
    program_name nvarchar(128),
    host_process_id int,
    client_version int,
    client_interface_name nvarchar(32),
    login_name nvarchar(128) NOT NULL,
    nt_domain nvarchar(128),
    nt_user_name nvarchar(128),
    status nvarchar(30) NOT NULL,
    is_user_process bit NOT NULL,
    database_id smallint,
    original_login_name nvarchar(128)
);

CREATE TABLE sys.dm_exec_connections (
    session_id int,
    connect_time datetime NOT NULL,
    net_transport nvarchar(40) NOT NULL,
    protocol_type nvarchar(40),
    protocol_version int,
    encrypt_option nvarchar(40) NOT NULL,
    auth_scheme nvarchar(40) NOT NULL,
    client_net_address nvarchar(48),
    client_tcp_port int,
    local_net_address nvarchar(48),
    local_tcp_port int
);

-- ---- endpoints; certificates and users of master ----

CREATE TABLE sys.service_broker_endpoints (
    name sysname NOT NULL,
    endpoint_id int NOT NULL,
    principal_id int,
    state tinyint,
    state_desc nvarchar(60),
    connection_auth tinyint,
    connection_auth_desc nvarchar(60),
    certificate_id int NOT NULL,
    encryption_algorithm_desc nvarchar(60)
);

CREATE TABLE sys.tcp_endpoints (
    name sysname NOT NULL,
    endpoint_id int NOT NULL,
    type_desc nvarchar(60),
    state_desc nvarchar(60),
    port int NOT NULL
);

CREATE TABLE sys.certificates (
    name sysname NOT NULL,
    certificate_id int NOT NULL,
    principal_id int,
    issuer_name nvarchar(442),
    cert_serial_number nvarchar(64),
    subject nvarchar(4000),
    start_date datetime,
    expiry_date datetime,
    thumbprint varbinary(32)
);

CREATE TABLE sys.database_principals (
    name sysname NOT NULL,
    principal_id int NOT NULL,
    type_desc nvarchar(60)
);

-- the lab's own: what CERTENCODED(certificate_id) gives
CREATE TABLE sys.lab_encoded (
    certificate_id int NOT NULL,
    encoded varbinary(8000)
);
