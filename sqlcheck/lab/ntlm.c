/* NTLM as a server takes it, as far as clients need it: NTLMSSP with a NetBIOS domain name in the
 * challenge, and answers of version 2 only: NTLMv2, or LMv2 alone. [MS-NLMP] 2.2.1, 3.3.2
 *
 * MD4 is what a Windows password is kept as; OpenSSL 3 has it in this form without its provider of
 * old algorithms. */
#define OPENSSL_SUPPRESS_DEPRECATED
#include "lab/sspi.h"

#include <ctype.h>
#include <string.h>

#include <openssl/hmac.h>
#include <openssl/md4.h>
#include <openssl/rand.h>
#include <talloc.h>

#include "base/text.h"

enum {
    NEGOTIATE = 1,
    CHALLENGE = 2,
    AUTHENTICATE = 3,
    HASH_SIZE = 16,
    NONCE_SIZE = 8,
    CHALLENGE_FIXED = 56, /* with a Version: tedious looks there, and nowhere else */
    AV_END = 0,
    AV_DOMAIN = 2,
    /* UNICODE, REQUEST_TARGET, NTLM, ALWAYS_SIGN, TARGET_TYPE_DOMAIN, EXTENDED_SESSIONSECURITY,
     * TARGET_INFO. [MS-NLMP] 2.2.2.5 */
    FLAGS = 0x1 | 0x4 | 0x200 | 0x8000 | 0x10000 | 0x80000 | 0x800000,
};

static const char domain[] = "LAB";

struct ntlm {
    uint8_t nonce[NONCE_SIZE];
};

static void write_place(struct writer *w, size_t size, size_t offset)
{
    writer_u16le(w, (uint16_t)size);
    writer_u16le(w, (uint16_t)size);
    writer_u32le(w, (uint32_t)offset);
}

static enum sspi_step challenge(struct ntlm *ntlm, struct writer *out)
{
    struct writer name;
    writer_init(&name, out->parent);
    text_write_utf16le(&name, domain);
    if (RAND_bytes(ntlm->nonce, NONCE_SIZE) != 1)
        return SSPI_REFUSED;
    writer_bytes(out, "NTLMSSP", 8);
    writer_u32le(out, CHALLENGE);
    write_place(out, name.size, CHALLENGE_FIXED);
    writer_u32le(out, FLAGS);
    writer_bytes(out, ntlm->nonce, NONCE_SIZE);
    writer_u64le(out, 0);
    write_place(out, 4 + name.size + 4, CHALLENGE_FIXED + name.size);
    writer_u64le(out, 0); /* Version */
    writer_bytes(out, name.data, name.size);
    writer_u16le(out, AV_DOMAIN);
    writer_u16le(out, (uint16_t)name.size);
    writer_bytes(out, name.data, name.size);
    writer_u16le(out, AV_END);
    writer_u16le(out, 0);
    return SSPI_MORE;
}

/* The bytes that one of the places of AUTHENTICATE stands for. */
static struct reader placed(struct reader *blob, size_t at)
{
    struct reader place = reader_at(blob, at, 8);
    size_t size = reader_u16le(&place);
    reader_skip(&place, 2);
    return reader_at(blob, reader_u32le(&place), size);
}

static void hmac_md5(const uint8_t *key, const struct writer *data, uint8_t out[HASH_SIZE])
{
    unsigned size = HASH_SIZE;
    (void)HMAC(EVP_md5(), key, HASH_SIZE, data->data, data->size, out, &size);
}

/* NTOWFv2: of the password, the user in capitals, and the domain as the client spelled it. */
static void login_key(void *parent, const struct lab_login *login, const char *user,
                      const char *client_domain, uint8_t out[HASH_SIZE])
{
    uint8_t password_hash[HASH_SIZE];
    struct writer text;
    writer_init(&text, parent);
    text_write_utf16le(&text, login->password);
    (void)MD4(text.data, text.size, password_hash);
    text.size = 0;
    char *capitals = talloc_strdup(parent, user);
    for (char *c = capitals; *c != '\0'; c++)
        *c = (char)toupper((unsigned char)*c);
    text_write_utf16le(&text, capitals);
    text_write_utf16le(&text, client_domain);
    hmac_md5(password_hash, &text, out);
}

static const struct lab_login *find(const struct lab_case *lab, const char *name)
{
    for (size_t i = 0; i < lab->login_count; i++)
        if (text_equal(lab->logins[i].user, name))
            return &lab->logins[i];
    return NULL;
}

/* An answer of version 2 is a proof, and behind it what was signed together with the challenge. */
static bool is_proof(const struct sspi *sspi, const uint8_t key[HASH_SIZE], struct reader answer)
{
    const struct ntlm *ntlm = sspi->state;
    uint8_t proof[HASH_SIZE];
    struct writer signed_bytes;
    if (answer.size <= HASH_SIZE)
        return false;
    writer_init(&signed_bytes, sspi->parent);
    writer_bytes(&signed_bytes, ntlm->nonce, NONCE_SIZE);
    writer_bytes(&signed_bytes, answer.data + HASH_SIZE, answer.size - HASH_SIZE);
    hmac_md5(key, &signed_bytes, proof);
    return memcmp(proof, answer.data, HASH_SIZE) == 0;
}

static enum sspi_step authenticate(struct sspi *sspi, struct reader blob)
{
    struct reader lm_answer = placed(&blob, 12);
    struct reader answer = placed(&blob, 20);
    struct reader domain_units = placed(&blob, 28);
    struct reader user_units = placed(&blob, 36);
    if (!reader_ok(&blob))
        return SSPI_REFUSED;
    char *client_domain = text_from_utf16le(sspi->parent, domain_units.data, domain_units.size);
    char *user = text_from_utf16le(sspi->parent, user_units.data, user_units.size);
    const struct lab_login *login =
        find(sspi->lab, talloc_asprintf(sspi->parent, "%s\\%s", client_domain, user));
    uint8_t key[HASH_SIZE];
    if (login == NULL)
        return SSPI_REFUSED;
    login_key(sspi->parent, login, user, client_domain, key);
    if (!is_proof(sspi, key, answer) && !is_proof(sspi, key, lm_answer))
        return SSPI_REFUSED;
    sspi->login = login;
    return SSPI_DONE;
}

enum sspi_step ntlm_step(struct sspi *sspi, struct reader blob, struct writer *answer)
{
    struct reader type = reader_at(&blob, 8, 4);
    uint32_t kind = reader_u32le(&type);
    if (kind == NEGOTIATE && sspi->state == NULL) {
        sspi->state = talloc_zero(sspi->parent, struct ntlm);
        return challenge(sspi->state, answer);
    }
    return kind == AUTHENTICATE && sspi->state != NULL ? authenticate(sspi, blob) : SSPI_REFUSED;
}
