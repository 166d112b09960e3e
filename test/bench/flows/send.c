// Sends the datagrams of a pcap (Ethernet, IPv4, UDP) to 127.0.0.1 at a steady rate, many with one call. Prints how many it sent.
// send FILE PORT PER_SECOND SECONDS
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#define MOST 100000
#define BATCH 64

static struct iovec parts[MOST];

static double now(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static int load(const char *path) {
  FILE *file = fopen(path, "rb");
  uint8_t head[24];
  uint32_t packet[4];
  int count = 0;
  if (!file || fread(head, 24, 1, file) != 1) return 0;
  while (count < MOST && fread(packet, 16, 1, file) == 1) {
    uint8_t *frame = malloc(packet[2]);
    if (!frame || fread(frame, packet[2], 1, file) != 1) break;
    parts[count].iov_base = frame + 42;
    parts[count++].iov_len = packet[2] - 42;
  }
  fclose(file);
  return count;
}

int main(int argc, char **argv) {
  if (argc != 5) return 2;
  int count = load(argv[1]), to = socket(AF_INET, SOCK_DGRAM, 0), size = 1 << 22;
  struct sockaddr_in target = {.sin_family = AF_INET, .sin_port = htons((uint16_t)atoi(argv[2]))};
  target.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  setsockopt(to, SOL_SOCKET, SO_SNDBUF, &size, sizeof size);
  if (count == 0 || connect(to, (struct sockaddr *)&target, sizeof target) != 0) return 1;
  double rate = atof(argv[3]), seconds = atof(argv[4]), began = now();
  uint64_t sent = 0, due = 0;
  struct mmsghdr messages[BATCH];
  for (;;) {
    double passed = now() - began;
    if (passed >= seconds) break;
    due = (uint64_t)(passed * rate);
    if (due <= sent) {
      struct timespec pause = {0, 100000};
      nanosleep(&pause, NULL);
      continue;
    }
    int batch = due - sent > BATCH ? BATCH : (int)(due - sent);
    memset(messages, 0, sizeof messages);
    for (int i = 0; i < batch; i++) {
      messages[i].msg_hdr.msg_iov = &parts[(sent + (uint64_t)i) % (uint64_t)count];
      messages[i].msg_hdr.msg_iovlen = 1;
    }
    int done = sendmmsg(to, messages, (unsigned)batch, 0);
    if (done > 0) sent += (uint64_t)done;
  }
  printf("%llu %.6f\n", (unsigned long long)sent, now() - began);
  return 0;
}
