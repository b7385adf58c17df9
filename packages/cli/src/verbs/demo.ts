/** `demo`: a server and a device in one process, a whole managed session over real HTTP on a loopback address. */
import { DeviceClient, type SessionOutcome, testObject } from "@oma-dm/client";
import type { Encoding } from "@oma-dm/codec/syncml";
import { bootstrapDocument, demoSession, printLadder, type SessionReport, signBootstrap, startLab } from "@oma-dm/lab";
import { EXIT } from "../failure.ts";
import type { Io } from "../io.ts";
import { toJson } from "../json.ts";

const DEVICE = { devId: "IMEI:004999010640000", man: "Acme", mod: "GW-1", swV: "1.0" };
const IMSI = "001010123456789";
const SERVER_ID = "com.example.dm";
/** Known to everyone who reads this: the demo's server lives as long as the demo. */
const CLIENT = { name: "gw-1", secret: "client-secret-of-the-demo", nonce: Uint8Array.from([1, 2, 3, 4]) };
const SERVER = { name: SERVER_ID, secret: "server-secret-of-the-demo", nonce: Uint8Array.from([5, 6, 7, 8]) };

interface Run {
  readonly encoding: Encoding;
  readonly outcome: SessionOutcome;
  readonly report: SessionReport;
  readonly ladder: string;
}

export async function demo(
  io: Io,
  flags: { readonly xml?: boolean; readonly wbxml?: boolean; readonly json?: boolean },
): Promise<number> {
  const encodings: readonly Encoding[] =
    flags.xml === true ? ["xml"] : flags.wbxml === true ? ["wbxml"] : ["wbxml", "xml"];
  const lab = await startLab({ accounts: [{ client: CLIENT, server: SERVER }], script: demoSession });
  try {
    const device = await DeviceClient.open({
      device: DEVICE,
      objects: [testObject()],
      ...(io.ports && { ports: io.ports }),
    });
    try {
      const account = { serverId: SERVER_ID, url: lab.url, deviceId: DEVICE.devId, client: CLIENT, server: SERVER };
      const { bytes, contentType } = signBootstrap(bootstrapDocument(account), { sec: "NETWORKID", imsi: IMSI });
      const made = await device.bootstrap(bytes, { contentType, imsi: IMSI });
      if (flags.json !== true) {
        io.out("A device that knows nobody, and a DM server on this machine.\n\n");
        io.out(`1. Bootstrap: ${bytes.length} bytes of WBXML, MAC by NETWORKID verified\n`);
        io.out(`   created ${made.created.join(", ")}: the account of ${made.accounts.join(", ")}\n\n`);
      }
      const runs: Run[] = [];
      for (const encoding of encodings) {
        const from = lab.log.length;
        const outcome = await device.connect(SERVER_ID, { encoding, ...(io.signal && { signal: io.signal }) });
        const report = await lab.ended(runs.length + 1);
        const run = { encoding, outcome, report, ladder: printLadder(lab.trace().slice(from)) };
        runs.push(run);
        if (flags.json !== true) show(io, run, runs.length + 1);
      }
      const passed = runs.every(({ outcome, report }) => outcome.outcome === "completed" && report.passed);
      if (flags.json === true) {
        const sessions = runs.map(({ encoding, outcome, report }) => ({
          encoding,
          ...outcome,
          passed: report.passed,
          violations: report.violations,
        }));
        io.out(toJson({ passed, bootstrap: made, sessions }));
      }
      return passed ? EXIT.done : EXIT.failed;
    } finally {
      await device.close();
    }
  } finally {
    await lab.close();
  }
}

function show(io: Io, { encoding, outcome, report, ladder }: Run, number: number): void {
  io.out(`${number}. A session in ${encoding === "wbxml" ? "WBXML" : "XML"}\n\n${ladder}\n`);
  const { messages, server, commands } = outcome;
  io.out(
    `   ${outcome.outcome}: ${messages} messages sent, ${commands.length} commands run, server authenticated by ${server.by}\n`,
  );
  if ("error" in outcome) io.out(`   error: ${outcome.error.code}: ${outcome.error.message}\n`);
  for (const { rule, message, what } of report.violations)
    io.out(`   the server objects: message ${message}, ${rule}: ${what}\n`);
  if (report.passed)
    io.out("   the server, which is written from the specification alone, found nothing to object to\n");
  io.out("\n");
}
