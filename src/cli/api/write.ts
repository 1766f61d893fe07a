import { reasonOf } from "../input.ts";
import { UsageError } from "../usage-error.ts";

/**
 * Writes something below a folder.
 *
 * @throws {UsageError} when that is not possible.
 */
export function writeOrRefuse<T>(folder: string, write: () => T): T {
  try {
    return write();
  } catch (error) {
    throw new UsageError(`${folder}: ${reasonOf(error as NodeJS.ErrnoException)}`);
  }
}
