/**
 * Short messages that smstools left in its spool directory: a head of lines, an empty one, the user data without its own
 * header (bootstrap-push §4.5).
 */
import { watch } from "node:fs";
import { lstat, open, readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { DeviceError } from "../device-error.ts";
import type { Clock } from "../ports.ts";
import type { PushListener, ShortMessages } from "../push-ports.ts";

export interface SpoolOptions {
  readonly directory: string;
  /** Milliseconds between two looks, for directories that tell nothing themselves; 2,000 when not given. */
  readonly everyMs?: number;
}

/** 255 parts of 140 octets and a head are less. */
const MAX_FILE = 64 * 1024;

/**
 * What is a push for the device is removed once it was taken; all else, single parts included, is left for whoever reads
 * the directory besides: let smstools put parts together.
 * Rejects with `DeviceError` unavailable when there is no such directory.
 */
export async function openSpool(
  { directory, everyMs = 2_000 }: SpoolOptions,
  messages: ShortMessages,
  clock: Clock,
): Promise<PushListener> {
  const isThere = await lstat(directory).then(
    (found) => found.isDirectory(),
    () => false,
  );
  if (!isThere) throw new DeviceError("unavailable", `${directory} is no directory; name that of incoming messages`);
  const stop = new AbortController();
  let wake = new AbortController();
  const watcher = watch(directory, () => wake.abort());
  watcher.on("error", () => undefined);
  const loop = async (): Promise<void> => {
    let others = new Set<string>();
    while (!stop.signal.aborted) {
      wake = new AbortController();
      others = await look(directory, others, messages, stop.signal);
      await clock.sleep(everyMs, AbortSignal.any([stop.signal, wake.signal]));
    }
  };
  const running = loop();
  return {
    name: `sms spool ${directory}`,
    close: async () => {
      stop.abort();
      watcher.close();
      await running;
    },
  };
}

/** Takes what is new; returns what was found not to be ours, so that it is not read again and again. */
async function look(
  directory: string,
  others: ReadonlySet<string>,
  messages: ShortMessages,
  signal: AbortSignal,
): Promise<Set<string>> {
  const left = new Set<string>();
  const names = await readdir(directory).catch(() => []);
  for (const name of names.sort()) {
    if (signal.aborted || name.startsWith(".") || name.endsWith(".LOCK")) continue;
    const file = join(directory, name);
    // A file that is written anew is another one.
    const found = await lstat(file).catch(() => undefined);
    if (found === undefined || !found.isFile()) continue;
    const key = `${name} ${found.ino} ${found.mtimeMs} ${found.size}`;
    if (others.has(key)) {
      left.add(key);
      continue;
    }
    const bytes = await readSmall(file);
    try {
      const isOurs = bytes !== undefined && (await take(bytes, messages));
      if (isOurs) await rm(file, { force: true });
      else left.add(key);
    } catch {
      // It could not be taken, or not be removed: it stays, and the next look tries again.
    }
  }
  return left;
}

async function readSmall(file: string): Promise<Uint8Array | undefined> {
  const handle = await open(file, "r").catch(() => undefined);
  if (handle === undefined) return undefined;
  try {
    const buffer = Buffer.alloc(MAX_FILE + 1);
    const { bytesRead } = await handle.read(buffer, 0, buffer.length, 0);
    return bytesRead > MAX_FILE ? undefined : Uint8Array.from(buffer.subarray(0, bytesRead));
  } catch {
    return undefined;
  } finally {
    await handle.close();
  }
}

async function take(bytes: Uint8Array, messages: ShortMessages): Promise<boolean> {
  const message = parseSpooled(bytes);
  return message === undefined ? false : messages.userData(message.from, message.userData);
}

/** A binary message with a user data header; `undefined` for all else. */
export function parseSpooled(bytes: Uint8Array): { readonly from: string; readonly userData: Uint8Array } | undefined {
  const text = Buffer.from(bytes).toString("latin1");
  const end = text.indexOf("\n\n");
  if (end < 0) return undefined;
  const head = new Map(
    text
      .slice(0, end)
      .split("\n")
      .map((line): [string, string] => {
        const [, name = "", value = ""] = /^([^:]+):\s*(.*?)\s*$/.exec(line) ?? [];
        return [name.toLowerCase(), value];
      }),
  );
  const udh = (head.get("udh-data") ?? "").replace(/\s/g, "");
  if (head.get("alphabet")?.toLowerCase() !== "binary" || !/^(?:[0-9a-f]{2})+$/i.test(udh)) return undefined;
  return {
    from: head.get("from") ?? "",
    userData: Uint8Array.from(Buffer.concat([Buffer.from(udh, "hex"), bytes.subarray(end + 2)])),
  };
}
