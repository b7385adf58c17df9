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
export { type LocalList, type LocalNode, LocalTree, type SetOptions, TreeError } from "./local-tree.ts";
export type { DeviceDescription } from "./objects/device-objects.ts";
export type { HookName, ObjectFault } from "./objects/hooks.ts";
export type { ExecJob, ManagementObject, NodeChange, ObjectChange } from "./objects/management-object.ts";
export { testObject } from "./objects/test-object.ts";
export type * from "./ports.ts";
export type { Ending, SessionErrorCode } from "./session/state.ts";
export { STATUS, type StatusCode } from "./status.ts";
export { StateError, type StateErrorCode } from "./tree/node-record.ts";
export { interior, leaf, type NodeSpec } from "./tree/node-spec.ts";
export type { NodeValue, NodeView, TreeView } from "./tree/tree-view.ts";
