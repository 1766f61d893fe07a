/*
 * A client in VPP's shared memory: it registers, and carries messages as frames of VPP's API socket (a header of 16 bytes, of which
 * the length is used, and the message). VPP waits for a client whose queue is full, with all its other clients: therefore never more
 * messages are on their way than the queue has slots, less some for keepalives.
 *
 * No function blocks, but lane_close, which waits at most 50 ms. Each returns a negative errno when it fails: those of region.h;
 * -ETIMEDOUT when nothing was read for 10 s, after which VPP may have given the memory to others; -EINVAL for wrong frames. After
 * any other error than -EAGAIN and -EINVAL the lane is broken: the next calls return the same error.
 */
#ifndef TSVPP_LANE_H
#define TSVPP_LANE_H

#include "region.h"
#include <sys/types.h>

#define LANE_NAME_BYTES 64
#define LANE_BATCH 32

/* The message ids of this VPP. */
struct lane_ids
{
  uint16_t memclnt_create_v2;
  uint16_t memclnt_create_v2_reply;
  uint16_t memclnt_delete;
  uint16_t memclnt_delete_reply;
  uint16_t memclnt_keepalive;
  uint16_t memclnt_keepalive_reply;
  uint16_t cli_inband;
  uint16_t cli_inband_reply;
};

/* How far the registration is. In each stage one message is sent, and one reply awaited. */
enum lane_stage
{
  LANE_BORROWING,
  LANE_ASKING_BLOCK,
  LANE_GIVING_BACK,
  LANE_REGISTERING,
  LANE_READY
};

struct lane
{
  struct region region;
  struct lane_ids ids;
  char name[LANE_NAME_BYTES];
  enum lane_stage stage;
  int is_sent;
  /* The error that has broken the lane, or zero. */
  int error;
  /* The queue of this client: first in a borrowed slot of a ring, then in a block of VPP's heap. */
  struct checked_queue own;
  struct message *borrowed;
  struct message *block;
  uint32_t block_bytes;
  /* As they were in the reply: bytes without an order. */
  uint8_t index[4];
  uint8_t handle[8];
  /* Messages that VPP has not answered. */
  uint32_t on_way;
  int64_t last_look_ms;
  /* Addresses that were taken from the queue, and are not read yet. */
  uint64_t replies[LANE_BATCH];
  uint32_t reply_at;
  uint32_t reply_count;
  /* Addresses of messages that go back to VPP as memclnt_keepalive_reply. */
  uint64_t returns[LANE_BATCH];
  uint32_t return_count;
};

/* Opens VPP's region. */
int lane_open (struct lane *lane, const char *path, const char *name, const struct lane_ids *ids, uint32_t uid);

/* Goes on with the registration. Returns 1 when it is done, 0 while VPP has to answer. */
int lane_connect (struct lane *lane);

/* Sends frames of bytes[from..to), as many as there is room for. Returns the offset behind the last one. */
ssize_t lane_write (struct lane *lane, const uint8_t *bytes, size_t from, size_t to);

/* Copies whole frames to bytes[from..to). Returns the offset behind the last one. */
ssize_t lane_read (struct lane *lane, uint8_t *bytes, size_t from, size_t to);

/* Takes back the credit of messages that VPP has dropped. */
void lane_settle (struct lane *lane, uint32_t count);

/* Leaves VPP, if it has this client still, and unmaps the region. */
void lane_close (struct lane *lane, int is_listed);

/* Leaves VPP at the end of the program: only if this client cannot have lost its place. */
void lane_exit (struct lane *lane);

#endif
