/* The DLL of a driver: which one it is tells its name, which version its resource. */
#include <string.h>

#include <talloc.h>

#include "base/text.h"
#include "drivers/inspect/inspection.h"
#include "drivers/inspect/pe.h"

static struct version quad(const uint16_t part[4])
{
    return (struct version){.part = {part[0], part[1], part[2], part[3]}, .count = 4};
}

/* "2011.0110.7001.00 ((SQL11_PCU_Main).150730-1616 )" begins with one, "1, 2, 3, 4" is one. */
static bool leading_version(const char *text, struct version *out)
{
    char digits[64];
    size_t used = 0;
    for (const char *at = text == NULL ? "" : text; used + 1 < sizeof digits; at++) {
        if (*at == ' ' && used > 0 && digits[used - 1] == '.')
            continue;
        if (*at != '.' && *at != ',' && (*at < '0' || *at > '9'))
            break;
        digits[used++] = *at == ',' ? '.' : *at;
    }
    digits[used] = '\0';
    return version_parse(digits, out);
}

static void compare(struct inspection *inspection, const char *path, const char *which,
                    const uint16_t number[4], const char *text)
{
    struct version said;
    struct version fixed = quad(number);
    if (!leading_version(text, &said) || version_compare(&said, &fixed, 4) == 0)
        return;
    char *shown = version_text(NULL, &fixed);
    inspection_remark(inspection, path, "which of two numbers of that DLL is right",
                      "its %s version is %s as a number and \"%s\" as a text: the number counts",
                      which, shown, text);
    talloc_free(shown);
}

/* The product version is what the vendor counts with; where the family does not know it, the file
 * version may be known. */
static struct version version_of(const struct tables *tables, const struct driver_family *family,
                                 const struct pe *pe)
{
    struct version product = quad(pe->product_version);
    struct version file = quad(pe->file_version);
    bool is_known = driver_scheme(tables, family, &product) != NULL;
    bool is_file_known = driver_scheme(tables, family, &file) != NULL;
    return !is_known && is_file_known ? file : product;
}

static const struct driver_name *driver_of(const struct tables *tables, const char *file)
{
    const struct driver_name *name = NULL;
    if (file != NULL)
        (void)drivers_find(tables, file, &name);
    return name != NULL && name->kind == NAME_FILE ? name : NULL;
}

bool pe_evidence_read(struct inspection *inspection, struct host *host,
                      const struct evidence_file *file, bool is_named)
{
    const struct tables *tables = inspection->request->tables;
    const char *slash = strrchr(file->path, '/');
    const char *leaf = slash == NULL ? file->path : slash + 1;
    const struct driver_name *name = driver_of(tables, leaf);
    if (name == NULL && !is_named)
        return false;
    struct error err = ERROR_NONE;
    void *memory = talloc_new(NULL);
    struct pe pe = {0};
    bool opened = pe_read_file(memory, file->path, &pe, &err);
    if (name == NULL)
        name = driver_of(tables, pe.original_filename);
    if (name != NULL) {
        const char *problem = !opened              ? err.text
                              : pe.problem != NULL ? pe.problem
                                                   : "it has no version resource";
        struct version version = version_of(tables, name->family, &pe);
        const struct program program = {
            .name = talloc_strdup(memory, driver_of(tables, leaf) != NULL ? leaf : name->name),
            .version = pe.has_version ? version_text(memory, &version) : NULL,
            .bits = pe.bits,
            .path = talloc_strdup(memory, file->path),
            .source = {.kind = SOURCE_FILE,
                       .where = talloc_strdup(memory, file->path),
                       .seen_unix_s = file->modified_unix_s},
        };
        if (!pe.has_version)
            inspection_gap(inspection, file->path, "the version of that driver", "%s", problem);
        compare(inspection, file->path, "product", pe.product_version, pe.product_version_text);
        compare(inspection, file->path, "file", pe.file_version, pe.file_version_text);
        inspection_program(inspection,
                           host != NULL ? host : inspection_host_of_path(inspection, file->path),
                           &program);
    }
    talloc_free(memory);
    return name != NULL;
}
