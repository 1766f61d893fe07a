import { VppError } from "../errors.ts";
import { fieldName } from "../field-name.ts";
import type { Codec, Message } from "./descriptor.ts";
import { beginFields } from "./message.ts";
import { type ReadFunction, WireReader } from "./reader.ts";

/** The place of a message that is gone. */
const NOWHERE = -1;

/**
 * Reads messages that are not read as a whole: `fields` has a property for each field, which reads it when it is asked for,
 * out of the memory in which the message lies. One view serves one message after the other.
 */
export class MessageView<T> {
  /** As the message is read otherwise. The properties are its own and enumerable, so `{ ...fields }` is that. */
  readonly fields: T;
  readonly #message: Message<T>;
  readonly #reader = new WireReader();
  #at = NOWHERE;
  #whole: T | undefined;

  constructor(message: Message<T>) {
    this.#message = message;
    // What the properties give is what `T` says, field by field.
    this.fields = new ViewedFields(this as MessageView<unknown>, propertiesOf(message.codec as Codec<unknown>)) as T;
  }

  /**
   * Goes on to a message.
   *
   * @throws {VppError} `VPP_WIRE_RANGE` when the message is too short.
   */
  moveTo(bytes: Buffer, view: DataView, offset: number, byteLength: number): void {
    this.end();
    this.#reader.bytes = bytes;
    this.#reader.view = view;
    this.#at = beginFields(this.#reader, offset, byteLength, this.#message);
  }

  /** The message is gone: its fields give `VPP_STALE_VIEW` from now on. */
  end(): void {
    this.#at = NOWHERE;
    this.#whole = undefined;
  }

  /** Reads one field. */
  part<Value>(read: ReadFunction<Value>): Value {
    if (this.#at === NOWHERE) throw staleView(this.#message.name);
    return read(this.#reader, this.#at);
  }

  /** The message, read as a whole. */
  get whole(): T {
    this.#whole ??= this.part(this.#message.codec.read);
    return this.#whole;
  }
}

/** Holds the properties. All views of a message share their functions, so that V8 takes the views for objects of one kind. */
class ViewedFields {
  readonly #view: MessageView<unknown>;

  constructor(view: MessageView<unknown>, properties: PropertyDescriptorMap) {
    this.#view = view;
    Object.defineProperties(this, properties);
  }

  static property(read: ReadFunction<unknown>): PropertyDescriptor {
    return {
      enumerable: true,
      get(this: ViewedFields) {
        return this.#view.part(read);
      },
    };
  }

  /** Of a codec that was generated before there were views, or converts one version to another. */
  static propertyOfWhole(name: string): PropertyDescriptor {
    return {
      enumerable: true,
      get(this: ViewedFields) {
        return (this.#view.whole as Readonly<Record<string, unknown>>)[name];
      },
    };
  }
}

const known = new WeakMap<Codec<unknown>, PropertyDescriptorMap>();

/** Made when the first view of a message is. */
function propertiesOf(codec: Codec<unknown>): PropertyDescriptorMap {
  const properties = known.get(codec) ?? Object.fromEntries(newProperties(codec));
  known.set(codec, properties);
  return properties;
}

function newProperties({ fields, parts }: Codec<unknown>): [string, PropertyDescriptor][] {
  if (parts === undefined)
    return fields.map(([name]) => [fieldName(name), ViewedFields.propertyOfWhole(fieldName(name))]);
  return Object.entries(parts).map(([name, read]) => [name, ViewedFields.property(read)]);
}

function staleView(messageName: string): VppError {
  const text = `${messageName}: this view is of details that are gone: copy what is needed before the next step`;
  return new VppError("VPP_STALE_VIEW", text, { messageName });
}
