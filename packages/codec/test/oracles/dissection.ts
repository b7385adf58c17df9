/** WBXML documents as tshark sees them: a device's POST of each, in one capture. */
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { MEDIA_TYPES } from "@oma-dm/codec/syncml";
import type { InfosetElement } from "./infoset.ts";
import { run, withFolder } from "./programs.ts";

export interface Dissection {
  /** The public identifier as tshark prints it. It reads on past one that has no terminator, and then knows no names. */
  readonly type: string;
  /** Start tags and end tags in order, as `<Item>` and `</Item>`. */
  readonly tags: readonly string[];
  /** Complaints of the dissector. */
  readonly complaints: readonly string[];
}

interface Row {
  readonly kind: "open" | "empty" | "close";
  /** Code page and token; undefined for a literal. */
  readonly token?: string;
  /** Undefined where tshark prints the token for want of a name. */
  readonly name?: string;
}

export async function dissect(documents: readonly Uint8Array[]): Promise<readonly Dissection[]> {
  const printed = await withFolder(async (folder) => {
    const [text, capture] = [join(folder, "dump.txt"), join(folder, "capture.pcap")];
    await writeFile(text, documents.map(hexDump).join(""));
    await run("text2pcap", ["-q", "-T", "40000,80", text, capture]);
    return run("tshark", ["-r", capture, "-O", "wbxml"]);
  });
  const frames = printed.split(/^Frame \d+:/m).slice(1);
  const rows = frames.map((frame) => frame.split("\n").flatMap(readRow));
  // Names for the documents without any, learnt from those tshark knows by their identifier.
  const names = new Map<string, string>();
  for (const { token, name } of rows.flat()) if (token !== undefined && name !== undefined) names.set(token, name);
  return frames.map((frame, index) => {
    const [, type = ""] = /^WAP Binary XML,.*Public ID: "(.*)"$/m.exec(frame) ?? [];
    const complaints = frame.split("\n").filter((line) => /malformed|unrecognized|\binvalid\b/i.test(line));
    return { type, tags: tagsIn(rows[index]!, names), complaints };
  });
}

/** A packet begins where the offset is 0 again. */
function hexDump(document: Uint8Array): string {
  const head = `POST /dm HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: ${MEDIA_TYPES.syncml.wbxml}\r\nContent-Length: ${document.length}\r\n\r\n`;
  const packet = Buffer.concat([Buffer.from(head), document]);
  const lines: string[] = [];
  for (let at = 0; at < packet.length; at += 16) {
    const line = packet
      .subarray(at, at + 16)
      .toString("hex")
      .replace(/..(?=.)/g, "$& ");
    lines.push(`${at.toString(16).padStart(6, "0")} ${line}\n`);
  }
  return lines.join("");
}

/** `Level | State | Codepage | WBXML Token Description | Rendering`. */
const ROW = /^ {4,}\d* +\| Tag +\| T +(\d+) +\| +(.*?) +\| +(.*?)\s*$/;

function readRow(line: string): readonly Row[] {
  const [, page, description = "", rendering = ""] = ROW.exec(line) ?? [];
  if (description.startsWith("END")) return [{ kind: "close" }];
  const [, name] = /^<([\w.:-]+)/.exec(rendering) ?? [];
  if (name === undefined || !/^(?:Known|Literal) tag/i.test(description)) return [];
  const [, token] = /^Known tag 0x([\da-f]+)/i.exec(description) ?? [];
  return [
    {
      kind: rendering.endsWith("/>") ? "empty" : "open",
      ...(token === undefined ? {} : { token: `${page} ${token.toLowerCase()}` }),
      ...(name.startsWith("Tag_0x") ? {} : { name }),
    },
  ];
}

function tagsIn(rows: readonly Row[], names: ReadonlyMap<string, string>): readonly string[] {
  const open: string[] = [];
  return rows.flatMap(({ kind, token = "", name = names.get(token) ?? token }) => {
    if (kind === "close") return [`</${open.pop()}>`];
    if (kind === "empty") return [`<${name}>`, `</${name}>`];
    open.push(name);
    return [`<${name}>`];
  });
}

/** The tags of a document in the same spelling. Below `opaque`, where tshark sees only a length, nothing is listed. */
export function tagsOf(element: InfosetElement, opaque: (element: InfosetElement) => boolean): readonly string[] {
  const inner = element.children.flatMap((child) =>
    typeof child === "string" || opaque(child) ? [] : tagsOf(child, opaque),
  );
  return [`<${element.name}>`, ...inner, `</${element.name}>`];
}
