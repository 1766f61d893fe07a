/*
 * Passing of file descriptors over UNIX SOCK_SEQPACKET sockets, as VPP's statistics socket does it: whoever connects receives one
 * packet without bytes that carries one descriptor, and then the end.
 *
 * No function blocks. Each returns a descriptor or a count, or a negative errno. All descriptors are close-on-exec.
 */
#ifndef TSVPP_DESCRIPTOR_H
#define TSVPP_DESCRIPTOR_H

#include <stddef.h>

/* More than the protocol allows, so that a second descriptor is seen. */
#define DESCRIPTOR_MAX 8

/* Connects to the socket at a path. -EAGAIN: too many clients wait to be accepted. */
int descriptor_connect (const char *path, size_t length);

/* Receives the descriptor. -EAGAIN: nothing has come yet; -ENODATA: the peer sent none; -E2BIG: more than one, all closed. */
int descriptor_receive (int socket);

/* Creates a socket at a path and listens on it. -EADDRINUSE: the path exists. */
int descriptor_listen (const char *path, size_t length);

/* Accepts one client and sends it descriptors, which stay open here. Returns 1, or 0 if no client waits. */
int descriptor_give (int listener, const int *descriptors, size_t count);

#endif
