/*
 * Tests of native/lane.c against a stand-in for VPP, which runs in the same program between the calls of the client. Each argument
 * names a case; the program ends with an error if one fails. It is compiled with TSVPP_FAULTS.
 */
#define _GNU_SOURCE
#include "vpp.h"
#include <arpa/inet.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define FRAME_BYTES (16 + 10)
#define REPLY_BYTES (16 + 14)
#define MANY 1000

static char path[64];
static struct vpp vpp;
static struct lane lane;
static uint8_t frames[MANY * FRAME_BYTES], replies[MANY * REPLY_BYTES];
/* The program dies at this fault point; never if it is 0. */
static int die_at = 0;
/* The clock is so far ahead. */
static int64_t later_s = 0;

#define expect(condition) \
  do \
    if (!(condition)) \
      { \
	fprintf (stderr, "%s:%d: %s\n", __FILE__, __LINE__, #condition); \
	_exit (1); \
      } \
  while (0)

void
fault_point (void)
{
  if (die_at > 0 && --die_at == 0)
    _exit (99);
}

/* The clocks of the lane and of the rings, which a test may set. */
int
__wrap_clock_gettime (clockid_t clock, struct timespec *time);
int __real_clock_gettime (clockid_t clock, struct timespec *time);

int
__wrap_clock_gettime (clockid_t clock, struct timespec *time)
{
  int result = __real_clock_gettime (clock, time);
  time->tv_sec += later_s;
  return result;
}

time_t __wrap_time (time_t *result);

time_t
__wrap_time (time_t *result)
{
  struct timespec now;
  (void) result;
  clock_gettime (CLOCK_REALTIME, &now);
  return now.tv_sec;
}

static int
open_lane (void)
{
  return lane_open (&lane, path, "test", &vpp_ids, getuid ());
}

static int
connect_lane (void)
{
  int result = open_lane ();
  for (int i = 0; i < 10 && result == 0; i++)
    {
      result = lane_connect (&lane);
      vpp_run (&vpp, 100);
    }
  return result;
}

/* Makes a region and a client that has registered. */
static void
start (void)
{
  vpp_make (&vpp, path);
  expect (connect_lane () == 1);
  for (uint32_t i = 0; i < MANY; i++)
    {
      uint8_t *frame = frames + i * FRAME_BYTES;
      uint32_t length = htonl (10);
      memset (frame, 0, FRAME_BYTES);
      memcpy (frame + 8, &length, sizeof (length));
      frame[17] = PING_ID;
      memcpy (frame + 22, &i, sizeof (i));
    }
}

/* Reads replies and checks their contexts. Returns how many there were. */
static uint32_t
read_pings (uint32_t first)
{
  ssize_t end = lane_read (&lane, replies, 0, sizeof (replies));
  expect (end >= 0 && end % REPLY_BYTES == 0);
  uint32_t count = (uint32_t) end / REPLY_BYTES;
  for (uint32_t i = 0; i < count; i++, first++)
    expect (replies[i * REPLY_BYTES + 17] == PING_REPLY_ID && memcmp (replies + i * REPLY_BYTES + 18, &first, 4) == 0);
  return count;
}

static void
go_around (uint32_t count)
{
  uint32_t received = 0;
  ssize_t sent = 0;
  for (int i = 0; i < 10 * MANY && received < count; i++)
    {
      sent = lane_write (&lane, frames, (size_t) sent, count * FRAME_BYTES);
      expect (sent >= 0);
      vpp_run (&vpp, 100);
      received += read_pings (received);
    }
  expect (received == count && lane.on_way == 0);
}

static void
messages (void)
{
  start ();
  go_around (MANY);
  expect (vpp.registered == 1 && lane.own.maxsize == (16 + 14 + 4000 - sizeof (struct queue)) / 8);
  lane_close (&lane, 1);
  vpp_run (&vpp, 10);
  expect (vpp.registered == 0 && vpp.deleted == 2);
}

static void
full_queue (void)
{
  start ();
  ssize_t at = lane_write (&lane, frames, 0, sizeof (frames));
  expect (at == 128 * FRAME_BYTES);
  uint32_t sent = 128;
  while (vpp_run (&vpp, 1000) > 0)
    sent += (uint32_t) (lane_write (&lane, frames, 0, sizeof (frames)) / FRAME_BYTES);
  /* All is answered but nothing was read: eight slots of the queue are left for VPP. */
  expect (sent == lane.own.maxsize - 8 && lane.own.queue->cursize == sent);
  for (int i = 0; i < 8; i++)
    vpp_keepalive (&vpp);
  expect (lane_write (&lane, frames, 0, FRAME_BYTES) == 0);
}

static void
settled (void)
{
  start ();
  vpp.drops = 100;
  expect (lane_write (&lane, frames, 0, 101 * FRAME_BYTES) == 101 * FRAME_BYTES);
  vpp_run (&vpp, 200);
  expect (read_pings (100) == 1 && lane.on_way == 100);
  lane_settle (&lane, 100);
  expect (lane.on_way == 0);
}

static void
keepalives (void)
{
  start ();
  uint32_t before = vpp.handled;
  vpp_keepalive (&vpp);
  expect (lane_read (&lane, replies, 0, sizeof (replies)) == 0);
  expect (vpp_run (&vpp, 10) == 1 && vpp.handled == before + 1);
}

static void
heap_replies (void)
{
  start ();
  vpp.is_heap_only = 1;
  uint32_t before = vpp.freed_heap;
  go_around (300);
  vpp_run (&vpp, 1000);
  expect (vpp.freed_heap == before + 300);
}

static void
stuck_slots (void)
{
  start ();
  /* All slots of the smallest ring are in use: the next larger ones serve, then none. */
  struct message *slots[256];
  while (ring_take (&vpp.region, 0, slots, 256) > 0)
    ;
  expect (lane_write (&lane, frames, 0, sizeof (frames)) == 40 * FRAME_BYTES);
  vpp_run (&vpp, 100);
  expect (read_pings (0) == 40);
  struct message *more[32];
  while (ring_take (&vpp.region, 1, more, 32) > 0)
    ;
  while (ring_take (&vpp.region, 2, more, 8) > 0)
    ;
  expect (lane_write (&lane, frames, 0, FRAME_BYTES) == 0);
  for (int i = 0; i < 2; i++)
    {
      later_s += 6;
      lane_read (&lane, replies, 0, 0);
    }
  expect (lane_write (&lane, frames, 0, FRAME_BYTES) == FRAME_BYTES && vpp.region.header->garbage_collects > 0);
}

static void
partial_frames (void)
{
  start ();
  expect (lane_write (&lane, frames, 0, FRAME_BYTES + 20) == FRAME_BYTES);
  vpp_run (&vpp, 10);
  expect (lane_read (&lane, replies, 0, REPLY_BYTES - 1) == 0);
  expect (lane_read (&lane, replies, 0, REPLY_BYTES) == REPLY_BYTES);
  frames[10] = 0xff;
  expect (lane_write (&lane, frames, 0, FRAME_BYTES) == -EINVAL && lane.error == 0);
}

static void
pause_ends (void)
{
  start ();
  later_s += 11;
  expect (lane_write (&lane, frames, 0, FRAME_BYTES) == -ETIMEDOUT);
  expect (lane_read (&lane, replies, 0, sizeof (replies)) == -ETIMEDOUT);
  lane_exit (&lane);
  expect (vpp_run (&vpp, 10) == 0);
  start ();
  later_s += 11;
  /* Nothing has reported the pause, so the caller cannot know. */
  lane_close (&lane, 1);
  expect (vpp_run (&vpp, 10) == 0);
}

static void
exit_leaves (void)
{
  start ();
  lane_exit (&lane);
  vpp_run (&vpp, 10);
  expect (vpp.registered == 0);
}

/* A client dies at each of its stores, with 40 messages to send; what VPP and another client do then is as before. */
static void
deaths (void)
{
  int status = 0, point = 0;
  do
    {
      start ();
      die_at = ++point;
      pid_t child = fork ();
      if (child == 0)
	{
	  lane_write (&lane, frames, 0, 40 * FRAME_BYTES);
	  int rest = die_at;
	  die_at = 0;
	  vpp_run (&vpp, 20);
	  die_at = rest;
	  lane_read (&lane, replies, 0, sizeof (replies));
	  _exit (0);
	}
      die_at = 0;
      expect (waitpid (child, &status, 0) == child && WIFEXITED (status));
      expect (connect_lane () == 1);
      go_around (MANY);
      /* Slots of the dead client fill the ring: some replies came from the heap, and have gone back. */
      while (vpp_run (&vpp, 100) > 0)
	;
      struct queue *main = vpp.region.main.queue;
      expect (main->cursize == 0 && main->head == main->tail);
      lane_close (&lane, 1);
    }
  while (WEXITSTATUS (status) == 99);
  expect (WEXITSTATUS (status) == 0 && point > 100);
}

/* A thread dies with a lock; and VPP has found it first, and has not repaired it. */
static void
lose (pthread_mutex_t *mutex, int is_lost)
{
  pid_t child = fork ();
  if (child == 0)
    _exit (pthread_mutex_lock (mutex));
  waitpid (child, NULL, 0);
  if (is_lost && pthread_mutex_lock (mutex) == EOWNERDEAD)
    pthread_mutex_unlock (mutex);
}

static void
lost_locks (void)
{
  start ();
  lose (&vpp.region.main.queue->mutex, 0);
  lose (&vpp.region.rings[0].queue->mutex, 0);
  go_around (MANY);
  lose (&vpp.region.rings[0].queue->mutex, 1);
  go_around (MANY);
  lose (&vpp.region.main.queue->mutex, 1);
  expect (lane_write (&lane, frames, 0, FRAME_BYTES) == -ENOTRECOVERABLE);
  expect (lane_read (&lane, replies, 0, sizeof (replies)) == -ENOTRECOVERABLE);
}

static void
busy_locks (void)
{
  start ();
  pthread_mutex_lock (&vpp.region.main.queue->mutex);
  expect (lane_write (&lane, frames, 0, FRAME_BYTES) == -EAGAIN);
  pthread_mutex_unlock (&vpp.region.main.queue->mutex);
  pthread_mutex_lock (&vpp.region.rings[0].queue->mutex);
  expect (lane_write (&lane, frames, 0, FRAME_BYTES) == -EAGAIN);
  pthread_mutex_unlock (&vpp.region.rings[0].queue->mutex);
  go_around (MANY);
}

#define expect_refused(change) \
  do \
    { \
      vpp_make (&vpp, path); \
      change; \
      expect (open_lane () == -EPROTO && lane.region.reason && lane.region.map == NULL); \
    } \
  while (0)

static void
bad_regions (void)
{
  struct region_header *top;
#define TOP (top = (struct region_header *) vpp.region.map)
  unlink (path);
  expect (open_lane () == -ENOENT);
  expect_refused (TOP->version = 0x10002);
  expect_refused (TOP->user_ctx = VPP_BASE + VPP_BYTES - 8);
  expect_refused (TOP->user_ctx = 8);
  expect_refused (TOP->virtual_size = VPP_BYTES * 2);
  expect_refused (TOP->virtual_size = 1);
  expect_refused (TOP->virtual_base = UINT64_MAX - 7);
  expect_refused (vpp.region.header->version = 3);
  expect_refused (vpp.region.header->vl_input_queue += 4);
  expect_refused (vpp.region.header->client_rings = VPP_BASE);
  expect_refused (vpp.region.main.queue->elsize = 16);
  expect_refused (vpp.region.main.queue->maxsize = 0xffffffff);
  expect_refused (vpp.region.main.queue->mutex.__data.__kind = 0);
  expect_refused (vpp.region.rings[2].queue->maxsize = 60000);
  expect_refused (vpp.region.ring_allocs[1].rp = ~UINT64_C (0) - 7);
  expect_refused (vpp.region.ring_allocs[1].size = 12);
  expect_refused (expect (truncate (path, VPP_BYTES - 4096) == 0));
  expect_refused (expect (truncate (path, 100) == 0));
  vpp_make (&vpp, path);
  expect (getuid () != 0 || chown (path, 12345, 0) == 0);
  expect (lane_open (&lane, path, "test", &vpp_ids, 54321) == -EPROTO);
  unlink (path);
  expect (mkfifo (path, 0600) == 0 && open_lane () == -EPROTO);
  unlink (path);
  expect (symlink ("/dev/null", path) == 0 && open_lane () == -ELOOP);
  unlink (path);
}

static void
bad_messages (void)
{
  const uint64_t addresses[] = { 0, 8, VPP_BASE, VPP_BASE + VPP_BYTES, VPP_BASE + VPP_BYTES - 1, ~UINT64_C (0) };
  for (size_t i = 0; i < sizeof (addresses) / sizeof (*addresses); i++)
    {
      start ();
      expect (queue_add (&vpp.region, &vpp.client, &addresses[i], 1) == 1);
      expect (lane_read (&lane, replies, 0, sizeof (replies)) == -EPROTO && lane.region.reason);
      expect (lane_write (&lane, frames, 0, FRAME_BYTES) == -EPROTO);
      lane_close (&lane, 0);
    }
  start ();
  vpp.client.queue->cursize = 3;
  expect (lane_read (&lane, replies, 0, sizeof (replies)) == -EPROTO);
}

static const struct
{
  const char *name;
  void (*run) (void);
} cases[] = {
  { "messages", messages },	      { "full queue", full_queue },	{ "settled", settled },
  { "keepalives", keepalives },	      { "heap replies", heap_replies }, { "stuck slots", stuck_slots },
  { "partial frames", partial_frames }, { "pause", pause_ends },	{ "exit", exit_leaves },
  { "deaths", deaths },		      { "lost locks", lost_locks },	{ "busy locks", busy_locks },
  { "bad regions", bad_regions },     { "bad messages", bad_messages },
};

int
main (int argc, char **argv)
{
  snprintf (path, sizeof (path), "/dev/shm/tsvpp-test-%d", getpid ());
  for (size_t i = 0; i < sizeof (cases) / sizeof (*cases); i++)
    if (argc == 2 && strcmp (argv[1], cases[i].name) == 0)
      {
	cases[i].run ();
	unlink (path);
	return 0;
      }
  return 2;
}
