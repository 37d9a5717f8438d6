#include "drivers/inspect/pe.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include <talloc.h>

#include "base/bytes.h"
#include "base/mem.h"
#include "drivers/inspect/pe_version.h"
#include "drivers/inspect/regular.h"

enum {
    DOS_HEADER_SIZE = 64,
    PE_OFFSET_AT = 0x3c,
    COFF_SIZE = 24,      /* "PE\0\0" and the COFF header */
    OPTIONAL_SIZE = 240, /* of PE32+ with all 16 directories; more is of no interest */
    SECTION_SIZE = 40,
    MAX_SECTIONS = 96,      /* the Windows loader's own bound */
    RESOURCE_DIRECTORY = 2, /* place in the table of data directories */
    DIRECTORY_SIZE = 16,
    ENTRY_SIZE = 8,
    MAX_ENTRIES = 4096, /* of one resource directory */
    RT_VERSION = 16,
    MAX_RESOURCE = 256 * 1024, /* real ones have one or two kilobytes */
};

static const uint32_t IS_DIRECTORY = 0x80000000u;

struct section {
    uint32_t address; /* when loaded */
    uint32_t size;    /* of what the file holds or the loader sees, the larger */
    uint32_t offset;  /* in the file */
    uint32_t raw_size;
};

struct image {
    const struct pe_source *source;
    void *scratch;
    struct section *sections;
    size_t section_count;
    uint32_t resources; /* address of the root directory, 0 = none */
    uint64_t root;      /* the same as a place in the file */
    const char *problem;
};

static bool fail(struct image *image, const char *problem)
{
    if (image->problem == NULL)
        image->problem = problem;
    return false;
}

/* `size` bytes of the file in a reader that has failed when they are not there. */
static struct reader part(struct image *image, uint64_t offset, size_t size)
{
    const struct pe_source *source = image->source;
    uint8_t *room = mem_array(image->scratch, uint8_t, size);
    struct reader r = reader_over(room, size);
    if (offset > source->size || size > source->size - offset ||
        !source->read(source->context, offset, room, size))
        reader_fail(&r);
    return r;
}

/* Where an address of the loaded image is in the file; all of `size` must be in one section. */
static bool place_of(const struct image *image, uint32_t address, uint32_t size, uint64_t *place)
{
    for (size_t i = 0; i < image->section_count; i++) {
        const struct section *s = &image->sections[i];
        if (address < s->address || address - s->address >= s->size)
            continue;
        uint32_t into = address - s->address;
        if (into > s->raw_size || size > s->raw_size - into)
            return false;
        *place = (uint64_t)s->offset + into;
        return true;
    }
    return false;
}

static bool read_sections(struct image *image, uint64_t offset, size_t count)
{
    if (count > MAX_SECTIONS)
        return fail(image, "more sections than a PE file can have");
    struct reader r = part(image, offset, count * SECTION_SIZE);
    image->sections = mem_array(image->scratch, struct section, count);
    for (size_t i = 0; i < count; i++) {
        struct section *s = &image->sections[i];
        reader_skip(&r, 8); /* name */
        uint32_t loaded_size = reader_u32le(&r);
        s->address = reader_u32le(&r);
        s->raw_size = reader_u32le(&r);
        s->offset = reader_u32le(&r);
        s->size = loaded_size > s->raw_size ? loaded_size : s->raw_size;
        reader_skip(&r, 16);
    }
    if (!reader_ok(&r))
        return fail(image, "the section table is cut off");
    image->section_count = count;
    return true;
}

/* [PE/COFF] 2.4: 0x10b is PE32, 0x20b PE32+; the directories begin at 96 and 112. */
static bool read_optional(struct image *image, struct reader r, struct pe *out)
{
    uint16_t magic = reader_u16le(&r);
    if (magic != 0x10b && magic != 0x20b)
        return fail(image, "neither PE32 nor PE32+");
    out->bits = magic == 0x10b ? 32 : 64;
    reader_skip(&r, magic == 0x10b ? 90 : 106);
    uint32_t directories = reader_u32le(&r);
    if (!reader_ok(&r))
        return fail(image, "the optional header is cut off");
    if (directories <= RESOURCE_DIRECTORY)
        return true;
    reader_skip(&r, (size_t)RESOURCE_DIRECTORY * 8);
    uint32_t address = reader_u32le(&r);
    if (!reader_ok(&r))
        return fail(image, "the optional header is cut off");
    image->resources = address;
    return true;
}

static bool read_headers(struct image *image, struct pe *out)
{
    struct reader dos = part(image, 0, DOS_HEADER_SIZE);
    bool is_mz = reader_u16le(&dos) == 0x5a4d;
    struct reader where = reader_at(&dos, PE_OFFSET_AT, 4);
    uint64_t offset = reader_u32le(&where);
    if (!reader_ok(&dos) || !is_mz)
        return fail(image, "not a PE file");
    struct reader coff = part(image, offset, COFF_SIZE);
    bool is_pe = reader_u32le(&coff) == 0x4550;
    uint16_t machine = reader_u16le(&coff);
    uint16_t sections = reader_u16le(&coff);
    reader_skip(&coff, 12);
    uint16_t optional_size = reader_u16le(&coff);
    if (!reader_ok(&coff) || !is_pe)
        return fail(image, "a DOS program or a damaged PE file");
    out->machine = machine;
    uint64_t after = offset + COFF_SIZE;
    size_t wanted = optional_size < OPTIONAL_SIZE ? optional_size : OPTIONAL_SIZE;
    return read_optional(image, part(image, after, wanted), out) &&
           read_sections(image, after + optional_size, sections);
}

/* ---- resource directories: type, name, language ---- */

/* The entry with this id, or the first one when id is 0; *target is an offset from the root. */
static bool find_entry(struct image *image, uint32_t directory, uint32_t id, uint32_t *target,
                       bool *found)
{
    struct reader head = part(image, image->root + directory, DIRECTORY_SIZE);
    reader_skip(&head, 12);
    size_t count = reader_u16le(&head);
    count += reader_u16le(&head);
    if (!reader_ok(&head))
        return fail(image, "a resource directory is outside the file");
    if (count > MAX_ENTRIES)
        return fail(image, "a resource directory has too many entries");
    struct reader r = part(image, image->root + directory + DIRECTORY_SIZE, count * ENTRY_SIZE);
    *found = false;
    for (size_t i = 0; i < count && !*found; i++) {
        uint32_t name = reader_u32le(&r); /* a named entry has the high bit set: never equal */
        *target = reader_u32le(&r);
        *found = id == 0 || name == id;
    }
    return reader_ok(&r) || fail(image, "a resource directory is cut off");
}

/* Three levels and no more, so that a directory which points at itself ends too. */
static bool find_version(struct image *image, uint32_t *entry, bool *found)
{
    static const uint32_t ids[] = {RT_VERSION, 0, 0};
    uint32_t at = 0;
    for (size_t level = 0; level < 3; level++) {
        if (!find_entry(image, at, ids[level], &at, found))
            return false;
        if (!*found)
            return level == 0 || fail(image, "the version resource is an empty directory");
        if (((at & IS_DIRECTORY) != 0) != (level < 2))
            return fail(image, "the resource directories are not three levels deep");
        at &= ~IS_DIRECTORY;
    }
    *entry = at;
    return true;
}

static bool read_resources(void *parent, struct image *image, struct pe *out)
{
    uint32_t entry = 0;
    uint64_t place = 0;
    bool found = false;
    if (!place_of(image, image->resources, DIRECTORY_SIZE, &image->root))
        return fail(image, "the resources are outside the file");
    if (!find_version(image, &entry, &found))
        return false;
    if (!found)
        return true;
    struct reader r = part(image, image->root + entry, DIRECTORY_SIZE);
    uint32_t address = reader_u32le(&r);
    uint32_t size = reader_u32le(&r);
    if (!reader_ok(&r) || !place_of(image, address, size, &place))
        return fail(image, "the version resource is outside the file");
    if (size > MAX_RESOURCE)
        return fail(image, "the version resource is larger than 256 KB");
    struct reader resource = part(image, place, size);
    if (!reader_ok(&resource))
        return fail(image, "the version resource is cut off");
    pe_version_read(parent, resource, out);
    return true;
}

void pe_read(void *parent, const struct pe_source *source, struct pe *out)
{
    struct image image = {.source = source, .scratch = talloc_new(NULL)};
    *out = (struct pe){0};
    if (read_headers(&image, out) && image.resources != 0)
        (void)read_resources(parent, &image, out);
    if (image.problem != NULL)
        out->problem = talloc_strdup(parent, image.problem);
    talloc_free(image.scratch);
}

const char *pe_machine_name(uint16_t machine)
{
    static const struct {
        uint16_t machine;
        const char *name;
    } names[] = {{0x14c, "x86"}, {0x8664, "x64"}, {0xaa64, "arm64"}, {0x200, "ia64"}};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        if (names[i].machine == machine)
            return names[i].name;
    return NULL;
}

bool pe_recognise(const void *data, size_t size)
{
    return size >= 2 && memcmp(data, "MZ", 2) == 0;
}

/* ---- sources ---- */

/* One window of the file is kept: headers lie together, and so do the resources. */
struct window {
    int fd;
    uint64_t start;
    size_t size;
    uint8_t bytes[8192];
};

static bool read_from_file(void *context, uint64_t offset, void *room, size_t size)
{
    struct window *window = context;
    size_t used = 0;
    if (size > sizeof window->bytes)
        return regular_read(window->fd, offset, room, size, &used) && used == size;
    if (offset < window->start || offset + size > window->start + window->size) {
        window->start = offset;
        if (!regular_read(window->fd, offset, window->bytes, sizeof window->bytes, &window->size))
            return false;
    }
    if (size > window->size)
        return false;
    memcpy(room, window->bytes + (offset - window->start), size);
    return true;
}

bool pe_read_file(void *parent, const char *path, struct pe *out, struct error *err)
{
    struct pe_source source = {.read = read_from_file};
    struct window window = {.fd = regular_open(path, &source.size, err)};
    if (window.fd < 0)
        return error_wrap(err, "reading '%s'", path);
    source.context = &window;
    pe_read(parent, &source, out);
    (void)close(window.fd);
    return true;
}

static bool read_from_memory(void *context, uint64_t offset, void *room, size_t size)
{
    const struct reader *all = context;
    struct reader r = *all;
    struct reader bytes = reader_at(&r, (size_t)offset, size);
    if (!reader_ok(&bytes))
        return false;
    if (size > 0)
        memcpy(room, bytes.data, size);
    return true;
}

void pe_read_memory(void *parent, const void *data, size_t size, struct pe *out)
{
    struct reader all = reader_over(data, size);
    const struct pe_source source = {.size = size, .read = read_from_memory, .context = &all};
    pe_read(parent, &source, out);
}
