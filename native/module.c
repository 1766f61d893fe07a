/*
 * What JavaScript sees of this folder: functions that take paths and descriptors, and throw errors with `errno`, negative as those
 * of Node.js.
 */
#include "descriptor.h"
#include <errno.h>
#include <node_api.h>
#include <stdlib.h>
#include <string.h>
/* musl's mutexes are others than those of VPP. */
#ifdef __GLIBC__
#include "lane.h"
#endif

/* Longer than any socket address. */
#define MAX_PATH_BYTES 512
#define COUNT_OF(array) (sizeof (array) / sizeof ((array)[0]))

static napi_value
throw_text (napi_env env, int error, const char *message)
{
  napi_value text, number, exception;
  if (napi_create_string_utf8 (env, message, NAPI_AUTO_LENGTH, &text) == napi_ok &&
      napi_create_error (env, NULL, text, &exception) == napi_ok &&
      napi_create_int32 (env, error, &number) == napi_ok &&
      napi_set_named_property (env, exception, "errno", number) == napi_ok)
    napi_throw (env, exception);
  return NULL;
}

static napi_value
throw_errno (napi_env env, int error)
{
  return throw_text (env, error, strerror (-error));
}

static napi_value
number_or_throw (napi_env env, int result)
{
  napi_value value;
  if (result < 0)
    return throw_errno (env, result);
  return napi_create_int32 (env, result, &value) == napi_ok ? value : NULL;
}

/* Reads the arguments of a call; those that are missing are undefined. */
static int
read_arguments (napi_env env, napi_callback_info info, napi_value *values, size_t count)
{
  return napi_get_cb_info (env, info, &count, values, NULL, NULL) == napi_ok;
}

typedef int path_function (const char *path, size_t length);

static napi_value
call_with_path (napi_env env, napi_callback_info info, path_function *function)
{
  napi_value value;
  char path[MAX_PATH_BYTES];
  size_t length;
  if (!read_arguments (env, info, &value, 1) ||
      napi_get_value_string_utf8 (env, value, path, sizeof (path), &length) != napi_ok)
    return throw_errno (env, -EINVAL);
  return number_or_throw (env, function (path, length));
}

static napi_value
call_connect (napi_env env, napi_callback_info info)
{
  return call_with_path (env, info, descriptor_connect);
}

static napi_value
call_listen (napi_env env, napi_callback_info info)
{
  return call_with_path (env, info, descriptor_listen);
}

static napi_value
call_receive (napi_env env, napi_callback_info info)
{
  napi_value value;
  int32_t socket;
  if (!read_arguments (env, info, &value, 1) || napi_get_value_int32 (env, value, &socket) != napi_ok)
    return throw_errno (env, -EINVAL);
  return number_or_throw (env, descriptor_receive (socket));
}

/* Reads an array of descriptors. Returns their number, or a negative errno. */
static int
read_descriptors (napi_env env, napi_value array, int *descriptors)
{
  uint32_t count;
  if (napi_get_array_length (env, array, &count) != napi_ok || count > DESCRIPTOR_MAX)
    return -EINVAL;
  for (uint32_t i = 0; i < count; i++)
    {
      napi_value value;
      if (napi_get_element (env, array, i, &value) != napi_ok ||
	  napi_get_value_int32 (env, value, &descriptors[i]) != napi_ok)
	return -EINVAL;
    }
  return (int) count;
}

static napi_value
call_give (napi_env env, napi_callback_info info)
{
  napi_value values[2];
  int32_t listener;
  int descriptors[DESCRIPTOR_MAX];
  if (!read_arguments (env, info, values, COUNT_OF (values)) ||
      napi_get_value_int32 (env, values[0], &listener) != napi_ok)
    return throw_errno (env, -EINVAL);
  int count = read_descriptors (env, values[1], descriptors);
  if (count < 0)
    return throw_errno (env, count);
  return number_or_throw (env, descriptor_give (listener, descriptors, (size_t) count));
}

#ifdef __GLIBC__
/* An object of JavaScript with a lane. */
struct handle
{
  struct lane lane;
  int is_open;
};

static const napi_type_tag handle_tag = { 0x7c1f0e2ab5d94d63, 0x9e34c8a7f1b20655 };

static napi_value
throw_lane (napi_env env, int error, const struct lane *lane)
{
  const char *reason = error == -EPROTO ? lane->region.reason : NULL;
  return throw_text (env, error, reason ? reason : strerror (-error));
}

/* The end of the environment: of the program, or of a worker. */
static void
leave_at_end (void *data)
{
  struct handle *handle = data;
  handle->is_open = 0;
  lane_exit (&handle->lane);
}

static void
free_handle (napi_env env, void *data, void *hint)
{
  struct handle *handle = data;
  (void) hint;
  if (handle->is_open)
    {
      napi_remove_env_cleanup_hook (env, leave_at_end, handle);
      leave_at_end (handle);
    }
  free (handle);
}

/* Makes an object of an opened lane. */
static napi_value
wrap_handle (napi_env env, struct handle *handle)
{
  napi_value object;
  if (napi_create_object (env, &object) == napi_ok &&
      napi_wrap (env, object, handle, free_handle, NULL, NULL) == napi_ok)
    {
      /* The object frees it from now on. */
      handle->is_open = napi_add_env_cleanup_hook (env, leave_at_end, handle) == napi_ok;
      if (handle->is_open && napi_type_tag_object (env, object, &handle_tag) == napi_ok)
	return object;
      if (!handle->is_open)
	lane_close (&handle->lane, 0);
      return throw_errno (env, -ENOMEM);
    }
  lane_close (&handle->lane, 0);
  free (handle);
  return throw_errno (env, -ENOMEM);
}

static int
read_id (napi_env env, napi_value ids, const char *name, uint16_t *id)
{
  napi_value value;
  uint32_t number;
  if (napi_get_named_property (env, ids, name, &value) != napi_ok ||
      napi_get_value_uint32 (env, value, &number) != napi_ok || number > UINT16_MAX)
    return 0;
  *id = (uint16_t) number;
  return 1;
}

static int
read_ids (napi_env env, napi_value value, struct lane_ids *ids)
{
  return read_id (env, value, "memclntCreateV2", &ids->memclnt_create_v2) &&
	 read_id (env, value, "memclntCreateV2Reply", &ids->memclnt_create_v2_reply) &&
	 read_id (env, value, "memclntDelete", &ids->memclnt_delete) &&
	 read_id (env, value, "memclntDeleteReply", &ids->memclnt_delete_reply) &&
	 read_id (env, value, "memclntKeepalive", &ids->memclnt_keepalive) &&
	 read_id (env, value, "memclntKeepaliveReply", &ids->memclnt_keepalive_reply) &&
	 read_id (env, value, "cliInband", &ids->cli_inband) &&
	 read_id (env, value, "cliInbandReply", &ids->cli_inband_reply);
}

static napi_value
call_lane_open (napi_env env, napi_callback_info info)
{
  napi_value values[4];
  char path[MAX_PATH_BYTES], name[MAX_PATH_BYTES];
  size_t path_length, name_length;
  struct lane_ids ids;
  uint32_t uid;
  if (!read_arguments (env, info, values, COUNT_OF (values)) ||
      napi_get_value_string_utf8 (env, values[0], path, sizeof (path), &path_length) != napi_ok ||
      napi_get_value_string_utf8 (env, values[1], name, sizeof (name), &name_length) != napi_ok ||
      !read_ids (env, values[2], &ids) || napi_get_value_uint32 (env, values[3], &uid) != napi_ok ||
      path_length == sizeof (path) - 1 || memchr (path, 0, path_length) || memchr (name, 0, name_length))
    {
      napi_value ignored;
      napi_get_and_clear_last_exception (env, &ignored);
      return throw_errno (env, -EINVAL);
    }
  struct handle *handle = calloc (1, sizeof (*handle));
  if (handle == NULL)
    return throw_errno (env, -ENOMEM);
  int error = lane_open (&handle->lane, path, name, &ids, uid);
  if (error == 0)
    return wrap_handle (env, handle);
  throw_lane (env, error, &handle->lane);
  free (handle);
  return NULL;
}

/* Reads the arguments of a call on a handle. Throws and returns NULL if the first is none. */
static struct handle *
read_handle (napi_env env, napi_callback_info info, napi_value *values, size_t count)
{
  bool is_handle = false;
  void *data;
  if (read_arguments (env, info, values, count) &&
      napi_check_object_type_tag (env, values[0], &handle_tag, &is_handle) == napi_ok && is_handle &&
      napi_unwrap (env, values[0], &data) == napi_ok)
    return data;
  throw_errno (env, -EINVAL);
  return NULL;
}

/* As read_handle; throws EBADF for a closed one. */
static struct lane *
read_lane (napi_env env, napi_callback_info info, napi_value *values, size_t count)
{
  struct handle *handle = read_handle (env, info, values, count);
  if (handle && !handle->is_open)
    throw_errno (env, -EBADF);
  return handle && handle->is_open ? &handle->lane : NULL;
}

static napi_value
lane_result (napi_env env, int64_t result, const struct lane *lane)
{
  napi_value value;
  if (result < 0)
    return throw_lane (env, (int) result, lane);
  return napi_create_int64 (env, result, &value) == napi_ok ? value : NULL;
}

static napi_value
call_lane_connect (napi_env env, napi_callback_info info)
{
  napi_value value;
  struct lane *lane = read_lane (env, info, &value, 1);
  return lane ? lane_result (env, lane_connect (lane), lane) : NULL;
}

static napi_value
call_lane_info (napi_env env, napi_callback_info info)
{
  napi_value value, array;
  struct lane *lane = read_lane (env, info, &value, 1);
  if (lane == NULL)
    return NULL;
  if (lane->stage != LANE_READY)
    return throw_errno (env, -EINVAL);
  const uint8_t *index = lane->index;
  uint64_t address = region_address (&lane->region, lane->own.queue);
  const uint32_t numbers[] = {
    (uint32_t) index[0] << 24 | (uint32_t) index[1] << 16 | (uint32_t) index[2] << 8 | index[3],
    lane->own.maxsize,
    (uint32_t) address,
    (uint32_t) (address >> 32),
  };
  if (napi_create_array (env, &array) != napi_ok)
    return NULL;
  for (uint32_t i = 0; i < COUNT_OF (numbers); i++)
    if (napi_create_uint32 (env, numbers[i], &value) != napi_ok ||
	napi_set_element (env, array, i, value) != napi_ok)
      return NULL;
  return array;
}

/* Reads a Uint8Array and an offset in it. */
static int
read_bytes (napi_env env, const napi_value *values, uint8_t **bytes, size_t *length, int64_t *from)
{
  napi_typedarray_type type;
  void *data;
  if (napi_get_typedarray_info (env, values[0], &type, length, &data, NULL, NULL) != napi_ok ||
      type != napi_uint8_array || napi_get_value_int64 (env, values[1], from) != napi_ok)
    return 0;
  *bytes = data;
  return *from >= 0 && (uint64_t) *from <= *length;
}

static napi_value
call_lane_write (napi_env env, napi_callback_info info)
{
  napi_value values[4];
  uint8_t *bytes;
  size_t length;
  int64_t from, to;
  struct lane *lane = read_lane (env, info, values, COUNT_OF (values));
  if (lane == NULL)
    return NULL;
  if (!read_bytes (env, values + 1, &bytes, &length, &from) || napi_get_value_int64 (env, values[3], &to) != napi_ok ||
      to < from || (uint64_t) to > length)
    return throw_errno (env, -EINVAL);
  return lane_result (env, lane_write (lane, bytes, (size_t) from, (size_t) to), lane);
}

static napi_value
call_lane_read (napi_env env, napi_callback_info info)
{
  napi_value values[3];
  uint8_t *bytes;
  size_t length;
  int64_t from;
  struct lane *lane = read_lane (env, info, values, COUNT_OF (values));
  if (lane == NULL)
    return NULL;
  if (!read_bytes (env, values + 1, &bytes, &length, &from))
    return throw_errno (env, -EINVAL);
  return lane_result (env, lane_read (lane, bytes, (size_t) from, length), lane);
}

static napi_value
call_lane_settle (napi_env env, napi_callback_info info)
{
  napi_value values[2];
  uint32_t count;
  struct lane *lane = read_lane (env, info, values, COUNT_OF (values));
  if (lane == NULL)
    return NULL;
  if (napi_get_value_uint32 (env, values[1], &count) != napi_ok)
    return throw_errno (env, -EINVAL);
  lane_settle (lane, count);
  return NULL;
}

static napi_value
call_lane_close (napi_env env, napi_callback_info info)
{
  napi_value values[2];
  bool is_listed;
  struct handle *handle = read_handle (env, info, values, COUNT_OF (values));
  if (handle == NULL)
    return NULL;
  if (napi_get_value_bool (env, values[1], &is_listed) != napi_ok)
    return throw_errno (env, -EINVAL);
  if (!handle->is_open)
    return NULL;
  handle->is_open = 0;
  napi_remove_env_cleanup_hook (env, leave_at_end, handle);
  lane_close (&handle->lane, is_listed);
  return NULL;
}
#endif

NAPI_MODULE_INIT ()
{
  const napi_property_descriptor functions[] = {
    { "connect", NULL, call_connect, NULL, NULL, NULL, napi_enumerable, NULL },
    { "receive", NULL, call_receive, NULL, NULL, NULL, napi_enumerable, NULL },
    { "listen", NULL, call_listen, NULL, NULL, NULL, napi_enumerable, NULL },
    { "give", NULL, call_give, NULL, NULL, NULL, napi_enumerable, NULL },
#ifdef __GLIBC__
    { "laneOpen", NULL, call_lane_open, NULL, NULL, NULL, napi_enumerable, NULL },
    { "laneConnect", NULL, call_lane_connect, NULL, NULL, NULL, napi_enumerable, NULL },
    { "laneInfo", NULL, call_lane_info, NULL, NULL, NULL, napi_enumerable, NULL },
    { "laneWrite", NULL, call_lane_write, NULL, NULL, NULL, napi_enumerable, NULL },
    { "laneRead", NULL, call_lane_read, NULL, NULL, NULL, napi_enumerable, NULL },
    { "laneSettle", NULL, call_lane_settle, NULL, NULL, NULL, napi_enumerable, NULL },
    { "laneClose", NULL, call_lane_close, NULL, NULL, NULL, napi_enumerable, NULL },
#endif
  };
  return napi_define_properties (env, exports, COUNT_OF (functions), functions) == napi_ok ? exports : NULL;
}
