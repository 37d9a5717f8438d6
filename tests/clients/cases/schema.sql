-- What the foreign clients of tests/clients ask about; not the schema of Configuration Manager.
CREATE TABLE dbo.people (
    id int PRIMARY KEY,
    name nvarchar(50),
    born datetime,
    note nvarchar(max),
    active bit,
    height float,
    badge varbinary(16),
    big bigint
);
CREATE TABLE dbo.pets (owner nvarchar(50), pet nvarchar(50));
CREATE TABLE dbo.numbers (n int PRIMARY KEY, word nvarchar(40));
CREATE TABLE dbo.secrets (word nvarchar(40));
