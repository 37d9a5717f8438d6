/* The lab alone, for tests that want it without the rest:
 *   labmain lab CASE [--keys DIR] [--journal FILE] [--address A] [--ready-file FILE] [--quiet] */
#include <getopt.h>
#include <stdio.h>

#include "lab/lab.h"

int main(int argc, char **argv)
{
    static const struct option options[] = {
        {"keys", required_argument, NULL, 'k'},    {"journal", required_argument, NULL, 'j'},
        {"address", required_argument, NULL, 'a'}, {"ready-file", required_argument, NULL, 'r'},
        {"quiet", no_argument, NULL, 'q'},         {NULL, 0, NULL, 0},
    };
    struct lab_options lab = {0};
    struct error err = ERROR_NONE;
    for (int option; (option = getopt_long(argc, argv, "", options, NULL)) != -1;) {
        switch (option) {
        case 'k':
            lab.keys_dir = optarg;
            break;
        case 'j':
            lab.journal_path = optarg;
            break;
        case 'a':
            lab.address = optarg;
            break;
        case 'r':
            lab.ready_path = optarg;
            break;
        case 'q':
            lab.quiet = true;
            break;
        default:
            return 3;
        }
    }
    if (optind + 2 != argc)
        return 3;
    lab.case_dir = argv[optind + 1];
    int code = lab_run(&lab, stdout, &err);
    if (code != 0)
        (void)fprintf(stderr, "sqlcheck: %s\n", err.text);
    return code;
}
