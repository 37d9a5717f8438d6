# Debian packages, for the scripts that must work on a machine that has git and a shell only.
# Sourced by sqlcheck/demo and tests/run.

# What building and running sqlcheck takes.
BUILD_PACKAGES="gcc libc6-dev cmake ninja-build pkg-config libssl-dev libtalloc-dev
libjansson-dev libinih-dev libsqlite3-dev freetds-dev freetds-bin tdsodbc unixodbc unixodbc-dev
libhivex-dev libkrb5-dev"

# What the test suite takes besides.
TEST_PACKAGES="git clang-14 libclang-rt-14-dev llvm-14 clang-format-14 libcriterion-dev python3
python3-jsonschema python3-pymssql golang-go golang-github-denisenkom-go-mssqldb-dev sqlfluff valgrind
sqlite3 openssl procps ca-certificates util-linux time
nmap sslscan gcc-mingw-w64-x86-64-win32 gcc-mingw-w64-i686-win32 icoutils reglookup mandoc
krb5-kdc krb5-admin-server krb5-user libfaketime"

package_is_here() {
    [ "$(dpkg-query -W -f '${db:Status-Status}' "$1" 2>/dev/null)" = installed ]
}

# need_packages NAME...: installs what is missing, or says how and fails.
need_packages() {
    missing=""
    for package in "$@"; do
        package_is_here "$package" || missing="$missing $package"
    done
    [ -n "$missing" ] || return 0
    echo "missing Debian packages:$missing"
    if [ "$(id -u)" -ne 0 ]; then
        echo "no rights to install them; as root run:"
        echo "    apt-get install -y --no-install-recommends$missing"
        return 1
    fi
    export DEBIAN_FRONTEND=noninteractive
    apt-get update -qq || echo "apt-get update failed; going on with the lists that are here"
    # shellcheck disable=SC2086
    apt-get install -y -qq --no-install-recommends $missing >/dev/null
}

# Node.js may be here from elsewhere, and Debian's npm then refuses to be installed beside it.
command -v npm >/dev/null 2>&1 || TEST_PACKAGES="$TEST_PACKAGES nodejs npm"
