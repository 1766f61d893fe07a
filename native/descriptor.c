#define _GNU_SOURCE
#include "descriptor.h"
#include <errno.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#define BACKLOG 128

/* Memory for the control messages of one packet, aligned for their headers. */
union control
{
  char bytes[CMSG_SPACE (DESCRIPTOR_MAX * sizeof (int))];
  struct cmsghdr alignment;
};

static int
open_socket (void)
{
  int fd = socket (AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
  return fd < 0 ? -errno : fd;
}

/* Closes a descriptor after a call that failed, whose errno it returns. */
static int
close_failed (int fd)
{
  int error = errno;
  close (fd);
  return -error;
}

static int
make_address (struct sockaddr_un *address, const char *path, size_t length)
{
  if (length == 0 || memchr (path, 0, length))
    return -EINVAL;
  if (length >= sizeof (address->sun_path))
    return -ENAMETOOLONG;
  memset (address, 0, sizeof (*address));
  address->sun_family = AF_UNIX;
  memcpy (address->sun_path, path, length);
  return 0;
}

int
descriptor_connect (const char *path, size_t length)
{
  struct sockaddr_un address;
  int error = make_address (&address, path, length);
  int fd = error ? error : open_socket ();
  if (fd < 0)
    return fd;
  /* A UNIX socket connects at once or not at all, so there is no EINPROGRESS. */
  if (connect (fd, (struct sockaddr *) &address, sizeof (address)) < 0)
    return close_failed (fd);
  return fd;
}

/* Copies the descriptors of a packet out of its control messages. */
static size_t
take_descriptors (struct msghdr *message, int *descriptors)
{
  size_t count = 0;
  for (struct cmsghdr *part = CMSG_FIRSTHDR (message); part; part = CMSG_NXTHDR (message, part))
    {
      if (part->cmsg_level != SOL_SOCKET || part->cmsg_type != SCM_RIGHTS)
	continue;
      size_t bytes = part->cmsg_len - CMSG_LEN (0);
      /* All control messages together fit the memory that was given to the kernel. */
      memcpy (descriptors + count, CMSG_DATA (part), bytes);
      count += bytes / sizeof (int);
    }
  return count;
}

int
descriptor_receive (int socket)
{
  union control control;
  char byte;
  struct iovec payload = { .iov_base = &byte, .iov_len = sizeof (byte) };
  struct msghdr message = {
    .msg_iov = &payload,
    .msg_iovlen = 1,
    .msg_control = control.bytes,
    .msg_controllen = sizeof (control.bytes),
  };
  int descriptors[DESCRIPTOR_MAX];
  if (recvmsg (socket, &message, MSG_DONTWAIT | MSG_CMSG_CLOEXEC) < 0)
    return -errno;
  size_t count = take_descriptors (&message, descriptors);
  if (count == 1 && !(message.msg_flags & MSG_CTRUNC))
    return descriptors[0];
  for (size_t i = 0; i < count; i++)
    close (descriptors[i]);
  return count == 0 ? -ENODATA : -E2BIG;
}

int
descriptor_listen (const char *path, size_t length)
{
  struct sockaddr_un address;
  int error = make_address (&address, path, length);
  int fd = error ? error : open_socket ();
  if (fd < 0)
    return fd;
  if (bind (fd, (struct sockaddr *) &address, sizeof (address)) < 0 || listen (fd, BACKLOG) < 0)
    return close_failed (fd);
  return fd;
}

static int
send_descriptors (int socket, const int *descriptors, size_t count)
{
  union control control = { 0 };
  struct msghdr message = { 0 };
  if (count > DESCRIPTOR_MAX)
    return -EINVAL;
  if (count > 0)
    {
      message.msg_control = control.bytes;
      message.msg_controllen = CMSG_SPACE (count * sizeof (int));
      struct cmsghdr *part = CMSG_FIRSTHDR (&message);
      part->cmsg_level = SOL_SOCKET;
      part->cmsg_type = SCM_RIGHTS;
      part->cmsg_len = CMSG_LEN (count * sizeof (int));
      memcpy (CMSG_DATA (part), descriptors, count * sizeof (int));
    }
  return sendmsg (socket, &message, MSG_DONTWAIT | MSG_NOSIGNAL) < 0 ? -errno : 0;
}

int
descriptor_give (int listener, const int *descriptors, size_t count)
{
  int client = accept4 (listener, NULL, NULL, SOCK_CLOEXEC | SOCK_NONBLOCK);
  if (client < 0)
    return errno == EAGAIN || errno == ECONNABORTED ? 0 : -errno;
  int error = send_descriptors (client, descriptors, count);
  close (client);
  /* A client that has left needs no descriptor. */
  return error == 0 || error == -EPIPE || error == -ECONNRESET ? 1 : error;
}
