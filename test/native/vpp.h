/*
 * A stand-in for VPP's side of the shared memory, for tests: it makes a region in a file, and answers the messages by which a client
 * registers and pings. Its ring and heap allocation are as simple as possible.
 */
#ifndef TEST_VPP_H
#define TEST_VPP_H

#include "../../native/lane.h"
#include <setjmp.h>

#define VPP_BASE UINT64_C (0x130023000)
#define VPP_BYTES (2 << 20)
#define VPP_RINGS 3
#define PING_ID 100
#define PING_REPLY_ID 101

extern const struct lane_ids vpp_ids;

struct vpp
{
  struct region region;
  struct checked_queue client;
  struct checked_queue replies;
  uint32_t heap;
  /* How many messages it has handled; pings that it drops; whether replies lie in the heap. */
  uint32_t handled, freed_heap, deleted, drops;
  int is_heap_only;
  /* 0: nobody has registered. */
  uint32_t registered;
  /* Where to go when a message makes no sense, as in a damaged region; without it the program ends. */
  jmp_buf *escape;
};

/* Makes the region in a new file. */
void vpp_make (struct vpp *vpp, const char *path);

/* Handles at most `count` messages. Returns how many. */
int vpp_run (struct vpp *vpp, int count);

/* Sends memclnt_keepalive. */
void vpp_keepalive (struct vpp *vpp);

#endif
