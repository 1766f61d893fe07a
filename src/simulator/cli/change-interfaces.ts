import { MacAddress } from "../../address/index.ts";
import { CliError, NOT_SIMULATED, type Shown } from "./command.ts";
import type { CliInput } from "./input.ts";
import { takeInterface } from "./take-interface.ts";

const MAC_ADDRESS = /([0-9a-fA-F]{2}:){5}[0-9a-fA-F]{2}/;

/** `create loopback interface`. @see VPP src/vnet/ethernet/interface.c create_simulated_ethernet_interfaces */
export function createLoopback({ model }: Shown, input: CliInput): string {
  let macAddress = new MacAddress(0, 0);
  let instance: number | undefined;
  const takeValue = (word: string, pattern: RegExp, set: (value: string) => void): boolean =>
    input.takeAll(() => {
      const value = input.takeText(word) ? input.takeMatch(pattern) : undefined;
      if (value !== undefined) set(value);
      return value !== undefined;
    });
  const takeOption = (): boolean =>
    takeValue("mac", MAC_ADDRESS, (text) => (macAddress = MacAddress.parse(text))) ||
    takeValue("instance", /\d+/, (text) => (instance = Number(text)));
  while (takeOption());
  const created = model.interfaces.createLoopback(macAddress, instance);
  if (created === undefined) throw new CliError("vnet_create_loopback_interface failed");
  return `${created.name}\n`;
}

/** `delete loopback interface`. */
export function deleteLoopback({ model: { interfaces } }: Shown, input: CliInput): string {
  const found = input.takeText("intfc") ? takeInterface(input, interfaces) : undefined;
  if (found === undefined) throw new CliError("interface not specified");
  if (interfaces.deleteLoopback(found.swIfIndex) !== 0) throw new CliError("vnet_delete_loopback_interface failed");
  return "";
}

/** `set interface state`. @see VPP src/vnet/interface_cli.c set_state */
export function setInterfaceState({ model: { interfaces } }: Shown, input: CliInput): string {
  const found = takeInterface(input, interfaces);
  if (found === undefined) throw new CliError(input.unknown.replace("input", "interface"));
  const state = ["up", "down", "punt", "enable"].find((each) => input.takeText(each));
  if (state === undefined) throw new CliError(input.unknown.replace("input", "flags"));
  if (state === "punt") throw new CliError(NOT_SIMULATED);
  if (state === "up" && found.parent?.isAdminUp === false) {
    throw new CliError(`super-interface ${found.parent.name} must be up`);
  }
  interfaces.setAdminUp(found, state === "up");
  return "";
}

/** The commands that end a session at a terminal. */
export function quit(): string {
  throw new CliError("invalid session");
}
