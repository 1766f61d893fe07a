import { checkModule } from "../check/index.ts";
import type { ApiModule, MessageDefinition, TypeDefinition } from "../model/index.ts";
import { MessageCrcs, moduleName } from "../model/index.ts";
import { findServices } from "./services.ts";
import type { Unit } from "./unit.ts";

/** The order of kinds in `.api.json` documents as they are read. */
const KINDS: readonly TypeDefinition["kind"][] = ["alias", "enum", "enumflag", "union", "typedef"];

/** The folders of VPP's sources that are not plugins. */
const CORE = /(^|\/)(vlib|vlibapi|vlibmemory|vnet|vpp\/api)\//;
const PLUGINS = /(^|\/)plugins\//;

/** Returns the module of a file that has been read completely. */
export function makeModule(unit: Unit): ApiModule {
  const { source, options, imports, counters, paths } = unit;
  const types = KINDS.flatMap((kind) => [...unit.types.values()].filter((type) => type.kind === kind));
  checkModule({ types, messages: unit.messages }, (definition, what) => unit.faultAt(definition, what));
  return {
    name: moduleName(source.file),
    folder: CORE.test(source.file) && !PLUGINS.test(source.file) ? "core" : "plugins",
    version: String(options.get("version") ?? "0.0.0"),
    fileCrc: unit.crc.texts.document,
    imports,
    types,
    messages: makeMessages(unit),
    ...(counters.length === 0 ? {} : { counters }),
    ...(paths.length === 0 ? {} : { paths }),
  };
}

function makeMessages(unit: Unit): MessageDefinition[] {
  const services = findServices(unit);
  const crcs = new MessageCrcs((name) => unit.types.get(name));
  return unit.messages.map((message) => {
    const service = services.get(message.name);
    return { ...message, crc: crcs.crcOf(message.fields), ...(service === undefined ? {} : { service }) };
  });
}
