/** Checks of a module that was read: types, enums, union discriminators and services, whatever format the module came in. */
export { counterFault } from "./check-counter.ts";
export { ENUM_RANGES } from "./check-enum.ts";
export { checkModule } from "./check-module.ts";
export { fieldOptions } from "./field-options.ts";
