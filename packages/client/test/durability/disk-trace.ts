/**
 * What a disk holds after a power cut, told from the system calls of a run (strace). The disk keeps what was synced:
 * the bytes of a file as of its last fsync, and names made, changed and removed before any fsync, as journaling file
 * systems do (a strict one keeps names only when their directory was synced). Everything else is lost, or, with `luck`,
 * a part of it was written all the same.
 */
import { dirname } from "node:path";

export type DiskEvent =
  | { readonly type: "write"; readonly path: string; readonly bytes: Uint8Array; readonly at: number | undefined }
  | {
      readonly type: "create" | "truncate" | "sync" | "unlink" | "mkdir";
      readonly path: string;
      readonly length?: number;
    }
  | { readonly type: "rename"; readonly path: string; readonly to: string }
  /** Something the run told the outside world. */
  | { readonly type: "mark"; readonly text: string };

/** Calls `strace -f -y -xx` has to record. */
export const TRACED =
  "openat,creat,write,pwrite64,writev,fsync,fdatasync,rename,renameat,renameat2,unlink,unlinkat,ftruncate,mkdir,mkdirat";

/** Events below `folder`, and what was written to `marks`, in the order in which the calls ended. */
export function readTrace(trace: string, folder: string, marks: string): readonly DiskEvent[] {
  const begun = new Map<string, string>();
  return trace.split("\n").flatMap((line) => {
    const [, pid = "", rest = ""] = /^(\d+)\s+(.*)$/.exec(line) ?? [];
    const unfinished = /^(.*) <unfinished \.\.\.>$/.exec(rest);
    if (unfinished !== null) {
      begun.set(pid, unfinished[1]!);
      return [];
    }
    const resumed = /^<\.\.\. \w+ resumed>(.*)$/.exec(rest);
    const call = resumed === null ? rest : `${begun.get(pid) ?? ""}${resumed[1]}`;
    return eventOf(call, folder, marks);
  });
}

function eventOf(call: string, folder: string, marks: string): readonly DiskEvent[] {
  const [, name = "", args = "", result = ""] = /^(\w+)\((.*)\)\s+= (-?\d+)/s.exec(call) ?? [];
  if (name === "" || result.startsWith("-")) return [];
  const strings = [...args.matchAll(/"((?:\\x[0-9a-f]{2})*)"/g)].map(([, text]) => unhex(text!));
  const paths = strings.map((bytes) => new TextDecoder().decode(bytes));
  const open = plainPath(/^\d+<([^>]*)>/.exec(args)?.[1]);
  const inside = (path: string | undefined): path is string => path?.startsWith(`${folder}/`) === true;
  switch (name) {
    case "write":
    case "pwrite64": {
      const bytes = strings[0]!.subarray(0, Number(result));
      if (open === marks) return [{ type: "mark", text: new TextDecoder().decode(bytes) }];
      if (!inside(open)) return [];
      const at = name === "pwrite64" ? Number(/, (\d+)$/.exec(args)?.[1]) : undefined;
      return [{ type: "write", path: open, bytes, at }];
    }
    case "writev":
      if (!inside(open)) return [];
      return [{ type: "write", path: open, bytes: Buffer.concat(strings).subarray(0, Number(result)), at: undefined }];
    case "fsync":
    case "fdatasync":
      return inside(open) || open === folder ? [{ type: "sync", path: open! }] : [];
    case "ftruncate":
      return inside(open) ? [{ type: "truncate", path: open, length: Number(/, (\d+)$/.exec(args)?.[1]) }] : [];
    case "openat":
    case "creat": {
      const path = paths[0];
      if (!inside(path) || !(name === "creat" || /O_CREAT|O_TRUNC/.test(args))) return [];
      return [{ type: /O_TRUNC/.test(args) || name === "creat" ? "truncate" : "create", path, length: 0 }];
    }
    case "mkdir":
    case "mkdirat":
      return inside(paths[0]) ? [{ type: "mkdir", path: paths[0] }] : [];
    case "unlink":
    case "unlinkat":
      return inside(paths[0]) ? [{ type: "unlink", path: paths[0] }] : [];
    default:
      return inside(paths[0]) ? [{ type: "rename", path: paths[0], to: paths[1]! }] : [];
  }
}

/** With `-xx` the paths of descriptors are escaped too. */
function plainPath(text: string | undefined): string | undefined {
  return text?.startsWith("\\x") ? new TextDecoder().decode(unhex(text)) : text;
}

function unhex(text: string): Uint8Array {
  return Buffer.from(text.replaceAll("\\x", ""), "hex");
}

/** `durable` with the names of one directory as they are now. */
function withDirectory<T>(durable: ReadonlyMap<string, T>, names: ReadonlyMap<string, T>, directory: string) {
  const others = [...durable].filter(([path]) => dirname(path) !== directory);
  return new Map([...others, ...[...names].filter(([path]) => dirname(path) === directory)]);
}

interface File {
  /** As programs see it. */
  bytes: Uint8Array;
  /** As the disk has it. */
  synced: Uint8Array;
}

/**
 * The files a disk holds when the power goes after `events`: path and content. `luck` says of each file how many of the
 * bytes that were not synced, counted from the first, were written all the same (0 to 1). On a `strict` disk a name is
 * there, or gone, only after its directory was synced.
 */
export function afterPowerCut(
  events: readonly DiskEvent[],
  luck: (path: string) => number = () => 0,
  strict = false,
): ReadonlyMap<string, Uint8Array> {
  let names = new Map<string, File>();
  let durable = new Map<string, File>();
  const fileAt = (path: string): File => {
    const file = names.get(path) ?? { bytes: new Uint8Array(), synced: new Uint8Array() };
    names.set(path, file);
    return file;
  };
  for (const event of events) {
    switch (event.type) {
      case "create":
        fileAt(event.path);
        break;
      case "truncate": {
        const file = fileAt(event.path);
        const bytes = new Uint8Array(event.length ?? 0);
        bytes.set(file.bytes.subarray(0, bytes.length));
        file.bytes = bytes;
        break;
      }
      case "write": {
        const file = fileAt(event.path);
        const at = event.at ?? file.bytes.length;
        const bytes = new Uint8Array(Math.max(file.bytes.length, at + event.bytes.length));
        bytes.set(file.bytes);
        bytes.set(event.bytes, at);
        file.bytes = bytes;
        break;
      }
      case "sync": {
        const file = names.get(event.path);
        if (file !== undefined) file.synced = file.bytes;
        durable = strict ? withDirectory(durable, names, event.path) : new Map(names);
        break;
      }
      case "rename": {
        const file = names.get(event.path);
        names = new Map(names);
        names.delete(event.path);
        if (file !== undefined) names.set(event.to, file);
        break;
      }
      case "unlink":
        names = new Map(names);
        names.delete(event.path);
        break;
      default:
        break;
    }
  }
  const left = new Map<string, Uint8Array>();
  for (const [path, { bytes, synced }] of durable) {
    const kept = Math.floor(synced.length + Math.max(0, bytes.length - synced.length) * luck(path));
    left.set(path, kept > synced.length ? bytes.subarray(0, kept) : synced);
  }
  return left;
}
