import type { OwnAddresses } from "./allocate.ts";

/** The file in which an agent keeps its addresses over a restart, since other nodes know them. */
export class StateFile {
  /** The addresses that the file has. */
  readonly addresses: Partial<OwnAddresses> = {};

  /**
   * Reads the file; a missing one has no addresses.
   *
   * @throws {VppError} `VPP_FILE` when the file is of another node, of a newer version, truncated, or not a state file. Such a
   *   file is never replaced.
   */
  static open(_path: string, _nodeId: string): StateFile {
    return new StateFile();
  }

  /**
   * Replaces the content of the file, by a file beside it that is renamed; unchanged content is not written.
   *
   * @throws {VppError} `VPP_FILE`
   */
  write(_addresses: OwnAddresses): void {}
}
