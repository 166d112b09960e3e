// Receives datagrams on a port of 127.0.0.1 with a 4 MB buffer and counts them until a second passes without one. What a receiver
// that does nothing else costs. Prints datagrams, octets and processor seconds.
#include <arpa/inet.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/time.h>

int main(int argc, char **argv) {
  if (argc != 2) return 2;
  int from = socket(AF_INET, SOCK_DGRAM, 0), size = 4 << 20;
  struct sockaddr_in own = {.sin_family = AF_INET, .sin_port = htons((uint16_t)atoi(argv[1]))};
  own.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  setsockopt(from, SOL_SOCKET, SO_RCVBUF, &size, sizeof size);
  if (bind(from, (struct sockaddr *)&own, sizeof own) != 0) return 1;
  puts("ready");
  fflush(stdout);
  static uint8_t datagram[65536];
  uint64_t count = 0, octets = 0;
  for (;;) {
    struct sockaddr_in who;
    socklen_t length = sizeof who;
    struct timeval patience = {count == 0 ? 10 : 1, 0};
    if (count <= 1) setsockopt(from, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    ssize_t got = recvfrom(from, datagram, sizeof datagram, 0, (struct sockaddr *)&who, &length);
    if (got < 0) break;
    count++;
    octets += (uint64_t)got;
  }
  struct rusage used;
  getrusage(RUSAGE_SELF, &used);
  double cpu = (double)(used.ru_utime.tv_sec + used.ru_stime.tv_sec) + (double)(used.ru_utime.tv_usec + used.ru_stime.tv_usec) / 1e6;
  printf("%llu %llu %.6f\n", (unsigned long long)count, (unsigned long long)octets, cpu);
  return 0;
}
