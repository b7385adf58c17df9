/** What a device maker gives to add an object to the tree: its shape, and behaviour where a stored value is not enough. */
import type { StatusCode } from "../status.ts";
import type { NodeSpec } from "../tree/node-spec.ts";

export interface ManagementObject {
  /** The object's place and shape: a child of the root. */
  readonly spec: NodeSpec;
  /** A value computed on Get; `undefined` leaves the stored one. */
  read?(path: readonly string[]): string | Uint8Array | undefined;
  /** Runs the node at `path`. 200 done, 202 runs on; any failure code refuses. Must settle when `signal` aborts. */
  exec?(path: readonly string[], argument: string, signal: AbortSignal): StatusCode | Promise<StatusCode>;
}
