// What a computer can do at best: the datagrams of a corpus decoded and counted per exporter, port, direction and minute, and nothing
// else. Knows the layouts that corpus-writers.ts writes. Prints records and octets, so that nobody can say it did nothing.
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

typedef struct {
  uint64_t key;
  uint64_t bytes, packets;
} Cell;

#define CELLS (1u << 17)
static Cell cells[CELLS];
static uint64_t records, octets;
static uint32_t rates[256];

static inline uint16_t be16(const uint8_t *p) { return (uint16_t)(p[0] << 8 | p[1]); }
static inline uint32_t be32(const uint8_t *p) {
  uint32_t v;
  memcpy(&v, p, 4);
  return __builtin_bswap32(v);
}
static inline uint64_t be64(const uint8_t *p) { return (uint64_t)be32(p) << 32 | be32(p + 4); }

static inline void add(uint32_t exporter, uint32_t port, uint32_t out, uint32_t minute, uint64_t bytes, uint64_t packets) {
  uint64_t key = ((uint64_t)exporter << 44 | (uint64_t)port << 28 | (uint64_t)(minute & 0x7ffffff) << 1 | out) + 1;
  uint32_t at = (uint32_t)((key * 0x9e3779b97f4a7c15ull) >> 47) & (CELLS - 1);
  while (cells[at].key != key) {
    if (cells[at].key == 0) {
      cells[at].key = key;
      break;
    }
    at = (at + 1) & (CELLS - 1);
  }
  cells[at].bytes += bytes;
  cells[at].packets += packets;
}

static inline void flow(uint32_t exporter, uint32_t in, uint32_t out, uint32_t minute, uint64_t bytes, uint64_t packets, uint32_t rate) {
  bytes *= rate;
  packets *= rate;
  add(exporter, in, 0, minute, bytes, packets);
  add(exporter, out, 1, minute, bytes, packets);
  records++;
  octets += bytes;
}

static void netflow5(uint32_t exporter, uint32_t minute, const uint8_t *p, uint32_t length) {
  uint32_t rate = be16(p + 22) & 0x3fff;
  if (rate == 0) rate = 1;
  for (uint32_t at = 24; at + 48 <= length; at += 48) {
    const uint8_t *r = p + at;
    flow(exporter, be16(r + 12), be16(r + 14), minute, be32(r + 20), be32(r + 16), rate);
  }
}

static void netflow9(uint32_t exporter, uint32_t minute, const uint8_t *p, uint32_t length) {
  for (uint32_t at = 20; at + 4 <= length;) {
    uint32_t id = be16(p + at), size = be16(p + at + 2);
    if (size < 4 || at + size > length) return;
    if (id == 257) rates[exporter & 255] = be32(p + at + 4 + 6);
    if (id == 256) {
      uint32_t rate = rates[exporter & 255];
      for (uint32_t r = at + 4; r + 54 <= at + size; r += 54)
        flow(exporter, be32(p + r + 12), be32(p + r + 16), minute, be32(p + r + 24), be32(p + r + 20), rate);
    }
    at += size;
  }
}

static void ipfix(uint32_t exporter, uint32_t minute, const uint8_t *p, uint32_t length) {
  for (uint32_t at = 16; at + 4 <= length;) {
    uint32_t id = be16(p + at), size = be16(p + at + 2);
    if (size < 4 || at + size > length) return;
    if (id == 257) rates[exporter & 255] = be32(p + at + 4 + 4);
    if (id == 256) {
      uint32_t rate = rates[exporter & 255];
      for (uint32_t r = at + 4; r + 73 <= at + size; r += 73)
        flow(exporter, be32(p + r + 8), be32(p + r + 12), minute, be64(p + r + 24), be64(p + r + 16), rate);
    }
    at += size;
  }
}

static volatile uint32_t keys;

/** Addresses and ports of the sampled header. */
static void header(const uint8_t *p, uint32_t length) {
  if (length < 38 || be16(p + 12) != 0x0800) return;
  uint32_t ip = 14, words = (p[ip] & 15) * 4;
  if (ip + words + 4 > length) return;
  keys += be32(p + ip + 12) ^ be32(p + ip + 16) ^ be32(p + ip + words) ^ p[ip + 9];
}

static void sflow5(uint32_t minute, const uint8_t *p, uint32_t length) {
  uint32_t exporter = p[10], samples = be32(p + 24), at = 28;
  for (uint32_t s = 0; s < samples && at + 8 <= length; s++) {
    uint32_t type = be32(p + at), size = be32(p + at + 4);
    if (size > length - at - 8) return;
    if (type == 1) {
      const uint8_t *q = p + at + 8;
      uint32_t rate = be32(q + 8), in = be32(q + 20), out = be32(q + 24), count = be32(q + 28), r = 32;
      for (uint32_t i = 0; i < count && r + 8 <= size; i++) {
        uint32_t format = be32(q + r), bytes = be32(q + r + 4);
        if (format == 1) {
          flow(exporter, in, out, minute, be32(q + r + 12), 1, rate);
          header(q + r + 24, be32(q + r + 20));
        }
        r += 8 + bytes;
      }
    }
    at += 8 + size;
  }
}

int main(int argc, char **argv) {
  if (argc != 2) return 2;
  int file = open(argv[1], O_RDONLY);
  struct stat info;
  if (file < 0 || fstat(file, &info) != 0) return 1;
  static uint8_t chunk[1 << 22];
  size_t have = 0, at = 24;
  ssize_t got;
  while ((got = read(file, chunk + have, sizeof chunk - have)) > 0) {
    have += (size_t)got;
    while (at + 16 <= have) {
      uint32_t seconds, captured;
      memcpy(&seconds, chunk + at, 4);
      memcpy(&captured, chunk + at + 8, 4);
      if (at + 16 + captured > have) break;
      const uint8_t *frame = chunk + at + 16, *payload = frame + 42;
      uint32_t length = captured - 42, exporter = frame[28], minute = seconds / 60;
      uint32_t version = be16(payload);
      if (version == 5) netflow5(exporter, minute, payload, length);
      else if (version == 9) netflow9(exporter, minute, payload, length);
      else if (version == 10) ipfix(exporter, minute, payload, length);
      else if (be32(payload) == 5) sflow5(minute, payload, length);
      at += 16 + captured;
    }
    memmove(chunk, chunk + at, have - at);
    have -= at;
    at = 0;
  }
  printf("%llu %llu\n", (unsigned long long)records, (unsigned long long)octets);
  return 0;
}
