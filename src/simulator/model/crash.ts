/** Thrown where VPP would crash, or read memory that is not what it takes it for. */
export class VppCrash extends Error {
  override get name(): string {
    return "VppCrash";
  }
}
