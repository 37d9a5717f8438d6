/* sqlcheck: which Configuration Manager connections to SQL Server fail with TLS 1.2 only. */
#include "cli/commands.h"

int main(int argc, char **argv)
{
    return cli_main(argc, argv);
}
