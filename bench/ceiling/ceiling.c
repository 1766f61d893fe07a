/*
 * The ceiling: a program that only sends bytes encoded beforehand and counts the replies.
 *
 *   ceiling SOCKET
 *
 * Registers with VPP, then takes commands from standard input and answers each with a line of JSON:
 *
 *   pipelined FILE WINDOW   sends the messages of the file; up to WINDOW of them are pending
 *   single FILE             sends one message at a time, each after the reply to the one before
 *   dump FILE               each message is a dump: counts the details until the reply to a control_ping sent after it
 *
 * At the end of input it removes its registration. Frames are built before the measurement starts. Of each reply it checks what
 * a client must check: length, id, context and return value. It reads at most 64 KiB at a time and makes one write for each
 * read, as the client with which it is compared.
 *
 * FILE, all numbers big-endian:
 *
 *   u32 kinds,     then for each: 64 bytes name_crc of the request, 64 bytes name_crc of its reply or details
 *   u32 messages,  then for each: u16 kind, u32 length, the message, in which id, client index and context are zero
 */
#include <arpa/inet.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

enum {
  FRAME_HEADER = 16,
  LENGTH_AT = 8,
  NAME_BYTES = 64,
  TABLE_ENTRY = 2 + NAME_BYTES,
  READ_BYTES = 64 * 1024,
  SOCKCLNT_CREATE = 15,
  TIMEOUT_SECONDS = 20,
};

static const char PING[] = "control_ping_51077d14";
static const char PING_REPLY[] = "control_ping_reply_f6b0b8ca";
static const char DELETE[] = "sockclnt_delete_8ac76db6";

static int server;
static uint8_t client_index[4];
static uint16_t delete_id;
/* The entries of the message table as VPP sent them. */
static uint8_t *table;
static unsigned table_size;

/* Bytes that have been read and not used yet. The buffer grows if a message is longer. */
static uint8_t *input;
static size_t input_size, input_start, input_end;

/* The frames of the loaded file, and the offset of each; the last offset is the end. */
static uint8_t *frames;
static size_t *frame_at;
static uint16_t *answer_ids;
static size_t message_count;

static void fail(const char *why) {
  perror(why);
  exit(1);
}

static void require(int holds, const char *what) {
  if (holds) return;
  fprintf(stderr, "%s\n", what);
  exit(1);
}

static uint16_t get16(const uint8_t *at) { return (uint16_t)(at[0] << 8 | at[1]); }

static uint32_t get32(const uint8_t *at) {
  uint32_t value;
  memcpy(&value, at, 4);
  return ntohl(value);
}

static void put16(uint8_t *at, uint16_t value) {
  at[0] = (uint8_t)(value >> 8);
  at[1] = (uint8_t)value;
}

static void put32(uint8_t *at, uint32_t value) {
  value = htonl(value);
  memcpy(at, &value, 4);
}

static void *grow(void *memory, size_t size) {
  void *grown = realloc(memory, size);
  if (grown == NULL) fail("realloc");
  return grown;
}

static void write_all(const uint8_t *bytes, size_t count) {
  while (count > 0) {
    ssize_t written = write(server, bytes, count);
    if (written <= 0) fail("write to VPP");
    bytes += written;
    count -= (size_t)written;
  }
}

/* Reads once; before, moves the bytes of an incomplete message to the start of the buffer. */
static void read_some(void) {
  if (input_start > 0) {
    memmove(input, input + input_start, input_end - input_start);
    input_end -= input_start;
    input_start = 0;
  }
  if (input_end == input_size) input = grow(input, input_size *= 2);
  ssize_t count = read(server, input + input_end, input_size - input_end);
  if (count <= 0) fail("read from VPP");
  input_end += (size_t)count;
}

/* Returns the next complete message that has been read, or NULL. */
static const uint8_t *next_message(uint32_t *length) {
  size_t available = input_end - input_start;
  if (available < FRAME_HEADER) return NULL;
  *length = get32(input + input_start + LENGTH_AT);
  if (available < FRAME_HEADER + *length) return NULL;
  const uint8_t *message = input + input_start + FRAME_HEADER;
  input_start += FRAME_HEADER + *length;
  return message;
}

static const uint8_t *wait_for_message(uint32_t *length) {
  const uint8_t *message;
  while ((message = next_message(length)) == NULL) read_some();
  return message;
}

static void connect_to(const char *path) {
  struct sockaddr_un address = {.sun_family = AF_UNIX};
  struct timeval timeout = {.tv_sec = TIMEOUT_SECONDS};
  require(strlen(path) < sizeof address.sun_path, "the path of the socket is too long");
  strcpy(address.sun_path, path);
  server = socket(AF_UNIX, SOCK_STREAM, 0);
  if (server < 0 || connect(server, (struct sockaddr *)&address, sizeof address) < 0) fail(path);
  setsockopt(server, SOL_SOCKET, SO_RCVTIMEO, &timeout, sizeof timeout);
}

static void register_client(void) {
  uint8_t create[FRAME_HEADER + 70] = {0};
  uint32_t length;
  put32(create + LENGTH_AT, 70);
  put16(create + FRAME_HEADER, SOCKCLNT_CREATE);
  strcpy((char *)create + FRAME_HEADER + 6, "ceiling");
  write_all(create, sizeof create);
  const uint8_t *reply = wait_for_message(&length);
  memcpy(client_index, reply + 14, 4);
  table_size = get16(reply + 18);
  require(length >= 20 + table_size * TABLE_ENTRY, "the message table is truncated");
  table = grow(NULL, table_size * TABLE_ENTRY);
  memcpy(table, reply + 20, table_size * TABLE_ENTRY);
}

static uint16_t id_of(const char *name) {
  for (unsigned i = 0; i < table_size; i++) {
    const uint8_t *entry = table + (size_t)i * TABLE_ENTRY;
    if (strncmp((const char *)entry + 2, name, NAME_BYTES) == 0) return get16(entry);
  }
  fprintf(stderr, "VPP does not have %s\n", name);
  exit(1);
}

/* Writes the headers of the frame and of the message, for a request of `length` bytes. */
static void put_header(uint8_t *frame, uint32_t length, uint16_t id, uint32_t context) {
  memset(frame, 0, FRAME_HEADER);
  put32(frame + LENGTH_AT, length);
  put16(frame + FRAME_HEADER, id);
  memcpy(frame + FRAME_HEADER + 2, client_index, 4);
  put32(frame + FRAME_HEADER + 6, context);
}

/* Removes the registration; runs at every exit, since VPP can keep registrations of clients that only close their socket. */
static void leave(void) {
  uint8_t frame[FRAME_HEADER + 14];
  put_header(frame, 14, delete_id, 1);
  memcpy(frame + FRAME_HEADER + 10, client_index, 4);
  if (write(server, frame, sizeof frame) < 0) return;
  while (read(server, input, input_size) > 0) continue;
}

static uint8_t *read_file(const char *path) {
  FILE *file = fopen(path, "rb");
  if (file == NULL) fail(path);
  fseek(file, 0, SEEK_END);
  size_t size = (size_t)ftell(file);
  rewind(file);
  uint8_t *bytes = grow(NULL, size + 1);
  if (fread(bytes, 1, size, file) != size) fail(path);
  fclose(file);
  return bytes;
}

/* Loads a file as frames. The contexts are the numbers of the messages, counted from 1: zero means no context. */
static void load(const char *path) {
  uint8_t *file = read_file(path);
  uint32_t kinds = get32(file);
  const uint8_t *names = file + 4, *at = names + (size_t)kinds * 2 * NAME_BYTES;
  uint16_t *ids = grow(NULL, kinds * 2 * sizeof *ids);
  for (uint32_t i = 0; i < kinds * 2; i++) ids[i] = id_of((const char *)names + (size_t)i * NAME_BYTES);
  message_count = get32(at);
  at += 4;
  frame_at = grow(frame_at, (message_count + 1) * sizeof *frame_at);
  answer_ids = grow(answer_ids, message_count * sizeof *answer_ids);
  size_t end = 0, capacity = 0;
  for (size_t i = 0; i < message_count; i++) {
    uint16_t kind = get16(at);
    uint32_t length = get32(at + 2);
    if (end + FRAME_HEADER + length > capacity) frames = grow(frames, capacity = 2 * (end + FRAME_HEADER + length));
    memcpy(frames + end + FRAME_HEADER, at + 6, length);
    put_header(frames + end, length, ids[2 * kind], (uint32_t)(i + 1));
    frame_at[i] = end;
    answer_ids[i] = ids[2 * kind + 1];
    end += FRAME_HEADER + length;
    at += 6 + length;
  }
  frame_at[message_count] = end;
  free(ids);
  free(file);
}

static void send_messages(size_t from, size_t to) { write_all(frames + frame_at[from], frame_at[to] - frame_at[from]); }

/* Exits unless `reply` answers the message with number `place`; increments `refused` if VPP refused it. */
static void check_reply(const uint8_t *reply, uint32_t length, size_t place, size_t *refused) {
  require(length >= 10, "a reply is too short");
  require(get16(reply) == answer_ids[place], "a reply has another id than expected");
  require(get32(reply + 2) == place + 1, "a reply has another context than expected");
  if ((int32_t)get32(reply + 6) < 0) ++*refused;
}

static uint64_t now(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return (uint64_t)time.tv_sec * 1000000000u + (uint64_t)time.tv_nsec;
}

static uint64_t cpu(void) {
  struct rusage usage;
  getrusage(RUSAGE_SELF, &usage);
  uint64_t seconds = (uint64_t)(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec);
  return seconds * 1000000000u + (uint64_t)(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) * 1000u;
}

static void report(size_t messages, size_t refused, uint64_t start, uint64_t start_cpu) {
  printf("{\"messages\":%zu,\"refused\":%zu,\"ns\":%lu,\"cpuNs\":%lu", messages, refused, (unsigned long)(now() - start),
         (unsigned long)(cpu() - start_cpu));
}

static void finish_report(void) {
  puts("}");
  fflush(stdout);
}

static void run_pipelined(size_t window) {
  size_t sent = 0, received = 0, refused = 0;
  uint64_t start_cpu = cpu(), start = now();
  while (received < message_count) {
    size_t to = received + window < message_count ? received + window : message_count;
    if (to > sent) send_messages(sent, to);
    sent = to;
    read_some();
    const uint8_t *reply;
    uint32_t length;
    while ((reply = next_message(&length)) != NULL) check_reply(reply, length, received++, &refused);
  }
  report(message_count, refused, start, start_cpu);
  finish_report();
}

static int ascending(const void *left, const void *right) {
  uint64_t a = *(const uint64_t *)left, b = *(const uint64_t *)right;
  return a < b ? -1 : a > b;
}

static void run_single(void) {
  uint64_t *times = grow(NULL, message_count * sizeof *times);
  size_t refused = 0;
  uint64_t start_cpu = cpu(), start = now();
  for (size_t i = 0; i < message_count; i++) {
    uint32_t length;
    uint64_t begin = now();
    send_messages(i, i + 1);
    const uint8_t *reply = wait_for_message(&length);
    times[i] = now() - begin;
    check_reply(reply, length, i, &refused);
  }
  report(message_count, refused, start, start_cpu);
  qsort(times, message_count, sizeof *times, ascending);
  printf(",\"p50\":%lu,\"p99\":%lu", (unsigned long)times[message_count / 2],
         (unsigned long)times[message_count * 99 / 100]);
  finish_report();
  free(times);
}

static void run_dump(void) {
  uint8_t ping[FRAME_HEADER + 10];
  uint16_t ping_reply = id_of(PING_REPLY);
  size_t details = 0;
  put_header(ping, 10, id_of(PING), 0xffffffff);
  uint64_t start_cpu = cpu(), start = now();
  for (size_t i = 0; i < message_count; i++) {
    uint32_t length;
    send_messages(i, i + 1);
    write_all(ping, sizeof ping);
    for (;;) {
      const uint8_t *message = wait_for_message(&length);
      if (get16(message) == ping_reply) break;
      require(get16(message) == answer_ids[i], "details have another id than expected");
      require(get32(message + 2) == i + 1, "details have another context than expected");
      details++;
    }
  }
  report(details, 0, start, start_cpu);
  finish_report();
}

int main(int argc, char **argv) {
  char line[4096], command[16], path[4000];
  size_t window = 0;
  require(argc == 2, "usage: ceiling SOCKET");
  input = grow(NULL, input_size = READ_BYTES);
  connect_to(argv[1]);
  register_client();
  delete_id = id_of(DELETE);
  atexit(leave);
  /* Ctrl-C reaches the whole process group. The parent process handles it and ends the input of this one. */
  signal(SIGINT, SIG_IGN);
  while (fgets(line, sizeof line, stdin) != NULL) {
    int words = sscanf(line, "%15s %3999s %zu", command, path, &window);
    require(words >= 2, "expected a command and a file");
    load(path);
    if (strcmp(command, "pipelined") == 0) {
      require(words == 3 && window > 0, "pipelined: expected a window above 0");
      run_pipelined(window);
    } else if (strcmp(command, "single") == 0) run_single();
    else if (strcmp(command, "dump") == 0) run_dump();
    else require(0, "unknown command: expected pipelined, single or dump");
  }
  return 0;
}
