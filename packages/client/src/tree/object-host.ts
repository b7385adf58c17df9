/** What commands ask of the objects behind the tree; the objects themselves are somebody else's. */
import type { MaybeLater } from "../maybe-later.ts";
import type { StatusCode } from "../status.ts";
import type { Transaction } from "./transaction.ts";
import type { NodeValue } from "./tree-view.ts";

/** How a transaction ended. */
export interface Settled {
  /** 200, or the Status of the object that refused. */
  readonly status: StatusCode;
  /** Whether what happened at a path could not be undone: 516 instead of 216. */
  readonly isStuck: (path: readonly string[]) => boolean;
}

export interface Job {
  /** The server's name for this job, to be given back with its outcome (protocol §8.8). */
  readonly correlator?: string;
  /** Who asked; absent when it was the device itself. */
  readonly serverId?: string;
  /** Tells whoever watches the device how far it is. */
  progress(note: string): void;
}

export interface ObjectHost {
  /** A computed value; undefined: the stored one holds. Rejects with `ReadFailed`, never throws. Bound to its host. */
  readonly read: (path: readonly string[]) => NodeValue | undefined | Promise<NodeValue | undefined>;
  /** Whether values at a path are computed. Bound to its host. */
  readonly isBacked: (path: readonly string[]) => boolean;
  /** Runs the node at `path`. Never rejects. */
  exec(path: readonly string[], argument: string, job: Job): Promise<StatusCode>;
  /** Asks every object a transaction touched, then commits it; or undoes all of it when one refuses (tree §9.7). */
  settle(transaction: Transaction): MaybeLater<Settled>;
}
