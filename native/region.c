#define _GNU_SOURCE
#include "region.h"
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#define REGION_VERSION 0x10001
#define HEADER_VERSION 2
#define MAX_REGION_BYTES (UINT64_C (1) << 36)
#define MIN_QUEUE 64
#define MAX_QUEUE 65536
#define LOCK_TRIES 1000
#define GARBAGE_SECONDS 10

/* The word before a vector of VPP that holds its length. */
struct vector_header
{
  uint32_t length;
  uint32_t other;
};

static int
fail (struct region *region, const char *reason)
{
  region->reason = reason;
  return -EPROTO;
}

void *
region_at (const struct region *region, uint64_t address, uint64_t size)
{
  uint64_t offset = address - region->base;
  if (address < region->base || offset > region->size || size > region->size - offset || offset % 8 != 0)
    return NULL;
  return region->map + offset;
}

uint64_t
region_address (const struct region *region, const void *place)
{
  return region->base + (uint64_t) ((const uint8_t *) place - region->map);
}

/* Makes a mutex that is shared between processes, and whose next owner learns of the death of the last. */
static int
make_mutex (pthread_mutex_t *mutex)
{
  pthread_mutexattr_t attributes;
  int error = pthread_mutexattr_init (&attributes);
  if (error)
    return -error;
  error = pthread_mutexattr_setpshared (&attributes, PTHREAD_PROCESS_SHARED);
  if (!error)
    error = pthread_mutexattr_setrobust (&attributes, PTHREAD_MUTEX_ROBUST);
  if (!error)
    error = pthread_mutex_init (mutex, &attributes);
  pthread_mutexattr_destroy (&attributes);
  return -error;
}

/* VPP waits on this condition only when the queue is full. */
static int
make_condition (pthread_cond_t *condition)
{
  pthread_condattr_t attributes;
  int error = pthread_condattr_init (&attributes);
  if (error)
    return -error;
  error = pthread_condattr_setpshared (&attributes, PTHREAD_PROCESS_SHARED);
  if (!error)
    error = pthread_cond_init (condition, &attributes);
  pthread_condattr_destroy (&attributes);
  return -error;
}

int
queue_make (struct checked_queue *checked, void *place, uint32_t maxsize)
{
  struct queue *queue = place;
  memset (queue, 0, sizeof (*queue) + maxsize * sizeof (uint64_t));
  int error = make_mutex (&queue->mutex);
  if (!error)
    error = make_condition (&queue->condvar);
  if (error)
    return error;
  queue->maxsize = maxsize;
  queue->elsize = sizeof (uint64_t);
  queue->consumer_pid = getpid ();
  queue->producer_evtfd = queue->consumer_evtfd = -1;
  *checked = (struct checked_queue){ .queue = queue, .maxsize = maxsize, .elsize = sizeof (uint64_t) };
  return 0;
}

/* The order matters: a death between the two stores is repaired by the next owner of the lock, who finds `cursize` to be late. */
static void
store_places (uint32_t *place, uint32_t value, uint32_t *cursize, uint32_t size)
{
  __atomic_store_n (place, value, __ATOMIC_RELEASE);
  fault_point ();
  __atomic_store_n (cursize, size, __ATOMIC_RELEASE);
}

/*
 * Completes what the dead owner of the lock has begun. VPP consumes the main queue, and a producer never adds as many entries as the
 * queue has: so a queue whose places are equal is full if there were entries before, else empty.
 */
static void
repair (struct checked_queue *checked)
{
  struct queue *queue = checked->queue;
  uint32_t max = checked->maxsize;
  queue->head %= max;
  if (checked->elsize != sizeof (uint64_t))
    return;
  uint32_t tail = queue->tail % max;
  uint32_t size = (tail + max - queue->head) % max;
  if (size == 0 && queue->cursize > 0)
    size = max;
  store_places (&queue->tail, tail, &queue->cursize, size);
}

static int
lock_once (struct checked_queue *checked)
{
  int error = pthread_mutex_trylock (&checked->queue->mutex);
  if (error == EOWNERDEAD)
    {
      repair (checked);
      error = pthread_mutex_consistent (&checked->queue->mutex);
    }
  return -error;
}

/* Never waits: a VPP that is stopped while it holds the lock would stop this program. */
static int
lock (struct region *region, struct checked_queue *checked)
{
  int error = -EBUSY;
  if (checked->is_lost)
    return -ENOTRECOVERABLE;
  for (int i = 0; i < LOCK_TRIES && error == -EBUSY; i++)
    {
      if (__atomic_load_n (&checked->queue->mutex.__data.__kind, __ATOMIC_RELAXED) != region->mutex_kind)
	return fail (region, "a mutex of the region is of another kind");
      error = lock_once (checked);
    }
  if (error == 0 || error == -ENOTRECOVERABLE)
    checked->is_lost = error != 0;
  else
    error = error == -EBUSY ? -EAGAIN : fail (region, "a mutex of the region cannot be locked");
  return error;
}

static int
unlock (struct checked_queue *checked, int result)
{
  pthread_mutex_unlock (&checked->queue->mutex);
  return result;
}

/* Checks the places of a queue of pointers, which its lock protects. */
static int
check_places (struct region *region, const struct checked_queue *checked)
{
  const struct queue *queue = checked->queue;
  uint32_t max = checked->maxsize;
  if (queue->head < max && queue->tail < max && queue->cursize <= max &&
      (queue->head + queue->cursize) % max == queue->tail)
    return 0;
  return fail (region, "head, tail and cursize of a queue do not agree");
}

static int
lock_places (struct region *region, struct checked_queue *checked)
{
  int error = lock (region, checked);
  if (error)
    return error;
  error = check_places (region, checked);
  return error ? unlock (checked, error) : 0;
}

/* The number of entries from `from` on before the end of the memory of a queue. */
static uint32_t
until_end (const struct checked_queue *checked, uint32_t from, uint32_t count)
{
  uint32_t rest = checked->maxsize - from;
  return count < rest ? count : rest;
}

int
queue_add (struct region *region, struct checked_queue *checked, const uint64_t *addresses, uint32_t count)
{
  struct queue *queue = checked->queue;
  int error = lock_places (region, checked);
  if (error)
    return error;
  uint32_t tail = queue->tail, size = queue->cursize, room = checked->maxsize - size;
  if (count > room)
    count = room;
  uint32_t first = until_end (checked, tail, count);
  memcpy (queue->data + tail * sizeof (*addresses), addresses, first * sizeof (*addresses));
  fault_point ();
  memcpy (queue->data, addresses + first, (count - first) * sizeof (*addresses));
  fault_point ();
  store_places (&queue->tail, (tail + count) % checked->maxsize, &queue->cursize, size + count);
  fault_point ();
  return unlock (checked, (int) count);
}

int
queue_take (struct region *region, struct checked_queue *checked, uint64_t *addresses, uint32_t count)
{
  struct queue *queue = checked->queue;
  if (__atomic_load_n (&queue->cursize, __ATOMIC_ACQUIRE) == 0)
    return 0;
  int error = lock_places (region, checked);
  if (error)
    return error;
  uint32_t head = queue->head, size = queue->cursize;
  if (count > size)
    count = size;
  uint32_t first = until_end (checked, head, count);
  memcpy (addresses, queue->data + head * sizeof (*addresses), first * sizeof (*addresses));
  memcpy (addresses + first, queue->data, (count - first) * sizeof (*addresses));
  store_places (&queue->head, (head + count) % checked->maxsize, &queue->cursize, size - count);
  fault_point ();
  return unlock (checked, (int) count);
}

/* Returns whether a slot may be taken; if not, notes since when it is in the way. Counts those that were in use for too long. */
static int
is_free (struct message *slot, uint32_t *collected)
{
  if (__atomic_load_n (&slot->q, __ATOMIC_ACQUIRE) == 0)
    return 1;
  uint32_t now = (uint32_t) time (NULL);
  if (slot->gc_mark_timestamp == 0)
    slot->gc_mark_timestamp = now;
  if (now - slot->gc_mark_timestamp <= GARBAGE_SECONDS)
    return 0;
  ++*collected;
  return 1;
}

int
ring_take (struct region *region, uint32_t index, struct message **slots, uint32_t count)
{
  struct checked_queue *ring = &region->rings[index];
  struct ring_alloc *statistics = &region->ring_allocs[index];
  int error = lock (region, ring);
  if (error)
    return error;
  uint32_t head = ring->queue->head, taken = 0, collected = 0;
  if (head >= ring->maxsize)
    return unlock (ring, fail (region, "the head of a ring is not within"));
  for (; taken < count; taken++)
    {
      struct message *slot = (struct message *) (ring->queue->data + (size_t) head * ring->elsize);
      if (!is_free (slot, &collected))
	break;
      slot->gc_mark_timestamp = 0;
      slot->q = region_address (region, ring->queue);
      fault_point ();
      head = head + 1 == ring->maxsize ? 0 : head + 1;
      ring->queue->head = head;
      fault_point ();
      slots[taken] = slot;
    }
  unlock (ring, 0);
  /* Not under the lock: in a damaged region the statistics could lie in the mutex, whose links to this program they would change. */
  __atomic_fetch_add (&statistics->hits, taken, __ATOMIC_RELAXED);
  __atomic_fetch_add (&statistics->misses, taken < count, __ATOMIC_RELAXED);
  __atomic_fetch_add (&region->header->garbage_collects, collected, __ATOMIC_RELAXED);
  return (int) taken;
}

void
message_free (struct message *message)
{
  message->gc_mark_timestamp = 0;
  __atomic_store_n (&message->q, 0, __ATOMIC_RELEASE);
}

static int
check_queue (struct region *region, struct checked_queue *checked, uint64_t address, uint32_t elsize)
{
  struct queue *queue = region_at (region, address, sizeof (*queue));
  if (queue == NULL)
    return fail (region, "a queue is not within the region");
  uint32_t max = queue->maxsize;
  if (queue->elsize != elsize || max == 0 || max > MAX_QUEUE)
    return fail (region, "a queue has another size than expected");
  if (region_at (region, address, sizeof (*queue) + (uint64_t) max * elsize) == NULL)
    return fail (region, "the entries of a queue are not within the region");
  if (queue->mutex.__data.__kind != region->mutex_kind)
    return fail (region, "a mutex of the region is not robust and shared");
  *checked = (struct checked_queue){ .queue = queue, .maxsize = max, .elsize = elsize };
  return 0;
}

static int
check_ring (struct region *region, uint32_t index)
{
  struct ring_alloc ring = region->ring_allocs[index];
  if (ring.size <= sizeof (struct message) || ring.size % 8 != 0)
    return fail (region, "a ring has slots of another size than expected");
  int error = check_queue (region, &region->rings[index], ring.rp, ring.size);
  if (!error && region->rings[index].maxsize != ring.nitems)
    error = fail (region, "a ring has another number of slots than expected");
  return error;
}

static int
check_rings (struct region *region, uint64_t address)
{
  struct vector_header *vector = region_at (region, address - sizeof (*vector), sizeof (*vector));
  uint32_t count = vector ? vector->length : 0;
  region->ring_allocs = region_at (region, address, (uint64_t) count * sizeof (struct ring_alloc));
  if (count == 0 || count > REGION_MAX_RINGS || region->ring_allocs == NULL)
    return fail (region, "the rings are not within the region");
  region->ring_count = count;
  int error = 0;
  for (uint32_t i = 0; i < count && !error; i++)
    error = check_ring (region, i);
  return error;
}

static int
check_layout (struct region *region)
{
  struct region_header *top = (struct region_header *) region->map;
  struct shared_header *header = region->header = region_at (region, top->user_ctx, sizeof (*header));
  if (header == NULL || header->version != HEADER_VERSION)
    return fail (region, "the header is not that of a VPP that was run with tsvpp");
  pthread_mutex_t mutex;
  int error = make_mutex (&mutex);
  if (error)
    return error;
  region->mutex_kind = mutex.__data.__kind;
  pthread_mutex_destroy (&mutex);
  error = check_queue (region, &region->main, header->vl_input_queue, sizeof (uint64_t));
  if (!error && region->main.maxsize < MIN_QUEUE)
    error = fail (region, "the queue of VPP is too short");
  return error ? error : check_rings (region, header->client_rings);
}

/* Maps the file; its first page says how much of it is the region. */
static int
map_file (struct region *region, int fd, uint32_t uid)
{
  struct stat status;
  struct region_header top;
  if (fstat (fd, &status) < 0)
    return -errno;
  if (!S_ISREG (status.st_mode))
    return fail (region, "it is not a regular file");
  if (status.st_uid != uid && status.st_uid != 0)
    return fail (region, "it belongs to another user than VPP's socket");
  if (pread (fd, &top, sizeof (top), 0) != sizeof (top) || top.version != REGION_VERSION)
    return fail (region, "it is not the region of a VPP that was run with tsvpp");
  if (top.virtual_size < sizeof (top) || top.virtual_size > MAX_REGION_BYTES ||
      top.virtual_size > (uint64_t) status.st_size || top.virtual_base % 8 != 0 ||
      top.virtual_base > UINT64_MAX - top.virtual_size)
    return fail (region, "the region has another size than its file");
  void *map = mmap (NULL, top.virtual_size, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
  if (map == MAP_FAILED)
    return -errno;
  region->map = map;
  region->size = top.virtual_size;
  region->base = top.virtual_base;
  return 0;
}

int
region_open (struct region *region, const char *path, uint32_t uid)
{
  memset (region, 0, sizeof (*region));
  int fd = open (path, O_RDWR | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
  if (fd < 0)
    return -errno;
  int error = map_file (region, fd, uid);
  close (fd);
  if (!error)
    error = check_layout (region);
  if (error)
    region_close (region);
  return error;
}

void
region_close (struct region *region)
{
  if (region->map)
    munmap (region->map, region->size);
  region->map = NULL;
}
