/**
 * Puts a reply on the wire, with the faults the script asks for.
 *
 * Clause: protocol §12.2, §12.3; decisions D10, D14.
 */
import type { ServerResponse } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import { gzipSync } from "node:zlib";
import { type Encoding, MEDIA_TYPES } from "@oma-dm/codec/syncml";
import type { HeaderList } from "./rule.ts";
import type { Fault } from "./script.ts";

export interface Delivered {
  /** Absent: nothing was answered. */
  readonly status?: number;
  readonly headers: HeaderList;
  /** The body bytes handed to the socket. */
  readonly bytes: Uint8Array;
  /** In words, for the log. */
  readonly fault?: string;
  /** The script wants the whole server gone. */
  readonly stop: boolean;
}

/** What an answer without faults is made of. */
export interface Deliverable {
  readonly bytes: Uint8Array;
  readonly encoding: Encoding;
  readonly headers?: HeaderList;
  /** HTTP status; default 200. */
  readonly status?: number;
}

interface Shape {
  status: number;
  headers: Record<string, string>;
  bytes: Uint8Array;
  chunk?: number;
  /** Bytes after which the socket closes. */
  cut?: number;
}

/** Sends the reply; resolves when the bytes are handed over. Never rejects when the peer is gone. */
export async function deliver(
  outgoing: ServerResponse,
  reply: Deliverable & { readonly previous?: Deliverable },
  faults: readonly Fault[],
): Promise<Delivered> {
  const replays = faults.some((fault) => fault.kind === "replay");
  if (replays && reply.previous === undefined) throw new TypeError("no message came before that could come again");
  const {
    bytes,
    encoding,
    headers = [],
    status = 200,
  } = replays && reply.previous !== undefined ? reply.previous : reply;
  const shape: Shape = {
    status,
    headers: {
      ...(bytes.length === 0 ? {} : { "content-type": MEDIA_TYPES.syncml[encoding] }),
      "cache-control": "no-store",
      ...Object.fromEntries(headers),
    },
    bytes,
  };
  for (const fault of faults) {
    if (fault.kind === "delay") await sleep(fault.ms);
    else if (fault.kind === "drop" || fault.kind === "stop-server") {
      outgoing.destroy();
      return { headers: [], bytes: new Uint8Array(), fault: printFaults(faults), stop: fault.kind === "stop-server" };
    } else if (fault.kind !== "replay") spoil(shape, fault);
  }
  await write(outgoing, shape);
  const sent = shape.cut === undefined ? shape.bytes : shape.bytes.subarray(0, shape.cut);
  const delivered = { status: shape.status, headers: Object.entries(shape.headers), bytes: sent, stop: false };
  return faults.length === 0 ? delivered : { ...delivered, fault: printFaults(faults) };
}

function spoil(shape: Shape, fault: Exclude<Fault, { kind: "delay" | "drop" | "stop-server" | "replay" }>): void {
  switch (fault.kind) {
    case "garbage":
      shape.bytes = fault.bytes;
      return;
    case "tampered":
      shape.bytes = tamper(shape.bytes, fault.from, fault.to);
      return;
    case "content-type":
      shape.headers["content-type"] = fault.value;
      return;
    case "content-encoding":
      shape.headers["content-encoding"] = fault.value;
      return;
    case "compressed":
      shape.headers["content-encoding"] = "gzip";
      shape.bytes = new Uint8Array(gzipSync(shape.bytes));
      return;
    case "headers":
      Object.assign(shape.headers, fault.headers);
      return;
    case "truncated":
      shape.cut = Math.min(fault.bytes, shape.bytes.length);
      return;
    case "chunked":
      shape.chunk = Math.max(1, fault.size);
      return;
    case "http-status":
      shape.status = fault.status;
      shape.headers = { ...fault.headers };
      shape.bytes = new Uint8Array();
      return;
    case "redirect":
      shape.status = fault.status;
      shape.headers = { location: fault.location };
      shape.bytes = new Uint8Array();
  }
}

function tamper(bytes: Uint8Array, from: string, to: string): Uint8Array {
  const changed = Buffer.from(bytes);
  const at = changed.indexOf(from);
  if (at < 0 || Buffer.byteLength(from) !== Buffer.byteLength(to)) {
    throw new TypeError(`the answer has no "${from}" to be changed into as many bytes`);
  }
  changed.write(to, at, "utf8");
  return changed;
}

async function write(outgoing: ServerResponse, { status, headers, bytes, chunk, cut }: Shape): Promise<void> {
  // HTTP 204 has no body and says nothing of its length.
  if (chunk === undefined && status !== 204) headers["content-length"] = String(bytes.length);
  outgoing.writeHead(status, headers);
  if (cut !== undefined) {
    await new Promise<void>((resolve) => outgoing.write(bytes.subarray(0, cut), () => resolve()));
    outgoing.destroy();
    return;
  }
  if (chunk !== undefined) {
    for (let at = 0; at < bytes.length; at += chunk) outgoing.write(bytes.subarray(at, at + chunk));
    outgoing.end();
    return;
  }
  outgoing.end(bytes);
}

/** These change how, not whether, a request is answered: they strike every time. */
const LASTING: ReadonlySet<Fault["kind"]> = new Set(["delay", "chunked", "headers"]);

/** Faults that strike again when the client repeats its request. `repeats`: how often it did so already, this time too. */
export function lastingFaults(faults: readonly Fault[], repeats = 1): Fault[] {
  return faults.filter((fault) => LASTING.has(fault.kind) || ("times" in fault && (fault.times ?? 1) > repeats));
}

/** With these faults the client still gets a message it can answer. */
export function arrives(faults: readonly Fault[]): boolean {
  return faults.every((fault) => LASTING.has(fault.kind) || fault.kind === "tampered");
}

function printFaults(faults: readonly Fault[]): string {
  return faults.map(printFault).join(", ");
}

function printFault(fault: Fault): string {
  switch (fault.kind) {
    case "stop-server":
      return "the server stops";
    case "drop":
      return "the socket closes without an answer";
    case "garbage":
      return `${fault.bytes.length} bytes of garbage`;
    case "content-type":
      return `Content-Type ${fault.value}`;
    case "content-encoding":
      return `Content-Encoding ${fault.value}`;
    case "http-status":
      return `HTTP ${fault.status}`;
    case "delay":
      return `${fault.ms} ms late`;
    case "replay":
      return "the message before comes again";
    case "tampered":
      return `"${fault.from}" changed into "${fault.to}"`;
    case "compressed":
      return "compressed";
    case "headers":
      return `headers ${Object.keys(fault.headers).join(", ")}`;
    case "truncated":
      return `cut after ${fault.bytes} bytes`;
    case "chunked":
      return `chunks of ${fault.size} bytes`;
    case "redirect":
      return `HTTP ${fault.status} to ${fault.location}`;
  }
}
