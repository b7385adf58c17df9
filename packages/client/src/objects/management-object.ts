/**
 * What a device maker gives to add an object to the tree: its shape, and behaviour where stored values are not enough.
 *
 * Hooks run one at a time and with a time limit. One that throws, or does not settle in time, fails its own command and
 * nothing else.
 */
import type { StatusCode } from "../status.ts";
import type { NodeSpec } from "../tree/node-spec.ts";
import type { Job } from "../tree/object-host.ts";
import type { NodeValue, NodeView, TreeView } from "../tree/tree-view.ts";
import type { LongExec } from "./long-exec.ts";

export interface ManagementObject {
  /** The object's shape; its DDF as data. */
  readonly spec: NodeSpec;
  /** URI of the interior node the object hangs under, made when it is missing; the root when not given. */
  readonly under?: string;

  /** A value computed on Get; `undefined` leaves the stored one. */
  read?(path: readonly string[]): NodeValue | undefined | Promise<NodeValue | undefined>;

  /**
   * Sees what a command, or a whole Atomic, changed in this object before any of it is durable. Anything but 200 undoes
   * the whole transaction and is the command's Status. An object that prepares something of its own here undoes it in
   * `rollBack`.
   */
  validate?(change: ObjectChange, signal: AbortSignal): StatusCode | Promise<StatusCode>;

  /** `validate` said 200 but the transaction was undone for another reason. Throwing says that undoing failed (516). */
  rollBack?(change: ObjectChange, signal: AbortSignal): void | Promise<void>;

  /**
   * The change is durable: act on it. Runs again after a crash, so it must be safe to run twice; what changed is then
   * known by `paths` alone.
   */
  applied?(paths: readonly (readonly string[])[], tree: TreeView, signal: AbortSignal): void | Promise<void>;

  /**
   * Runs the node at `path`: 200 done, any failure code refuses. Must settle when `job.signal` aborts. What takes longer
   * returns `longExec({ … })`: the server gets 202, and a generic alert when the work is done (protocol §8.8). An object
   * that returns a bare 202 tells the server itself.
   */
  exec?(path: readonly string[], argument: string, job: ExecJob): ExecAnswer | Promise<ExecAnswer>;
}

export type ExecAnswer = StatusCode | LongExec;

export interface ExecJob extends Job {
  /** Aborts when the time limit is over or the device is closed. */
  readonly signal: AbortSignal;
}

/** One transaction as one object sees it. */
export interface ObjectChange {
  /** One entry for each node that differs, parents first. */
  readonly nodes: readonly NodeChange[];
  /** The tree as it will be. */
  readonly tree: TreeView;
}

export interface NodeChange {
  /** As the node is called after the transaction; of a removed one, before. */
  readonly path: readonly string[];
  /** Absent: the node is new. */
  readonly before?: NodeView;
  /** Absent: the node is gone. */
  readonly after?: NodeView;
}
