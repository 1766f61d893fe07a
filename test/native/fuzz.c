/*
 * Opens regions in which some words were changed at random, registers, and sends and reads pings, with a stand-in for VPP until it
 * sees something wrong. Behind the mapping lies a page that cannot be read. Arguments: the number of regions, and a seed.
 */
#define _GNU_SOURCE
#include "vpp.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#define CHANGES 8
#define HOT_BYTES 16384

static uint64_t state;
static struct vpp vpp, original;
static uint8_t *clean;
static char path[64];

static uint64_t
dice (void)
{
  state ^= state << 13;
  state ^= state >> 7;
  return state ^= state << 17;
}

/* Maps each region in front of a page without access. */
void *__wrap_mmap (void *address, size_t length, int protection, int flags, int fd, off_t offset);
void *__real_mmap (void *address, size_t length, int protection, int flags, int fd, off_t offset);

void *
__wrap_mmap (void *address, size_t length, int protection, int flags, int fd, off_t offset)
{
  size_t pages = (length + 4095) & ~(size_t) 4095;
  uint8_t *place = __real_mmap (address, pages + 4096, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  return place == MAP_FAILED ? place : __real_mmap (place, length, protection, flags | MAP_FIXED, fd, offset);
}

/* The words of the structures, which are a small part of the region. */
static uint64_t *
some_word (void)
{
  const struct region *region = &vpp.region;
  uint8_t *const places[] = { region->map, (uint8_t *) region->header, (uint8_t *) region->ring_allocs - 8,
			      (uint8_t *) region->main.queue, (uint8_t *) region->rings[dice () % 3].queue,
			      (uint8_t *) vpp.replies.queue, vpp.client.queue ? (uint8_t *) vpp.client.queue : region->map };
  const size_t lengths[] = { 200, 48, 80, 400, 300, 600, 600 };
  size_t which = dice () % 7;
  return (uint64_t *) (places[which] + (dice () % lengths[which] & ~(uint64_t) 7));
}

static uint64_t
some_value (uint64_t old)
{
  switch (dice () % 6)
    {
    case 0:
      return VPP_BASE + dice () % (VPP_BYTES + 64);
    case 1:
      return VPP_BASE + VPP_BYTES - dice () % 2048;
    case 2:
      return old ^ UINT64_C (1) << dice () % 64;
    case 3:
      return (old & ~UINT64_C (0xffffffff)) | (dice () % 300);
    case 4:
      return dice ();
    default:
      return old + dice () % 17 - 8;
    }
}

static void
change (void)
{
  for (uint64_t i = dice () % CHANGES; i > 0; i--)
    {
      uint64_t *word = some_word ();
      *word = some_value (*word);
    }
}

/* The stand-in trusts the region as VPP does: it goes on only as long as its own structures are whole. */
static int
is_whole (const struct checked_queue *checked)
{
  const struct queue *queue = checked->queue;
  return queue == NULL ||
	 (queue->mutex.__data.__kind == vpp.region.mutex_kind && queue->mutex.__data.__lock == 0 && queue->maxsize == checked->maxsize &&
	  queue->cursize < 60 && queue->head < checked->maxsize);
}

static void
answer (void)
{
  jmp_buf escape;
  vpp.escape = &escape;
  if (setjmp (escape) == 0 && is_whole (&vpp.region.main) && is_whole (&vpp.client) && is_whole (&vpp.replies))
    vpp_run (&vpp, 20);
}

static void
run_once (uint32_t when)
{
  static struct lane lane;
  uint8_t bytes[4096] = { 0 };
  if (when == 0)
    change ();
  if (lane_open (&lane, path, "fuzz", &vpp_ids, getuid ()))
    return;
  for (uint32_t step = 1; step < 12; step++)
    {
      if (step == when)
	change ();
      if (lane.stage != LANE_READY)
	lane_connect (&lane);
      else
	{
	  for (int i = 0; i < 8; i++)
	    memcpy (bytes + i * 26, "\0\0\0\0\0\0\0\0\0\0\0\x0a\0\0\0\0\0\x64\0\0\0\0\0\0\0", 26);
	  lane_write (&lane, bytes, 0, 8 * 26);
	}
      if (step < when || when == 0)
	answer ();
      if (lane.stage == LANE_READY)
	lane_read (&lane, bytes, 0, sizeof (bytes));
    }
  lane.on_way = 0;
  lane_close (&lane, dice () % 4 == 0 && !lane.error);
}

int
main (int argc, char **argv)
{
  uint64_t count = argc > 1 ? strtoull (argv[1], NULL, 10) : 1000, connected = 0;
  state = argc > 2 ? strtoull (argv[2], NULL, 10) : 1;
  snprintf (path, sizeof (path), "/dev/shm/tsvpp-fuzz-%d", getpid ());
  vpp_make (&vpp, path);
  original = vpp;
  size_t used = vpp.heap + HOT_BYTES;
  clean = malloc (used);
  memcpy (clean, vpp.region.map, used);
  for (uint64_t i = 0; i < count; i++)
    {
      memcpy (vpp.region.map, clean, used);
      vpp = original;
      run_once ((uint32_t) (dice () % 12));
      connected += vpp.registered > 0;
    }
  unlink (path);
  printf ("%llu regions, %llu with a client\n", (unsigned long long) count, (unsigned long long) connected);
  return 0;
}
