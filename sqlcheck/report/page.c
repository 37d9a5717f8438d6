#include "report/page.h"

#include <stdarg.h>
#include <string.h>

#include <talloc.h>

#include "base/mem.h"
#include "base/text.h"
#include "report/clean.h"
#include "report/columns.h"

enum { USUAL_WIDTH = 100, NARROWEST = 60 };

static const char *const style_codes[] = {
    [STYLE_BOLD] = "\033[1m",    [STYLE_DIM] = "\033[2m",        [STYLE_PASS] = "\033[32m",
    [STYLE_WARN] = "\033[1;33m", [STYLE_UNKNOWN] = "\033[1;35m", [STYLE_FAIL] = "\033[1;31m",
};

void page_init(struct page *page, void *memory, const struct report_look *look)
{
    size_t width = look->width > 0 ? (size_t)look->width : USUAL_WIDTH;
    *page = (struct page){
        .memory = memory,
        .color = look->color,
        .ascii = look->ascii,
        .width = width < NARROWEST ? NARROWEST : width,
    };
    writer_init(&page->out, memory);
}

char *page_finish(struct page *page, void *parent)
{
    return talloc_strndup(parent, (const char *)page->out.data, page->out.size);
}

char *page_clean(struct page *page, const char *text)
{
    char *line = clean_line(page->memory, text, page->ascii);
    return text_trim(page->memory, line);
}

static void put_bytes(struct page *page, const char *bytes, size_t size)
{
    writer_bytes(&page->out, bytes, size);
}

void page_pad(struct page *page, size_t blanks)
{
    for (size_t i = 0; i < blanks; i++)
        writer_u8(&page->out, ' ');
}

static void put_styled(struct page *page, enum style style, const char *bytes, size_t size)
{
    bool colored = page->color && style != STYLE_PLAIN && size > 0;
    if (colored)
        put_bytes(page, style_codes[style], strlen(style_codes[style]));
    put_bytes(page, bytes, size);
    if (colored)
        put_bytes(page, "\033[0m", 4);
}

void page_piece(struct page *page, enum style style, const char *text)
{
    put_styled(page, style, text, strlen(text));
}

void page_end_line(struct page *page)
{
    struct writer *out = &page->out;
    while (out->size > 0 && out->data[out->size - 1] == ' ')
        out->size--;
    writer_u8(out, '\n');
}

void page_gap(struct page *page)
{
    const struct writer *out = &page->out;
    if (out->size == 0 || (out->size >= 2 && memcmp(out->data + out->size - 2, "\n\n", 2) == 0))
        return;
    writer_u8(&page->out, '\n');
}

/* A blank before a closing quote belongs to the quoted name, which may end with one. */
static bool may_break(const char *text, size_t at)
{
    if (text[at] != ' ' || text[at - 1] == ' ')
        return false;
    const char *next = text + at + strspn(text + at, " ");
    return next[0] != '"' || (next[1] != '\0' && strchr(" ,.;:)", next[1]) == NULL);
}

/* Bytes of the next line of a text that starts without a blank. */
static size_t line_size(const char *text, size_t width)
{
    size_t fit = columns_prefix(text, width);
    if (text[fit] == '\0')
        return fit;
    for (size_t at = fit; at > 0; at--)
        if (may_break(text, at))
            return at;
    size_t one = 1;
    (void)columns_next(text, &one);
    return fit > 0 ? fit : one;
}

/* The text from `column` on, where the line already stands, and from `rest` on in the lines after.
 * The last line is left open; gives the column it ends at. */
static size_t put_lines(struct page *page, enum style style, size_t column, size_t rest,
                        const char *text)
{
    for (;;) {
        size_t size = line_size(text, page->width - column);
        put_styled(page, style, text, size);
        const char *next = text + size + strspn(text + size, " ");
        if (*next == '\0') {
            char *line = talloc_strndup(page->memory, text, size);
            return column + columns_of(line);
        }
        page_end_line(page);
        page_pad(page, rest);
        column = rest;
        text = next;
    }
}

/* Ends the line that stands at `column`, with `right` at its margin or on a line of its own. */
static void end_right(struct page *page, size_t column, const char *right)
{
    size_t width = columns_of(right);
    if (width > 0 && column + 2 + width > page->width) {
        page_end_line(page);
        column = 0;
    }
    if (width > page->width)
        width = page->width;
    page_pad(page, width > 0 ? page->width - column - width : 0);
    (void)put_lines(page, STYLE_DIM, page->width - width, LABEL_WIDTH, right);
    page_end_line(page);
}

void page_put_right(struct page *page, enum style style, size_t first, size_t rest,
                    const char *text, const char *right)
{
    page_pad(page, first);
    size_t column = put_lines(page, style, first, rest, page_clean(page, text));
    end_right(page, column, page_clean(page, right));
}

void page_line(struct page *page, enum style style, const char *text)
{
    page_piece(page, style, page_clean(page, text));
    page_end_line(page);
}

void page_put(struct page *page, enum style style, size_t first, size_t rest, const char *text)
{
    page_put_right(page, style, first, rest, text, "");
}

void page_label_right(struct page *page, size_t indent, const char *label, const char *text,
                      const char *right)
{
    size_t column = indent + LABEL_WIDTH;
    page_pad(page, indent);
    page_piece(page, STYLE_DIM, label);
    page_pad(page, column - indent - strlen(label));
    column = put_lines(page, STYLE_PLAIN, column, column, page_clean(page, text));
    end_right(page, column, page_clean(page, right));
}

void page_label(struct page *page, size_t indent, const char *label, const char *text)
{
    page_label_right(page, indent, label, text, "");
}

void items_add(struct page *page, struct items *items, const char *format, ...)
{
    char **item = mem_append(page->memory, &items->text, &items->count, sizeof *item);
    va_list words;
    va_start(words, format);
    char *text = talloc_vasprintf(page->memory, format, words);
    va_end(words);
    *item = page_clean(page, text);
}

void page_items(struct page *page, size_t first, size_t rest, const char *lead,
                const struct items *items)
{
    const char *separator = page->ascii ? " | " : " \u00b7 ";
    const char *line = lead;
    size_t indent = first;
    bool fresh = true; /* no item stands on the line yet */
    for (size_t i = 0; i < items->count; i++) {
        const char *between = fresh ? "" : separator;
        if (!fresh && indent + columns_of(line) + 3 + columns_of(items->text[i]) > page->width) {
            page_put(page, STYLE_PLAIN, indent, rest, line);
            line = talloc_strdup(page->memory, "");
            indent = rest;
            between = "";
        }
        line = talloc_asprintf(page->memory, "%s%s%s", line, between, items->text[i]);
        fresh = false;
    }
    if (line[0] != '\0')
        page_put(page, STYLE_PLAIN, indent, rest, line);
}
