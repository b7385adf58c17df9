/** The OMA DM device client. */
export { BootstrapError, type BootstrapErrorCode } from "./bootstrap/bootstrap-error.ts";
export type {
  BootstrapOptions,
  BootstrapOutcome,
  BootstrapPolicy,
  BootstrapRequestOptions,
  BootstrapSource,
  CardPolicy,
} from "./bootstrap/bootstrap-options.ts";
export type { SecurityMethod } from "./bootstrap/security.ts";
export type { BootstrapDoor, DoorOptions, DoorReport } from "./bootstrapper.ts";
export { CardError, type CardErrorCode } from "./card-error.ts";
export type { CommandNote, ConnectOptions, SessionOutcome, TraceEvent } from "./connect.ts";
export { DeviceClient } from "./device.ts";
export { DeviceError, type DeviceErrorCode } from "./device-error.ts";
export type { DeviceEvent, DeviceOptions, KeptNotice, ReportOutcome } from "./device-options.ts";
export type {
  AccountHttpOptions,
  ClientCertificate,
  ClientCertificateSource,
  DeviceHttpOptions,
  HttpClientOptions,
  ProxyOptions,
} from "./http-options.ts";
export { type LocalList, type LocalNode, LocalTree, type SetOptions, TreeError } from "./local-tree.ts";
export {
  DDF_LIMITS,
  DdfError,
  type DdfErrorCode,
  type DdfLimits,
  LOADER_FINDINGS,
  type LoaderFinding,
  type LoaderFindingCode,
} from "./objects/ddf-findings.ts";
export { type DdfObject, type DdfOptions, type DdfSpecs, objectFromDdf, specsFromDdf } from "./objects/ddf-spec.ts";
export type { DeviceDescription } from "./objects/device-objects.ts";
export type { HookName, ObjectFault } from "./objects/hooks.ts";
export { type ExecOutcome, type LongExec, longExec } from "./objects/long-exec.ts";
export type { ExecAnswer, ExecJob, ManagementObject, NodeChange, ObjectChange } from "./objects/management-object.ts";
export type {
  Bare,
  Exec,
  InstanceNames,
  NodeAt,
  ObjectShape,
  PathOf,
  WithInstances,
  WriteOnly,
} from "./objects/object-shape.ts";
export { testObject } from "./objects/test-object.ts";
export { defineObject, type ObjectHooks } from "./objects/typed-object.ts";
export type * from "./ports.ts";
export type { GatewayUser } from "./push/gateway-authentication.ts";
export type {
  Bearer,
  IgnoreReason,
  InjectOptions,
  Knock,
  PushEvent,
  PushOptions,
  PushStatistics,
  PushVerdict,
} from "./push/push-types.ts";
export type { HttpPushOptions, Listening, ListenOptions, SmsOptions, WapPushOptions } from "./push-bearers.ts";
export type { PushListener, SecureDatagram } from "./push-ports.ts";
export type { ClientEvent, GenericAlert, ReportedData, SessionlessReport } from "./report/alert-content.ts";
export { MARKS, type Mark } from "./report/marks.ts";
export type { ReportEvent } from "./report-delivery.ts";
export type { Delivery, ReportOptions } from "./send-report.ts";
export type { Ending, SessionErrorCode } from "./session/state.ts";
export { STATUS, type StatusCode } from "./status.ts";
export { StateError, type StateErrorCode } from "./tree/node-record.ts";
export { interior, leaf, type NodeSpec } from "./tree/node-spec.ts";
export type { NodeValue, NodeView, TreeView } from "./tree/tree-view.ts";
