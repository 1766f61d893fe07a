import { VppError, withoutStack } from "../../errors.ts";
import { API_ERRNO } from "./api-errno.ts";

const names: ReadonlyMap<number, string> = new Map(Object.entries(API_ERRNO).map(([name, number]) => [number, name]));

/** Messages that answer with numbers of their own, which collide with VPP's common ones. @see VPP src/vnet/srv6/sr_api.c */
const PRIVATE_NUMBERS = /^sr_(?!mpls_)/;

/** Returns the name of a return value of this message; undefined when VPP's common names do not apply. */
export function retvalName(messageName: string, retval: number): string | undefined {
  return PRIVATE_NUMBERS.test(messageName) ? undefined : names.get(retval);
}

/** Returns `VPP_RETVAL` for a negative return value: `ip_table_add_del: no such fib (NO_SUCH_FIB, -3)`. */
export function retvalError(messageName: string, retval: number, context: number): VppError {
  const name = retvalName(messageName, retval);
  const text = name === undefined ? `refused by VPP (${retval})` : `${inWords(name)} (${name}, ${retval})`;
  const known = name === undefined ? {} : { retvalName: name };
  const details = { messageName, retval, context, ...known };
  return withoutStack(() => new VppError("VPP_RETVAL", `${messageName}: ${text}`, details));
}

function inWords(name: string): string {
  return name.toLowerCase().replaceAll("_", " ");
}
