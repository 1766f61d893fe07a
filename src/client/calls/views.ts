import { type Memory, type Message, MessageView } from "../../wire/index.ts";

/** Shows the details of a dump by one view, which moves on with each step; when views are to be checked, by one view for each step. */
export class Views<Details> {
  readonly #isChecked = process.env.TSVPP_CHECK_VIEWS === "1";
  /** The result of a step, which is the same for all steps that share a view. */
  step: Promise<IteratorResult<Details, undefined>> | undefined;
  #view: MessageView<Details> | undefined;

  /**
   * Shows a message.
   *
   * @throws {VppError} `VPP_WIRE_RANGE` when the message is too short.
   */
  show(message: Message<Details>, { bytes, view }: Memory, offset: number, byteLength: number): Details {
    if (this.#view === undefined || this.#isChecked) {
      this.#view?.end();
      this.#view = new MessageView(message);
      this.step = Promise.resolve({ done: false, value: this.#view.fields });
    }
    this.#view.moveTo(bytes, view, offset, byteLength);
    return this.#view.fields;
  }

  /** Shows nothing until the next step. */
  hide(): void {
    this.#view?.end();
  }
}
