/** VPP's JSON form of a module (`.api.json`) as the model, and back to JSON entries. */

export { parseApiJson, parseApiJsonList, parseField } from "./api-json.ts";
export type { ApiJson, JsonEntry, JsonField } from "./api-json-document.ts";
export { ApiJsonList } from "./api-json-list.ts";
