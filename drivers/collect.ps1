# collect.ps1: what this Windows machine has of SQL Server client drivers, and its TLS settings, as a
# .reg file for "sqlcheck drivers FILE" and "sqlcheck verify --evidence FILE".
#
#   powershell -ExecutionPolicy Bypass -File collect.ps1 [FOLDER]
#
# PowerShell 2.0 or later, no modules, no network. It reads the values of the registry that are named
# below. It writes one file, FOLDER\NAME-OF-THE-MACHINE.reg, and nothing else; the file is to be read,
# not to be imported.
#
# The key SOFTWARE\sqlcheck\collect in the file is made here: "collected" is now, in UTC; "complete" is
# 1 when the lists of programs and drivers were read to their ends, and 0 when something was refused:
# then a line that begins with ; says what.
param([string] $Folder = '.')
$ErrorActionPreference = 'Stop'

# Key by key: its path below HKEY_LOCAL_MACHINE, and the values to read; none named: all of them, and
# all keys below it.
$keys = @(
    @('SYSTEM\CurrentControlSet\Services\Tcpip\Parameters', 'Hostname', 'Domain', 'NV Hostname', 'NV Domain'),
    @('SOFTWARE\Microsoft\Windows NT\CurrentVersion', 'ProductName', 'CurrentVersion',
        'CurrentMajorVersionNumber', 'CurrentMinorVersionNumber', 'CurrentBuild', 'CurrentBuildNumber', 'UBR'),
    @('SYSTEM\CurrentControlSet\Control\SecurityProviders\SCHANNEL\Protocols'),
    @('SYSTEM\CurrentControlSet\Control\Lsa', 'FIPSAlgorithmPolicy'),
    @('SYSTEM\CurrentControlSet\Control\Lsa\FipsAlgorithmPolicy', 'Enabled'),
    @('SYSTEM\CurrentControlSet\Control\Cryptography\Configuration\Local\SSL\00010002', 'Functions'),
    @('SOFTWARE\Policies\Microsoft\Cryptography\Configuration\SSL\00010002', 'Functions'),
    @('SOFTWARE\Microsoft\NET Framework Setup\NDP\v4\Full', 'Release')
)
# Below SOFTWARE, and below SOFTWARE\WOW6432Node, where the 32-bit programs of a 64-bit Windows look.
$bothViews = @(
    @('ODBC\ODBCINST.INI'),
    @('Microsoft\Microsoft SQL Native Client\CurrentVersion'),
    @('Microsoft\Microsoft SQL Server\SQLNCLI10\CurrentVersion'),
    @('Microsoft\Microsoft SQL Server\SQLNCLI11\CurrentVersion'),
    @('Microsoft\SQLNCLI11', 'InstalledVersion'),
    @('Microsoft\MSODBCSQL11', 'InstalledVersion'),
    @('Microsoft\MSODBCSQL13', 'InstalledVersion'),
    @('Microsoft\MSODBCSQL17', 'InstalledVersion'),
    @('Microsoft\MSODBCSQL18', 'InstalledVersion'),
    @('Microsoft\.NETFramework\v2.0.50727', 'SchUseStrongCrypto', 'SystemDefaultTlsVersions'),
    @('Microsoft\.NETFramework\v4.0.30319', 'SchUseStrongCrypto', 'SystemDefaultTlsVersions'),
    @('Microsoft\Windows\CurrentVersion\Internet Settings\WinHttp', 'DefaultSecureProtocols'),
    @('Microsoft\ConfigMgr10\Setup', 'UI Installation Directory')
)
# OLE DB providers: SQLNCLI10, SQLNCLI11, MSOLEDBSQL, MSOLEDBSQL19, SQLOLEDB.
$classes = '{8F4A6B68-4F36-4e3c-BE81-BC7CA4E9C45C}', '{397C2819-8272-4532-AD3A-FB5E43BEAA39}',
    '{5A23DE84-1D7B-4A16-8DED-B29C09CB648D}', '{EE5DE99A-4453-4C96-861C-F8832A7F59FE}',
    '{0C7FF16C-38E3-11d0-97AB-00C04FC2AD98}'
# Of installed programs, those whose names have one of these words.
$programs = 'SQL|ODBC|OLE DB|Configuration Manager Console'

$lines = New-Object System.Collections.ArrayList
$complete = 1

function Write-Line([string] $line) { [void] $lines.Add($line) }

# A text with a line break goes as bytes (hex(1), below): a line cannot hold it.
function Format-Text([string] $text) {
    '"' + $text.Replace('\', '\\').Replace('"', '\"') + '"'
}

function Format-Bytes([int] $type, [byte[]] $bytes) {
    $hex = @($bytes | ForEach-Object { '{0:x2}' -f $_ })
    'hex({0:x}):{1}' -f $type, [string]::Join(',', [string[]] $hex)
}

function Format-Value($value, [string] $kind) {
    $unicode = [System.Text.Encoding]::Unicode
    switch ($kind) {
        'DWord' { 'dword:{0:x8}' -f [int] $value }
        'QWord' { Format-Bytes 11 ([BitConverter]::GetBytes([long] $value)) }
        'ExpandString' { Format-Bytes 2 ($unicode.GetBytes([string] $value + "`0")) }
        'MultiString' { Format-Bytes 7 ($unicode.GetBytes([string]::Join("`0", [string[]] $value) + "`0`0")) }
        'Binary' { Format-Bytes 3 ([byte[]] $value) }
        'Unknown' { Format-Bytes 0 ([byte[]] $value) }
        'None' { Format-Bytes 0 ([byte[]] $value) }
        default {
            if ([string] $value -match "[`r`n`0]") { Format-Bytes 1 ($unicode.GetBytes([string] $value + "`0")) }
            else { Format-Text ([string] $value) }
        }
    }
}

function Read-Key([string] $path, [string[]] $names) {
    $key = [Microsoft.Win32.Registry]::LocalMachine.OpenSubKey($path)
    if ($key -eq $null) { return }
    Write-Line ''
    Write-Line "[HKEY_LOCAL_MACHINE\$path]"
    foreach ($name in @($key.GetValueNames() | Sort-Object)) {
        if ($names -and ($names -notcontains $name)) { continue }
        $value = $key.GetValue($name, $null, 'DoNotExpandEnvironmentNames')
        $shown = '@'
        if ($name -ne '') { $shown = Format-Text $name }
        Write-Line ($shown + '=' + (Format-Value $value ([string] $key.GetValueKind($name))))
    }
    if (-not $names) {
        foreach ($name in @($key.GetSubKeyNames() | Sort-Object)) { Read-Key "$path\$name" }
    }
    $key.Close()
}

# The same, and what was refused becomes a line of its own.
function Read-KeySafely([string] $path, [string[]] $names) {
    try { Read-Key $path $names }
    catch {
        $script:complete = 0
        Write-Line ('; not read: ' + $path + ': ' + ($_.Exception.Message -replace '\s+', ' '))
    }
}

function Read-Programs([string] $path) {
    try {
        $key = [Microsoft.Win32.Registry]::LocalMachine.OpenSubKey($path)
        if ($key -eq $null) { return }
        foreach ($name in @($key.GetSubKeyNames() | Sort-Object)) {
            $program = $key.OpenSubKey($name)
            $title = [string] $program.GetValue('DisplayName')
            $program.Close()
            if ($title -match $programs) { Read-Key "$path\$name" 'DisplayName', 'DisplayVersion' }
        }
        $key.Close()
    }
    catch {
        $script:complete = 0
        Write-Line ('; not read: ' + $path + ': ' + ($_.Exception.Message -replace '\s+', ' '))
    }
}

if ($env:PROCESSOR_ARCHITEW6432) {
    throw 'this is the 32-bit PowerShell, which sees one half of the registry: start the 64-bit one'
}
foreach ($key in $keys) { Read-KeySafely $key[0] ($key | Select-Object -Skip 1) }
foreach ($view in 'SOFTWARE', 'SOFTWARE\WOW6432Node') {
    foreach ($key in $bothViews) { Read-KeySafely "$view\$($key[0])" ($key | Select-Object -Skip 1) }
    Read-Programs "$view\Microsoft\Windows\CurrentVersion\Uninstall"
}
foreach ($view in 'SOFTWARE\Classes\CLSID', 'SOFTWARE\Classes\WOW6432Node\CLSID') {
    foreach ($class in $classes) { Read-KeySafely "$view\$class" }
}
# Last, so that a file that was cut short does not have them: the key above the programs, without its
# values, which says that the list of them is whole; and the key that says so in words.
foreach ($view in 'SOFTWARE', 'SOFTWARE\WOW6432Node') {
    if ($complete -eq 1) { Read-KeySafely "$view\Microsoft\Windows\CurrentVersion\Uninstall" 'no value' }
}
Write-Line ''
Write-Line '[HKEY_LOCAL_MACHINE\SOFTWARE\sqlcheck\collect]'
Write-Line ('"collected"="' + [DateTime]::UtcNow.ToString('yyyy-MM-ddTHH:mm:ssZ') + '"')
Write-Line ('"complete"=dword:{0:x8}' -f $complete)

$folderPath = $ExecutionContext.SessionState.Path.GetUnresolvedProviderPathFromPSPath($Folder)
$file = [System.IO.Path]::Combine($folderPath, $env:COMPUTERNAME + '.reg')
$text = [string]::Join("`r`n", [string[]] (@('Windows Registry Editor Version 5.00') + @($lines))) + "`r`n"
[System.IO.File]::WriteAllText($file, $text, [System.Text.Encoding]::Unicode)
"written: $file"
