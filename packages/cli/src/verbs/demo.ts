/** `demo`: a server and a device in one process, a whole managed session over real HTTP on a loopback address. */
import { DeviceClient, type SessionOutcome, testObject } from "@oma-dm/client";
import type { Encoding } from "@oma-dm/codec/syncml";
import {
  bootstrapDocument,
  demoSession,
  type Lab,
  printLadder,
  type SessionReport,
  signBootstrap,
  startLab,
} from "@oma-dm/lab";
import { EXIT } from "../failure.ts";
import type { Io } from "../io.ts";
import { toJson } from "../json.ts";
import { printable } from "../printable.ts";

const DEVICE = { devId: "IMEI:004999010640000", man: "Acme", mod: "GW-1", swV: "1.0" };
const IMSI = "001010123456789";
const SERVER_ID = "com.example.dm";
/** Known to everyone who reads this: the demo's server lives as long as the demo. */
const CLIENT = { name: "gw-1", secret: "client-secret-of-the-demo", nonce: Uint8Array.from([1, 2, 3, 4]) };
const SERVER = { name: SERVER_ID, secret: "server-secret-of-the-demo", nonce: Uint8Array.from([5, 6, 7, 8]) };

export interface DemoFlags {
  readonly both?: boolean;
  readonly xml?: boolean;
  readonly wbxml?: boolean;
  readonly json?: boolean;
}

interface Run {
  readonly encoding: Encoding;
  readonly outcome: SessionOutcome;
  /** Absent when the session never reached the server. */
  readonly report: SessionReport | undefined;
  readonly ladder: string;
}

export async function demo(io: Io, flags: DemoFlags): Promise<number> {
  const lab = await startLab({ accounts: [{ client: CLIENT, server: SERVER }], script: demoSession });
  try {
    const objects = [testObject()];
    const device = await DeviceClient.open({ device: DEVICE, objects, ...(io.ports && { ports: io.ports }) });
    try {
      return await show(io, flags, lab, device);
    } finally {
      await device.close();
    }
  } finally {
    await lab.close();
  }
}

async function show(io: Io, flags: DemoFlags, lab: Lab, device: DeviceClient): Promise<number> {
  const tell = (text: string): void => {
    if (flags.json !== true) io.out(text);
  };
  const account = { serverId: SERVER_ID, url: lab.url, deviceId: DEVICE.devId, client: CLIENT, server: SERVER };
  const { bytes, contentType } = signBootstrap(bootstrapDocument(account), { sec: "NETWORKID", imsi: IMSI });
  const made = await device.bootstrap(bytes, { contentType, imsi: IMSI });
  tell("A device that knows nobody, and an OMA DM server; both run here, over HTTP on this machine.\n\n");
  tell(`1. Bootstrap: ${bytes.length} bytes of WBXML tell the device whom to trust\n\n`);
  tell("   the MAC fits the network's secret (NETWORKID), so the document is taken\n");
  tell(`   created ${made.created.join(", ")}, the account of ${made.accounts.join(", ")}\n\n`);

  const signal = io.interrupted?.();
  const runs: Run[] = [];
  for (const encoding of encodingsOf(flags)) {
    const from = lab.log.length;
    const outcome = await device.connect(SERVER_ID, { encoding, ...(signal && { signal }) });
    // A session that failed may never end for the server: it is asked for what it saw, not waited for.
    const number = runs.length + 1;
    const report = outcome.outcome === "completed" ? await lab.ended(number) : lab.sessions[number - 1];
    const run = { encoding, outcome, report, ladder: printLadder(lab.trace().slice(from)) };
    runs.push(run);
    tell(describeRun(run, number + 1));
    if (!isGood(run)) break;
  }
  const passed = runs.every(isGood);
  const which = runs.length === 1 ? "the session" : "both sessions";
  tell(passed ? `Passed: ${which} completed, the server's judge found no rule broken.\n` : "Failed: see above.\n");
  if (flags.json === true) {
    const sessions = runs.map(({ encoding, outcome, report }) => ({
      encoding,
      ...outcome,
      passed: report?.passed === true,
      violations: report?.violations ?? [],
    }));
    io.out(toJson({ passed, bootstrap: made, sessions }));
  }
  return passed ? EXIT.done : EXIT.failed;
}

function encodingsOf({ both, xml, wbxml }: DemoFlags): readonly Encoding[] {
  if (both === true || xml === wbxml) return ["wbxml", "xml"];
  return [xml === true ? "xml" : "wbxml"];
}

function isGood({ outcome, report }: Run): boolean {
  return outcome.outcome === "completed" && report?.passed === true;
}

function describeRun({ encoding, outcome, report, ladder }: Run, number: number): string {
  const { messages, server, commands } = outcome;
  const proof = server.authenticated ? `server authenticated by ${server.by}` : "server not authenticated";
  const lines = [`${outcome.outcome}: ${messages} messages sent, ${commands.length} commands run, ${proof}`];
  if ("error" in outcome) lines.push(`error: ${outcome.error.code}: ${printable(outcome.error.message)}`);
  for (const { rule, message, what } of report?.violations ?? []) {
    lines.push(`the server objects: message ${message}, ${rule}: ${printable(what)}`);
  }
  if (report?.passed === true) {
    lines.push("the server, which is written from the specification alone, found nothing to object to");
  }
  const title = `${number}. Session in ${encoding === "wbxml" ? "WBXML" : "XML"}`;
  return `${title}\n\n${ladder}\n${lines.map((line) => `   ${line}\n`).join("")}\n`;
}
