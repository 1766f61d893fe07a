import { type Message, MessageView } from "../../wire/index.ts";

/** Shows the details of a dump one after the other by one view; when views are to be checked, each by one of its own. */
export class Views<Details> {
  readonly #isChecked = process.env.TSVPP_CHECK_VIEWS === "1";
  /** What a step gives, which is the same as long as the view is. */
  step: Promise<IteratorResult<Details, undefined>> | undefined;
  #view: MessageView<Details> | undefined;

  /** @throws {VppError} `VPP_WIRE_RANGE` when the message is too short. */
  next(message: Message<Details>, bytes: Buffer, view: DataView, offset: number, byteLength: number): Details {
    if (this.#view === undefined || this.#isChecked) {
      this.#view?.end();
      this.#view = new MessageView(message);
      this.step = Promise.resolve({ done: false, value: this.#view.fields });
    }
    this.#view.moveTo(bytes, view, offset, byteLength);
    return this.#view.fields;
  }

  /** Nothing is shown until the next step. */
  endStep(): void {
    this.#view?.end();
  }
}
