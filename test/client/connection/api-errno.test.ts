import t from "tap";
import { API_ERRNO } from "../../../src/client/connection/api-errno.ts";

/** Lines of VPP 26.06 src/vnet/error.h: the first, the last, and those on both sides of each gap. */
const LINES = `
  _ (UNSPECIFIED, -1, "Unspecified Error")
  _ (SYSCALL_ERROR_10, -20, "System call error #10")
  _ (FEATURE_DISABLED, -30, "Feature disabled by configuration")
  _ (INVALID_REGISTRATION, -31, "Invalid registration")
  _ (NEXT_HOP_NOT_IN_FIB, -50, "Next hop not in FIB")
  _ (NO_SUCH_ENTRY, -6, "No such entry")
  _ (FIB_PATH_UNSUPPORTED_NH_PROTO, -157, "Unsupported FIB Path protocol")
  _ (API_ENDIAN_FAILED, -159, "Endian mismatch detected")
  _ (EAGAIN, -165, "Retry stream call with cursor")
  _ (INVALID_PREFIX_LENGTH, -171, "Invalid prefix length")
`;

t.test("numbers are those of VPP's header", async (t) => {
  const lines = [...LINES.matchAll(/_ \((\w+), (-\d+),/g)].map(([, name, number]) => [name, Number(number)]);
  t.equal(lines.length, 10);
  t.match(API_ERRNO, Object.fromEntries(lines));
});

t.test("no two names have one number, and none but OK is a success", async (t) => {
  const numbers = Object.values(API_ERRNO);
  t.equal(new Set(numbers).size, numbers.length);
  t.same(
    Object.entries(API_ERRNO).filter(([, number]) => number >= 0),
    [["OK", 0]],
  );
});
