/** The OMA DM device client. */
export {
  BootstrapError,
  type BootstrapErrorCode,
  type BootstrapOptions,
  type BootstrapOutcome,
} from "./bootstrap/bootstrap.ts";
export type { CommandNote, ConnectOptions, SessionOutcome, TraceEvent } from "./connect.ts";
export {
  DeviceClient,
  DeviceError,
  type DeviceErrorCode,
  type DeviceEvent,
  type DeviceOptions,
} from "./device.ts";
export { type LocalNode, LocalTree, TreeError } from "./local-tree.ts";
export type { DeviceDescription } from "./objects/device-objects.ts";
export type { ManagementObject } from "./objects/management-object.ts";
export { testObject } from "./objects/test-object.ts";
export type * from "./ports.ts";
export type { Ending, SessionErrorCode } from "./session/state.ts";
export { STATUS, type StatusCode } from "./status.ts";
export { interior, leaf, type NodeSpec } from "./tree/node-spec.ts";
