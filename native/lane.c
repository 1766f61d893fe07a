#define _GNU_SOURCE
#include "lane.h"
#include <arpa/inet.h>
#include <errno.h>
#include <string.h>
#include <time.h>

#define FRAME_HEADER_BYTES 16
#define FRAME_LENGTH_AT 8
#define MIN_REQUEST_BYTES 10
#define MAX_REQUEST_BYTES 4104
/* Replies on a lane fit the rings; this is the longest of which a block is made, too. */
#define MAX_REPLY_BYTES 4096
#define MIN_BLOCK_BYTES 1024
#define SPARE_SLOTS 8
#define MAX_PAUSE_MS 10000
#define MAX_DRAIN_MS 50
#define BORROWED_SLOTS 64
#define ECHO_BYTES 4000
#define ECHO "echo "

/* The messages of registration, as VPP packs them. */
struct create_v2
{
  uint16_t id;
  uint32_t context;
  uint32_t quota;
  uint64_t input_queue;
  char name[LANE_NAME_BYTES];
  uint32_t api_versions[8];
  uint8_t keepalive;
} __attribute__ ((packed));

struct create_v2_reply
{
  uint16_t id;
  uint32_t context;
  uint32_t response;
  uint8_t handle[8];
  uint8_t index[4];
  uint64_t message_table;
} __attribute__ ((packed));

struct delete
{
  uint16_t id;
  uint8_t index[4];
  uint8_t handle[8];
  uint8_t do_cleanup;
} __attribute__ ((packed));

struct cli_inband
{
  uint16_t id;
  uint8_t index[4];
  uint32_t context;
  uint32_t length;
  char command[sizeof (ECHO) - 1 + ECHO_BYTES];
} __attribute__ ((packed));

struct keepalive_reply
{
  uint16_t id;
  uint8_t context[4];
  uint32_t retval;
} __attribute__ ((packed));

struct frame
{
  const uint8_t *message;
  uint32_t length;
  size_t end;
};

/* The time since the system has started, with that in which it slept. */
static int64_t
now_ms (void)
{
  struct timespec now;
  clock_gettime (CLOCK_BOOTTIME, &now);
  return (int64_t) now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* Notes an error that breaks the lane. */
static int
note (struct lane *lane, int result)
{
  if (result < 0 && result != -EAGAIN && result != -EINVAL)
    lane->error = result;
  return result;
}

static int
fail (struct lane *lane, const char *reason)
{
  lane->region.reason = reason;
  return note (lane, -EPROTO);
}

static int
is_paused (const struct lane *lane)
{
  return now_ms () - lane->last_look_ms > MAX_PAUSE_MS;
}

/* Returns the error of a broken lane. */
static int
check (struct lane *lane)
{
  if (!lane->error && is_paused (lane))
    lane->error = -ETIMEDOUT;
  return lane->error;
}

/* Takes slots for the first frames, from the smallest ring that has some for the first of them. */
static int
take_slots (struct lane *lane, const struct frame *frames, uint32_t count, struct message **slots)
{
  struct region *region = &lane->region;
  int result = 0;
  for (uint32_t i = 0; i < region->ring_count && result == 0; i++)
    {
      uint32_t fitting = 0;
      while (fitting < count && sizeof (struct message) + frames[fitting].length <= region->rings[i].elsize)
	fitting++;
      if (fitting == 0 || region->rings[i].is_lost)
	continue;
      result = ring_take (region, i, slots, fitting);
      if (result == -ENOTRECOVERABLE)
	result = 0;
    }
  return result;
}

static void
fill_slots (const struct frame *frames, uint32_t count, struct message **slots)
{
  for (uint32_t i = 0; i < count; i++)
    {
      slots[i]->data_len = htonl (frames[i].length);
      memcpy (slots[i]->data, frames[i].message, frames[i].length);
      fault_point ();
    }
}

/* Sends the messages of slots. Those for which VPP's queue has no room are free again. */
static int
send_slots (struct lane *lane, struct message **slots, uint32_t count)
{
  uint64_t addresses[LANE_BATCH];
  for (uint32_t i = 0; i < count; i++)
    addresses[i] = region_address (&lane->region, slots[i]->data);
  int sent = queue_add (&lane->region, &lane->region.main, addresses, count);
  for (uint32_t i = sent < 0 ? 0 : (uint32_t) sent; i < count; i++)
    message_free (slots[i]);
  return sent;
}

/* Sends the first of some frames, at most LANE_BATCH. Returns how many. */
static int
send_frames (struct lane *lane, const struct frame *frames, uint32_t count)
{
  struct message *slots[LANE_BATCH];
  int64_t before = now_ms ();
  int taken = take_slots (lane, frames, count, slots);
  if (taken <= 0)
    return note (lane, taken);
  fill_slots (frames, (uint32_t) taken, slots);
  /* The slots may be another client's. */
  if (now_ms () - before > MAX_PAUSE_MS)
    return note (lane, -ETIMEDOUT);
  return note (lane, send_slots (lane, slots, (uint32_t) taken));
}

/* Sends a message of registration. Returns 1, or 0 if there is no room. */
static int
send_message (struct lane *lane, const void *message, size_t length)
{
  struct frame frame = { .message = message, .length = (uint32_t) length };
  return send_frames (lane, &frame, 1);
}

/* The number of messages that may be sent now. */
static uint32_t
room (const struct lane *lane)
{
  const struct checked_queue *main = &lane->region.main;
  uint32_t size = __atomic_load_n (&main->queue->cursize, __ATOMIC_RELAXED);
  uint32_t free = size < main->maxsize ? main->maxsize - size : 0;
  uint32_t limit = lane->own.maxsize - SPARE_SLOTS;
  uint32_t credit = lane->on_way < limit ? limit - lane->on_way : 0;
  uint32_t count = free < credit ? free : credit;
  return count < LANE_BATCH ? count : LANE_BATCH;
}

/* Returns the number of whole frames, at most `limit`. */
static int
find_frames (const uint8_t *bytes, size_t from, size_t to, uint32_t limit, struct frame *frames)
{
  uint32_t count = 0;
  for (; count < limit && to - from >= FRAME_HEADER_BYTES; count++)
    {
      uint32_t length;
      memcpy (&length, bytes + from + FRAME_LENGTH_AT, sizeof (length));
      length = ntohl (length);
      if (length < MIN_REQUEST_BYTES || length > MAX_REQUEST_BYTES)
	return -EINVAL;
      if (length > to - from - FRAME_HEADER_BYTES)
	break;
      size_t end = from + FRAME_HEADER_BYTES + length;
      frames[count] = (struct frame){ .message = bytes + from + FRAME_HEADER_BYTES, .length = length, .end = end };
      from = end;
    }
  return (int) count;
}

ssize_t
lane_write (struct lane *lane, const uint8_t *bytes, size_t from, size_t to)
{
  struct frame frames[LANE_BATCH];
  size_t at = from;
  int error = lane->stage == LANE_READY ? check (lane) : -EINVAL;
  while (!error)
    {
      int count = find_frames (bytes, at, to, room (lane), frames);
      int sent = count > 0 ? send_frames (lane, frames, (uint32_t) count) : count;
      if (sent < 0)
	error = sent;
      if (sent <= 0)
	break;
      lane->on_way += (uint32_t) sent;
      at = frames[sent - 1].end;
    }
  /* What was sent is said first; the next call says what is wrong. */
  return at > from || !error ? (ssize_t) at : error;
}

/* Sends back to VPP what it frees. */
static int
send_returns (struct lane *lane)
{
  if (lane->return_count == 0)
    return 0;
  int sent = note (lane, queue_add (&lane->region, &lane->region.main, lane->returns, lane->return_count));
  if (sent <= 0)
    return sent;
  lane->return_count -= (uint32_t) sent;
  memmove (lane->returns, lane->returns + sent, lane->return_count * sizeof (*lane->returns));
  return sent;
}

/* Makes a message to a memclnt_keepalive_reply, which VPP frees, be it a heap block or a slot. */
static void
give_back (struct lane *lane, struct message *message)
{
  struct keepalive_reply reply = { .id = htons (lane->ids.memclnt_keepalive_reply) };
  memcpy (reply.context, lane->index, sizeof (reply.context));
  memcpy (message->data, &reply, sizeof (reply));
  message->data_len = htonl (sizeof (reply));
  lane->returns[lane->return_count++] = region_address (&lane->region, message->data);
}

/* Returns the message at an address of the queue, with its length; NULL if it is not within the region. */
static struct message *
find_message (struct lane *lane, uint64_t address, uint32_t *length)
{
  struct message *message = region_at (&lane->region, address - sizeof (*message), sizeof (*message));
  if (message == NULL)
    return NULL;
  *length = ntohl (message->data_len);
  if (*length < MIN_REQUEST_BYTES || *length > MAX_REPLY_BYTES)
    return NULL;
  return region_at (&lane->region, address - sizeof (*message), sizeof (*message) + (uint64_t) *length);
}

/* Looks at the next message of the queue. Returns 0 if there is none. */
static int
next_message (struct lane *lane, struct message **message, uint32_t *length)
{
  if (lane->reply_at == lane->reply_count)
    {
      int count = queue_take (&lane->region, &lane->own, lane->replies, LANE_BATCH);
      if (count <= 0)
	return note (lane, count);
      lane->reply_at = 0;
      lane->reply_count = (uint32_t) count;
    }
  *message = find_message (lane, lane->replies[lane->reply_at], length);
  return *message ? 1 : fail (lane, "a message is not within the region");
}

static uint16_t
message_id (const struct message *message)
{
  return (uint16_t) (message->data[0] << 8 | message->data[1]);
}

static void
release (struct lane *lane, struct message *message)
{
  lane->reply_at++;
  if (message->q == 0 || message_id (message) == lane->ids.memclnt_keepalive)
    give_back (lane, message);
  else
    message_free (message);
}

static size_t
copy_frame (uint8_t *to, const struct message *message, uint32_t length)
{
  uint32_t length_in_frame = htonl (length);
  memset (to, 0, FRAME_HEADER_BYTES);
  memcpy (to + FRAME_LENGTH_AT, &length_in_frame, sizeof (length_in_frame));
  memcpy (to + FRAME_HEADER_BYTES, message->data, length);
  return FRAME_HEADER_BYTES + length;
}

ssize_t
lane_read (struct lane *lane, uint8_t *bytes, size_t from, size_t to)
{
  struct message *message;
  uint32_t length;
  size_t at = from;
  int error = lane->stage == LANE_READY ? check (lane) : -EINVAL;
  if (error)
    return error;
  lane->last_look_ms = now_ms ();
  send_returns (lane);
  while ((lane->return_count < LANE_BATCH || send_returns (lane) > 0) &&
	 (error = next_message (lane, &message, &length)) > 0)
    {
      int is_reply = message_id (message) != lane->ids.memclnt_keepalive;
      if (is_reply && to - at < FRAME_HEADER_BYTES + length)
	break;
      if (is_reply)
	at += copy_frame (bytes + at, message, length);
      lane->on_way -= is_reply && lane->on_way > 0;
      release (lane, message);
    }
  send_returns (lane);
  return at > from || error >= 0 ? (ssize_t) at : error;
}

void
lane_settle (struct lane *lane, uint32_t count)
{
  lane->on_way -= count < lane->on_way ? count : lane->on_way;
}

static int
send_create (struct lane *lane, int keepalive)
{
  struct create_v2 message = {
    .id = htons (lane->ids.memclnt_create_v2),
    .input_queue = region_address (&lane->region, lane->own.queue),
    .keepalive = (uint8_t) keepalive,
  };
  memcpy (message.name, lane->name, sizeof (message.name));
  return send_message (lane, &message, sizeof (message));
}

/* Takes a slot in whose memory the first queue lies. Returns 0 while there is none. */
static int
borrow (struct lane *lane)
{
  const struct frame frame = { .length = sizeof (struct queue) + BORROWED_SLOTS * sizeof (uint64_t) };
  if (lane->borrowed)
    return 1;
  int taken = note (lane, take_slots (lane, &frame, 1, &lane->borrowed));
  if (taken <= 0)
    return taken;
  int error = note (lane, queue_make (&lane->own, lane->borrowed->data, BORROWED_SLOTS));
  return error ? error : 1;
}

static int
send_borrowing (struct lane *lane)
{
  int result = borrow (lane);
  return result > 0 ? send_create (lane, 0) : result;
}

/* Asks for a reply that is too long for VPP's rings, so that VPP allocates it in the heap of the region. */
static int
send_echo (struct lane *lane)
{
  struct cli_inband message = { .id = htons (lane->ids.cli_inband), .length = htonl (sizeof (message.command)) };
  memcpy (message.index, lane->index, sizeof (message.index));
  memset (message.command, 'x', sizeof (message.command));
  memcpy (message.command, ECHO, sizeof (ECHO) - 1);
  return send_message (lane, &message, sizeof (message));
}

static int
send_delete (struct lane *lane, int do_cleanup)
{
  struct delete message = { .id = htons (lane->ids.memclnt_delete), .do_cleanup = (uint8_t) do_cleanup };
  memcpy (message.index, lane->index, sizeof (message.index));
  memcpy (message.handle, lane->handle, sizeof (message.handle));
  return send_message (lane, &message, sizeof (message));
}

static int
send_stage (struct lane *lane)
{
  switch (lane->stage)
    {
    case LANE_BORROWING:
      return send_borrowing (lane);
    case LANE_ASKING_BLOCK:
      return send_echo (lane);
    case LANE_GIVING_BACK:
      return send_delete (lane, 0);
    default:
      return send_create (lane, 1);
    }
}

static int
read_create_reply (struct lane *lane, const struct message *message, uint32_t length)
{
  struct create_v2_reply reply;
  if (length < sizeof (reply) || message_id (message) != lane->ids.memclnt_create_v2_reply)
    return fail (lane, "VPP has not answered memclnt_create_v2");
  memcpy (&reply, message->data, sizeof (reply));
  if (reply.response != 0)
    return fail (lane, "VPP has refused memclnt_create_v2");
  memcpy (lane->index, reply.index, sizeof (lane->index));
  memcpy (lane->handle, reply.handle, sizeof (lane->handle));
  return 0;
}

/* The reply is the block: it is not freed. */
static int
keep_block (struct lane *lane, struct message *message, uint32_t length)
{
  if (message_id (message) != lane->ids.cli_inband_reply || message->q != 0 || length < MIN_BLOCK_BYTES)
    return fail (lane, "VPP has not answered with a block of its heap");
  lane->block = message;
  lane->block_bytes = (uint32_t) sizeof (*message) + length;
  lane->reply_at++;
  return 0;
}

/* Moves from the borrowed slot to the block. VPP frees a queue at its address: it begins where VPP's allocation begins. */
static int
move_queue (struct lane *lane, struct message *message)
{
  if (message_id (message) != lane->ids.memclnt_delete_reply)
    return fail (lane, "VPP has not answered memclnt_delete");
  release (lane, message);
  message_free (lane->borrowed);
  lane->borrowed = NULL;
  uint32_t slots = (lane->block_bytes - (uint32_t) sizeof (struct queue)) / sizeof (uint64_t);
  return note (lane, queue_make (&lane->own, lane->block, slots));
}

static int
read_stage (struct lane *lane, struct message *message, uint32_t length)
{
  if (lane->stage == LANE_ASKING_BLOCK)
    return keep_block (lane, message, length);
  if (lane->stage == LANE_GIVING_BACK)
    return move_queue (lane, message);
  int error = read_create_reply (lane, message, length);
  if (!error)
    release (lane, message);
  return error;
}

/* Sends the message of a stage, or reads its reply. Returns 1 when the stage is over. */
static int
do_stage (struct lane *lane)
{
  struct message *message;
  uint32_t length;
  if (!lane->is_sent)
    {
      int sent = send_stage (lane);
      lane->is_sent = sent > 0;
      if (sent <= 0)
	return sent;
    }
  int result = next_message (lane, &message, &length);
  if (result <= 0)
    return result;
  result = read_stage (lane, message, length);
  if (result < 0)
    return result;
  lane->is_sent = 0;
  lane->stage++;
  return 1;
}

int
lane_connect (struct lane *lane)
{
  int result = check (lane);
  if (result)
    return result;
  lane->last_look_ms = now_ms ();
  do
    result = lane->stage == LANE_READY ? 1 : do_stage (lane);
  while (result > 0 && lane->stage != LANE_READY);
  send_returns (lane);
  return result;
}

int
lane_open (struct lane *lane, const char *path, const char *name, const struct lane_ids *ids, uint32_t uid)
{
  memset (lane, 0, sizeof (*lane));
  if (strlen (name) >= sizeof (lane->name))
    return -EINVAL;
  strcpy (lane->name, name);
  lane->ids = *ids;
  lane->last_look_ms = now_ms ();
  return region_open (&lane->region, path, uid);
}

/* Frees what VPP has answered, and waits a little for the rest. */
static void
drain (struct lane *lane)
{
  const struct timespec rest = { .tv_nsec = 100000 };
  int64_t deadline = now_ms () + MAX_DRAIN_MS;
  uint8_t frames[FRAME_HEADER_BYTES + MAX_REPLY_BYTES];
  ssize_t end = 0;
  for (;;)
    {
      end = lane_read (lane, frames, 0, sizeof (frames));
      if ((end < 0 && end != -EAGAIN) || (lane->on_way == 0 && end == 0) || now_ms () > deadline)
	break;
      if (end <= 0)
	nanosleep (&rest, NULL);
    }
}

/* Sends memclnt_delete. A queue in a borrowed slot is no block that VPP could free. */
static void
leave (struct lane *lane)
{
  const struct timespec rest = { .tv_nsec = 100000 };
  int is_ready = lane->stage == LANE_READY;
  int is_first = lane->stage == LANE_ASKING_BLOCK || (lane->stage == LANE_GIVING_BACK && !lane->is_sent);
  int64_t deadline = now_ms () + MAX_DRAIN_MS;
  if (!is_ready && !is_first)
    return;
  int result;
  while ((result = send_delete (lane, is_ready)) <= 0 && (result == 0 || result == -EAGAIN) && now_ms () < deadline)
    nanosleep (&rest, NULL);
}

void
lane_close (struct lane *lane, int is_listed)
{
  if (lane->region.map == NULL)
    return;
  /* After a pause that no call has reported, the caller cannot know whether VPP has this client. */
  if (!lane->error && is_paused (lane))
    is_listed = 0;
  if (is_listed && !lane->error && lane->stage == LANE_READY)
    drain (lane);
  if (is_listed)
    leave (lane);
  region_close (&lane->region);
}

void
lane_exit (struct lane *lane)
{
  lane_close (lane, lane->error == 0);
}
