/*
 * VPP's main shared-memory region: its layout, and the queues and rings of message slots in it. Pointers in the region are addresses
 * in VPP, which are translated; each is checked against the mapping before use. VPP 26.06 was run; the layouts are checked when the
 * region is opened.
 *
 * No function blocks. Each returns a count, or a negative errno: -EAGAIN when a lock is busy, -ENOTRECOVERABLE when it is lost,
 * -EPROTO when the region is not as expected.
 */
#ifndef TSVPP_REGION_H
#define TSVPP_REGION_H

#include <pthread.h>
#include <stddef.h>
#include <stdint.h>

#define REGION_MAX_RINGS 8

/* VPP's svm_queue_t. A ring of slots has the same layout: of the places, only `head` is used. */
struct queue
{
  pthread_mutex_t mutex;
  pthread_cond_t condvar;
  uint32_t head;
  uint32_t tail;
  uint32_t cursize;
  uint32_t maxsize;
  uint32_t elsize;
  int32_t consumer_pid;
  int32_t producer_evtfd;
  int32_t consumer_evtfd;
  uint8_t data[];
};

/* VPP's msgbuf_t, a message with its header. `q` is zero when the slot of a ring is free, and when the message is a heap block. */
struct message
{
  uint64_t q;
  uint32_t data_len;
  uint32_t gc_mark_timestamp;
  uint8_t data[];
};

/* VPP's ring_alloc_t. */
struct ring_alloc
{
  uint64_t rp;
  uint16_t size;
  uint16_t nitems;
  uint32_t hits;
  uint32_t misses;
};

/* VPP's vl_shmem_hdr_t. */
struct shared_header
{
  int32_t version;
  int32_t vl_pid;
  uint64_t vl_input_queue;
  uint64_t vl_rings;
  uint64_t client_rings;
  uint32_t application_restarts;
  uint32_t restart_reclaims;
  uint32_t garbage_collects;
  uint32_t clib_file_index;
};

/* The beginning of VPP's svm_region_t. */
struct region_header
{
  uint64_t version;
  pthread_mutex_t mutex;
  pthread_cond_t condvar;
  int32_t mutex_owner_pid;
  int32_t mutex_owner_tag;
  uint64_t flags;
  uint64_t virtual_base;
  uint64_t virtual_size;
  uint64_t region_heap;
  uint64_t data_base;
  uint64_t data_heap;
  uint64_t user_ctx;
};

/* A queue with its sizes as they were checked: those in the region are not read again. */
struct checked_queue
{
  struct queue *queue;
  uint32_t maxsize;
  uint32_t elsize;
  /* A ring whose mutex cannot be locked any more. */
  int is_lost;
};

struct region
{
  uint8_t *map;
  size_t size;
  uint64_t base;
  int mutex_kind;
  struct shared_header *header;
  struct ring_alloc *ring_allocs;
  struct checked_queue main;
  struct checked_queue rings[REGION_MAX_RINGS];
  uint32_t ring_count;
  /* Says which check has failed. */
  const char *reason;
};

/* Opens, checks and maps a region whose file belongs to `uid` or root. */
int region_open (struct region *region, const char *path, uint32_t uid);

/* Unmaps it. */
void region_close (struct region *region);

/* Returns `size` bytes of the mapping for an address in VPP, aligned to 8; NULL if they are not within. */
void *region_at (const struct region *region, uint64_t address, uint64_t size);

/* Returns the address in VPP. */
uint64_t region_address (const struct region *region, const void *place);

/* Makes an empty queue of message pointers. Returns a negative errno if its locks cannot be made. */
int queue_make (struct checked_queue *checked, void *place, uint32_t maxsize);

/* Adds addresses, as many as there is room for. */
int queue_add (struct region *region, struct checked_queue *checked, const uint64_t *addresses, uint32_t count);

/* Takes at most `count` addresses. */
int queue_take (struct region *region, struct checked_queue *checked, uint64_t *addresses, uint32_t count);

/* Takes free slots of a ring, at most `count`. A slot that was in use for more than 10 s is taken, too, as VPP does it. */
int ring_take (struct region *region, uint32_t index, struct message **slots, uint32_t count);

/* Makes the slot of a message free. */
void message_free (struct message *message);

/* A test may stop the program between any two stores. */
#ifdef TSVPP_FAULTS
void fault_point (void);
#else
#define fault_point() ((void) 0)
#endif

#endif
