/** Checks of a module that was read: types, enums, union discriminators and services, whatever format the module came in. */
export { ENUM_BITS } from "./check-enum.ts";
export { checkModule } from "./check-module.ts";
export { fieldOptions } from "./field-options.ts";
