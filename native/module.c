/*
 * What JavaScript sees of this folder: functions that take paths and descriptors, and throw errors with `errno`, negative as those
 * of Node.js.
 */
#include "descriptor.h"
#include <errno.h>
#include <node_api.h>
#include <string.h>

/* Longer than any socket address. */
#define MAX_PATH_BYTES 512
#define COUNT_OF(array) (sizeof (array) / sizeof ((array)[0]))

static napi_value
throw_errno (napi_env env, int error)
{
  napi_value text, number, exception;
  if (napi_create_string_utf8 (env, strerror (-error), NAPI_AUTO_LENGTH, &text) == napi_ok &&
      napi_create_error (env, NULL, text, &exception) == napi_ok &&
      napi_create_int32 (env, error, &number) == napi_ok &&
      napi_set_named_property (env, exception, "errno", number) == napi_ok)
    napi_throw (env, exception);
  return NULL;
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

NAPI_MODULE_INIT ()
{
  const napi_property_descriptor functions[] = {
    { "connect", NULL, call_connect, NULL, NULL, NULL, napi_enumerable, NULL },
    { "receive", NULL, call_receive, NULL, NULL, NULL, napi_enumerable, NULL },
    { "listen", NULL, call_listen, NULL, NULL, NULL, napi_enumerable, NULL },
    { "give", NULL, call_give, NULL, NULL, NULL, napi_enumerable, NULL },
  };
  return napi_define_properties (env, exports, COUNT_OF (functions), functions) == napi_ok ? exports : NULL;
}
