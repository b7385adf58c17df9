/** The flows of protocol §10.10 and §11.3, message by message, as they went over the wire between a device and the lab. */
import { decodeBase64 } from "@oma-dm/codec/auth";
import type { Command, Message } from "@oma-dm/codec/syncml";
import * as lab from "@oma-dm/lab";
import { describe, expect, it } from "vitest";
import { CLIENT, run, SERVER, SERVER_ID } from "./with-lab.ts";

/** Names the nonces of a session: `cs` are the client's to use, `sc` the server's; `0` the stored one. */
class Nonces {
  private readonly given = { cs: [CLIENT.nonce], sc: [SERVER.nonce] };

  hear(whose: "cs" | "sc", text: string): string {
    return `${whose}${this.given[whose].push(decodeBase64(text)!) - 1}`;
  }

  /** Which nonce made what was shown. */
  behind(whose: "cs" | "sc", shown: (nonce: Uint8Array) => boolean): string {
    const at = this.given[whose].findIndex(shown);
    return at < 0 ? "?" : `${whose}${at}`;
  }
}

/** `> md5(cs0) | Alert 1201, Replace, Final` for each message; a Chal stands behind its Status as `+sc1`. */
function linesOf(log: readonly lab.LogEntry[]): readonly string[] {
  const nonces = new Nonces();
  return log.map(({ direction, message, headers, bytes }) => {
    const fromClient = direction === "to-server";
    const { syncHdr, syncBody } = message!;
    const said = syncBody.commands.map((command) => describeCommand(command, fromClient ? "sc" : "cs", nonces));
    const proof = proofOf({ syncHdr, headers, bytes }, fromClient, nonces);
    return `${fromClient ? ">" : "<"} ${proof} | ${[...said, ...(syncBody.final === true ? ["Final"] : [])].join(", ")}`;
  });
}

function describeCommand(command: Command, whose: "cs" | "sc", nonces: Nonces): string {
  if (command.cmd === "Alert") return `Alert ${String(command.data)}`;
  if (command.cmd !== "Status") return command.cmd;
  const next = command.chal?.meta.nextNonce;
  return `${command.command} ${command.data}${next === undefined ? "" : `+${nonces.hear(whose, next)}`}`;
}

function proofOf(
  { syncHdr, headers, bytes: body }: Pick<Message, "syncHdr"> & Pick<lab.LogEntry, "headers" | "bytes">,
  fromClient: boolean,
  nonces: Nonces,
): string {
  const { name, secret } = fromClient ? CLIENT : SERVER;
  const whose = fromClient ? "cs" : "sc";
  const header = headers.find(([each]) => each === "x-syncml-hmac")?.[1];
  const proofs: string[] = [];
  if (syncHdr.cred !== undefined) {
    const { data } = syncHdr.cred;
    proofs.push(`md5(${nonces.behind(whose, (nonce) => lab.digestText(name, secret, nonce) === data)})`);
  }
  if (header !== undefined) {
    const mac = lab.parseHmacHeader(header) as { readonly algorithm: string; readonly mac: string };
    const { algorithm } = mac;
    const fits = (nonce: Uint8Array) => lab.macText({ algorithm, name, secret, nonce, body }) === mac.mac;
    proofs.push(`mac(${nonces.behind(whose, fits)})`);
  }
  return proofs.join(" ") || "-";
}

async function play(script: lab.Script, setup: Partial<Parameters<typeof run>[0]> = {}) {
  const { outcome, lab: server, device } = await run({ script, ...setup });
  expect(outcome).toMatchObject({ outcome: "completed", server: { authenticated: true } });
  expect((await server.ended()).violations).toEqual([]);
  return { lines: linesOf(server.log), log: server.log, device, server };
}

const PACKAGE_1 = "Alert 1201, Replace, Final";

describe("with md5", () => {
  it("A: both nonces in sync", async () => {
    const { lines, device, server } = await play(lab.flowA);
    const rules = ["protocol §10.10#1", "protocol §10.10#2", "protocol §10.10#3", "protocol §10.10#4"];
    expect(Object.fromEntries(rules.map((rule, at) => [rule, lines[at]]))).toEqual({
      "protocol §10.10#1": `> md5(cs0) | ${PACKAGE_1}`,
      "protocol §10.10#2": "< md5(sc0) | SyncHdr 212+cs1, Alert 200, Replace 200, Get, Final",
      "protocol §10.10#3": "> - | SyncHdr 212+sc1, Get 200, Results, Final",
      "protocol §10.10#4": "< - | SyncHdr 200, Final",
    });
    expect(lines).toHaveLength(4);
    // What was stored of it begins the next session.
    await device.connect(SERVER_ID);
    await server.ended(2);
    const both = linesOf(server.log);
    expect([both[4], both[5]]).toEqual([
      `> md5(cs1) | ${PACKAGE_1}`,
      "< md5(sc1) | SyncHdr 212+cs2, Alert 200, Replace 200, Get, Final",
    ]);
  });

  it.each([
    ["none", { forgetNonces: true }, lab.flowB, "-", "407"],
    ["a stale one", {}, lab.flowBStaleNonce, "md5(cs0)", "401"],
  ] as const)("B: the client has %s (protocol §10.10#5)", async (_, setup, flow, shown, code) => {
    const { lines } = await play(flow, { ...setup, server: SERVER });
    expect(lines.slice(0, 3)).toEqual([
      `> ${shown} | ${PACKAGE_1}`,
      expect.stringMatching(new RegExp(`^< \\S+ \\| SyncHdr ${code}\\+cs1, Alert ${code}, Replace ${code}, Final$`)),
      expect.stringMatching(/^> md5\(cs1\) \| SyncHdr (?:212|40[17])\+sc1, Alert 1201, Replace, Final$/),
    ]);
    expect(lines[3]).toMatch(/SyncHdr 212\+cs2, Alert 200, Replace 200, Get, Final$/);
  });

  it("B: the server's refusal holds nothing but Statuses, one for each command (protocol §10.7#1)", async () => {
    const { log } = await play(lab.flowB);
    const [asked, refusal] = log.map(({ message }) => message!.syncBody.commands);
    expect(refusal!.every(({ cmd }) => cmd === "Status")).toBe(true);
    expect(refusal!.map((each) => (each.cmd === "Status" ? [each.cmdRef, each.data] : []))).toEqual([
      ["0", "401"],
      ...asked!.map(({ cmdId }) => [cmdId, "401"]),
    ]);
  });

  it("C: the server shows nothing before it is asked (protocol §10.10#6)", async () => {
    const { lines } = await play(lab.flowC);
    expect(lines).toEqual([
      `> md5(cs0) | ${PACKAGE_1}`,
      "< - | SyncHdr 212+cs1, Alert 200, Replace 200, Get, Final",
      "> - | SyncHdr 407+sc1, Get 407, Final",
      "< md5(sc1) | SyncHdr 200, Get, Final",
      "> - | SyncHdr 212+sc2, Get 200, Results, Final",
      "< - | SyncHdr 200, Final",
    ]);
  });

  it("D: both at once (protocol §10.10#7)", async () => {
    const { lines } = await play(lab.flowD, { forgetNonces: true });
    expect(lines).toEqual([
      `> - | ${PACKAGE_1}`,
      "< - | SyncHdr 407+cs1, Alert 407, Replace 407, Final",
      `> md5(cs1) | SyncHdr 407+sc1, ${PACKAGE_1}`,
      "< md5(sc1) | SyncHdr 212+cs2, Alert 200, Replace 200, Get, Final",
      "> - | SyncHdr 212+sc2, Get 200, Results, Final",
      "< - | SyncHdr 200, Final",
    ]);
  });

  it("E: every message with credentials of its own (protocol §10.10#8)", async () => {
    const twice = lab.script(
      "flow-e-twice",
      { authScope: "message" },
      lab.send(lab.get("./DevInfo/Man")),
      lab.send(lab.get("./DevInfo/Mod")),
      lab.end(),
    );
    const { lines } = await play(twice);
    expect(lines.map((line) => line.replace(/,.*/, ""))).toEqual([
      "> md5(cs0) | Alert 1201",
      "< md5(sc0) | SyncHdr 200+cs1",
      "> md5(cs1) | SyncHdr 212+sc1",
      "< - | SyncHdr 200+cs2",
      "> md5(cs2) | SyncHdr 200",
      "< - | SyncHdr 200+cs3",
    ]);
  });
});

describe("with a MAC (protocol §11.3#1)", () => {
  const setup = { authType: "HMAC" } as const;
  it("each message with the nonce of the one before, and no Cred", async () => {
    const { lines, log } = await play(lab.flowHmac, setup);
    expect(lines).toEqual([
      `> mac(cs0) | ${PACKAGE_1}`,
      "< mac(sc0) | SyncHdr 200+cs1, Alert 200, Replace 200, Get, Final",
      "> mac(cs1) | SyncHdr 200+sc1, Get 200, Results, Final",
      "< mac(sc1) | SyncHdr 200+cs2, Final",
    ]);
    expect(log.map(({ message }) => message!.syncHdr.source.locName)).toEqual(
      [CLIENT, SERVER, CLIENT, SERVER].map(({ name }) => name),
    );
  });
  it("without a nonce there is none, until the challenge brings one", async () => {
    const { lines } = await play(lab.flowHmac, { ...setup, forgetNonces: true });
    expect(lines[0]).toBe(`> - | ${PACKAGE_1}`);
    expect(lines[1]).toMatch(/ \| SyncHdr 407\+cs1, Alert 407, Replace 407, Final$/);
    expect(lines[2]).toMatch(/^> mac\(cs1\) \| SyncHdr (?:200|40[17])\+sc1, Alert 1201, Replace, Final$/);
  });
});

describe("credentials a server changes", () => {
  const [SECRET, AT] = ["another-pass", "./DMAcc/Account/AppAuth"] as const;
  it("count from the next session on (protocol §10.2#5)", async () => {
    const change = lab.script(
      "change",
      { authScope: "message" },
      ...["1", "2"].flatMap((record) => [
        lab.send(lab.replace(`${AT}/${record}/AAuthSecret`, SECRET)),
        lab.expectStatus(`${AT}/${record}/AAuthSecret`, 200),
      ]),
      lab.send(lab.get("./DevInfo/Man")),
      lab.expectStatus("./DevInfo/Man", 200),
      lab.end(),
    );
    const { lines, device, server } = await play(change);
    expect(lines.filter((line) => line.startsWith(">")).map((line) => line.slice(0, 10))).not.toContain("> md5(?) |");
    // The lab was not told: to it the new secret is a wrong one.
    expect(await device.connect(SERVER_ID)).toMatchObject({ outcome: "auth-failed" });
    expect(linesOf(server.log).findLast((line) => line.endsWith(`| ${PACKAGE_1}`))).toBe(`> md5(?) | ${PACKAGE_1}`);
  });
});
