import { VppError } from "../../errors.ts";
import { type Connection, OwnCall } from "../connection/index.ts";
import { DumpCall } from "./dump.ts";

/**
 * A dump whose details have no end mark. VPP answers in order, so the reply to a `control_ping` that is sent behind the
 * request ends them.
 */
export class PlainDump<T, Details> extends DumpCall<T, Details> {
  #pingContext = 0;

  override fail(reason: VppError): void {
    super.fail(reason);
    this.connection?.forget(this.#pingContext, reason);
  }

  protected override sent(connection: Connection): void {
    const served = connection.registration.own.ping;
    const answered = (): void => {
      this.forgetRequest();
      this.details.end();
    };
    const failed = (reason: VppError): void => this.fail(this.#asOwn(reason));
    // The dump has a deadline of its own.
    const ping = new OwnCall(served, connection, Number.POSITIVE_INFINITY, answered, failed);
    try {
      this.#pingContext = connection.send(served, {}, ping);
    } catch (reason) {
      throw this.#asOwn(VppError.from(reason));
    }
  }

  protected override receiveOther(): boolean {
    return false;
  }

  protected override askNextPage(): void {}

  /** Makes the error of the ping one of the dump: the caller does not know of the ping. */
  #asOwn({ code, message, effect, cause }: VppError): VppError {
    const { ping } = this.connection!.registration.own;
    const text = message.replace(ping.request.name, this.messageName);
    return new VppError(code, text, { effect, messageName: this.messageName, cause, ...this.place });
  }
}
