#define _GNU_SOURCE
#include "vpp.h"
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

const struct lane_ids vpp_ids = { 13, 14, 15, 16, 17, 18, 19, 20 };

#define INDEX 0x01020304u

static _Noreturn void
give_up (struct vpp *vpp)
{
  if (vpp->escape)
    longjmp (*vpp->escape, 1);
  abort ();
}

static void *
allocate (struct vpp *vpp, size_t bytes)
{
  void *place = vpp->region.map + vpp->heap;
  vpp->heap += (uint32_t) (bytes + 63) & ~63u;
  if (vpp->heap > VPP_BYTES)
    give_up (vpp);
  return place;
}

static void
make_queue (struct vpp *vpp, struct checked_queue *checked, uint32_t count, uint32_t elsize)
{
  void *place = allocate (vpp, sizeof (struct queue) + (size_t) count * elsize);
  if (queue_make (checked, place, count))
    abort ();
  checked->queue->elsize = checked->elsize = elsize;
}

static uint64_t
make_rings (struct vpp *vpp)
{
  const uint32_t counts[VPP_RINGS] = { 256, 32, 8 }, sizes[VPP_RINGS] = { 1048, 2072, 4120 };
  uint32_t *length = allocate (vpp, 64 + VPP_RINGS * sizeof (struct ring_alloc));
  struct ring_alloc *rings = (struct ring_alloc *) (length + 2);
  *length = VPP_RINGS;
  for (int i = 0; i < VPP_RINGS; i++)
    {
      make_queue (vpp, &vpp->region.rings[i], counts[i], sizes[i]);
      rings[i].rp = region_address (&vpp->region, vpp->region.rings[i].queue);
      rings[i].size = (uint16_t) sizes[i];
      rings[i].nitems = (uint16_t) counts[i];
    }
  vpp->region.ring_allocs = rings;
  return region_address (&vpp->region, rings);
}

void
vpp_make (struct vpp *vpp, const char *path)
{
  memset (vpp, 0, sizeof (*vpp));
  int fd = open (path, O_RDWR | O_CREAT | O_TRUNC, 0600);
  if (fd < 0 || ftruncate (fd, VPP_BYTES + 1) < 0)
    abort ();
  void *map = mmap (NULL, VPP_BYTES, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
  close (fd);
  vpp->region = (struct region){ .map = map, .size = VPP_BYTES, .base = VPP_BASE };
  struct region_header *top = allocate (vpp, 4096);
  struct shared_header *header = allocate (vpp, sizeof (*header));
  make_queue (vpp, &vpp->region.main, 128, 8);
  vpp->region.mutex_kind = vpp->region.main.queue->mutex.__data.__kind;
  vpp->region.header = header;
  header->version = 2;
  header->vl_input_queue = region_address (&vpp->region, vpp->region.main.queue);
  header->client_rings = make_rings (vpp);
  make_queue (vpp, &vpp->replies, 1024, 88);
  top->virtual_base = VPP_BASE;
  top->virtual_size = VPP_BYTES;
  top->user_ctx = region_address (&vpp->region, header);
  top->version = 0x10001;
}

/* A message in the heap, or in a slot of the ring of replies. */
static struct message *
make_message (struct vpp *vpp, uint32_t length)
{
  struct queue *ring = vpp->replies.queue;
  struct message *message = (struct message *) (ring->data + (size_t) ring->head * 88);
  if (length > 72 || vpp->is_heap_only || message->q != 0)
    {
      message = allocate (vpp, sizeof (*message) + length);
      message->q = 0;
    }
  else
    {
      ring->head = (ring->head + 1) % ring->maxsize;
      message->q = region_address (&vpp->region, ring);
    }
  message->gc_mark_timestamp = 0;
  message->data_len = htonl (length);
  memset (message->data, 0, length);
  return message;
}

/* As VPP locks: what a dead owner has left half done is not repaired. */
static void
lock (struct queue *queue)
{
  if (pthread_mutex_lock (&queue->mutex) == EOWNERDEAD)
    pthread_mutex_consistent (&queue->mutex);
}

static uint64_t
take (struct queue *queue)
{
  uint64_t address = 0;
  lock (queue);
  if (queue->cursize > 0)
    {
      memcpy (&address, queue->data + 8 * queue->head, sizeof (address));
      queue->head = (queue->head + 1) % queue->maxsize;
      queue->cursize--;
    }
  pthread_mutex_unlock (&queue->mutex);
  return address;
}

/* VPP waits here when the queue is full; a test must not come so far. */
static void
add (struct vpp *vpp, struct queue *queue, uint64_t address)
{
  lock (queue);
  if (queue->cursize == queue->maxsize)
    {
      pthread_mutex_unlock (&queue->mutex);
      fprintf (stderr, "VPP would wait for ever\n");
      give_up (vpp);
    }
  memcpy (queue->data + 8 * queue->tail, &address, sizeof (address));
  queue->tail = (queue->tail + 1) % queue->maxsize;
  queue->cursize++;
  pthread_mutex_unlock (&queue->mutex);
}

static void
send_message (struct vpp *vpp, struct message *message, uint16_t id)
{
  uint16_t wire = htons (id);
  memcpy (message->data, &wire, sizeof (wire));
  add (vpp, vpp->client.queue, region_address (&vpp->region, message->data));
}

static void
create (struct vpp *vpp, const uint8_t *data)
{
  uint64_t address;
  uint32_t index = INDEX;
  memcpy (&address, data + 10, sizeof (address));
  struct queue *queue = region_at (&vpp->region, address, sizeof (*queue));
  if (queue == NULL || queue->elsize != 8 || queue->maxsize > 1024)
    give_up (vpp);
  vpp->client = (struct checked_queue){ .queue = queue, .maxsize = queue->maxsize, .elsize = 8 };
  vpp->registered++;
  struct message *reply = make_message (vpp, 30);
  memcpy (reply->data + 18, &index, sizeof (index));
  send_message (vpp, reply, vpp_ids.memclnt_create_v2_reply);
}

static void
delete (struct vpp *vpp, const uint8_t *data)
{
  uint32_t index;
  memcpy (&index, data + 2, sizeof (index));
  if (index != INDEX)
    give_up (vpp);
  vpp->registered--;
  vpp->deleted++;
  if (!data[14])
    send_message (vpp, make_message (vpp, 14), vpp_ids.memclnt_delete_reply);
}

static void
ping (struct vpp *vpp, const uint8_t *data)
{
  if (vpp->drops > 0)
    {
      vpp->drops--;
      return;
    }
  struct message *reply = make_message (vpp, 14);
  memcpy (reply->data + 2, data + 6, 4);
  send_message (vpp, reply, PING_REPLY_ID);
}

static void
echo (struct vpp *vpp, const uint8_t *data)
{
  uint32_t length;
  memcpy (&length, data + 10, sizeof (length));
  send_message (vpp, make_message (vpp, 14 + ntohl (length) - 5), vpp_ids.cli_inband_reply);
}

static void
handle (struct vpp *vpp, struct message *message)
{
  uint16_t id = (uint16_t) (message->data[0] << 8 | message->data[1]);
  vpp->handled++;
  if (id == vpp_ids.memclnt_create_v2)
    create (vpp, message->data);
  else if (id == vpp_ids.memclnt_delete)
    delete (vpp, message->data);
  else if (id == vpp_ids.cli_inband)
    echo (vpp, message->data);
  else if (id == PING_ID)
    ping (vpp, message->data);
  else if (id != vpp_ids.memclnt_keepalive_reply)
    give_up (vpp);
  if (message->q == 0)
    vpp->freed_heap++;
  message_free (message);
}

int
vpp_run (struct vpp *vpp, int count)
{
  int done = 0;
  uint64_t address;
  while (done < count && (address = take (vpp->region.main.queue)) != 0)
    {
      struct message *message = region_at (&vpp->region, address - sizeof (*message), sizeof (*message));
      if (message == NULL)
	give_up (vpp);
      handle (vpp, message);
      done++;
    }
  return done;
}

void
vpp_keepalive (struct vpp *vpp)
{
  struct message *slot;
  if (ring_take (&vpp->region, 0, &slot, 1) != 1)
    abort ();
  slot->data_len = htonl (10);
  send_message (vpp, slot, vpp_ids.memclnt_keepalive);
}
