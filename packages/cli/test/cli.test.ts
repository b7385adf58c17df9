/** The command line as a program that scripts it sees it: exit codes, one line for what went wrong, JSON by schema. */
import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import {
  bootstrapDocument,
  demoSession,
  garbage,
  type Lab,
  type Script,
  signBootstrap,
  stopMidSession,
} from "@oma-dm/lab";
import { describe, expect, it } from "vitest";
import { conforms, run } from "./run.ts";
import { workspace } from "./workspace.ts";

const place = workspace();

const XML =
  '<SyncML xmlns="SYNCML:SYNCML1.2"><SyncHdr><VerDTD>1.2</VerDTD><VerProto>DM/1.2</VerProto><SessionID>1</SessionID><MsgID>1</MsgID>' +
  "<Target><LocURI>d</LocURI></Target><Source><LocURI>s</LocURI></Source></SyncHdr><SyncBody><Get><CmdID>1</CmdID>" +
  "<Item><Target><LocURI>./DevInfo</LocURI></Target></Item></Get><Final/></SyncBody></SyncML>";
const TNDS = "<MgmtTree><VerDTD>1.2</VerDTD><Node><NodeName>A</NodeName><Value>x</Value></Node></MgmtTree>";

describe("decode and encode", () => {
  it.each([
    ["a message", XML, "<LocURI>./DevInfo</LocURI>"],
    ["a TNDS object", TNDS, "<NodeName>A</NodeName>"],
  ])("take %s to WBXML and back", async (_name, xml, part) => {
    const encoded = await run(["encode"], xml);
    expect(encoded).toMatchObject({ exit: 0, said: "" });
    expect(encoded.bytes[0]).toBe(3);
    const decoded = await run(["decode", "--hex"], encoded.bytes.toString("hex"));
    expect(decoded).toMatchObject({ exit: 0, said: "" });
    expect(decoded.out).toContain(part);
    conforms("decode", (await run(["decode", "--json", "-"], encoded.bytes)).out);
  });
  it("keep what no receiver knows, and its order", async () => {
    const odd = XML.replace("<Final/>", '<v:Hint xmlns:v="urn:v" v:level="2">slow</v:Hint><Final/>').replace(
      "<MsgID>",
      "<MsgID> ",
    );
    const decoded = await run(["decode"], (await run(["encode"], odd)).bytes);
    expect(decoded.out).toContain('<v:Hint xmlns:v="urn:v" v:level="2">slow</v:Hint>');
    expect(decoded.out).toContain("<MsgID> 1</MsgID>");
  });
  it("let nothing steer the terminal", async () => {
    const bytes = (await run(["encode"], TNDS.replace("<Value>x", "<Value>&lt;a&gt;&#155;2J&#133;"))).bytes;
    const decoded = await run(["decode"], bytes);
    expect(decoded.out).toContain("<Value>&lt;a&gt;&#155;2J&#133;</Value>");
    const json = (await run(["decode", "--json"], bytes)).out;
    expect(json).toContain('"<a>\\u009b2J\\u0085"');
    conforms("decode", json);
  });
  it("show a document that a receiver refuses, and say why", async () => {
    const headless = XML.replace(/<SyncHdr>.*<\/SyncHdr>/, "");
    const encoded = await run(["encode"], headless);
    const warning = /^warning: a strict receiver refuses this document: missing-element at .*SyncML has no SyncHdr$/;
    expect(encoded).toMatchObject({ exit: 0, said: expect.stringMatching(warning) });
    const decoded = await run(["decode"], encoded.bytes);
    expect(decoded).toMatchObject({ exit: 0, said: expect.stringMatching(warning) });
    expect(decoded.out).toContain("<LocURI>./DevInfo</LocURI>");
    // Where a value or a form is asked for, there is none to give.
    for (const flags of [["--json"], ["--as", "syncml"], ["--as", "tnds"]]) {
      expect(await run(["decode", ...flags], encoded.bytes)).toMatchObject({ exit: 65, out: "" });
    }
  });
  it("say what XML could not hold", async () => {
    const odd = (await run(["encode"], XML)).bytes.toString("latin1").replace("d\0", "\x07\0");
    const decoded = await run(["decode"], Buffer.from(odd, "latin1"));
    expect(decoded).toMatchObject({ exit: 0, said: "warning: 1 characters that XML cannot hold stand as U+FFFD" });
  });
  it("read device information too", async () => {
    const devInf = '<DevInf xmlns="syncml:devinf"><VerDTD>1.1</VerDTD><Man>Acme</Man></DevInf>';
    const encoded = await run(["encode"], devInf);
    expect(encoded.bytes.toString("hex")).toMatch(/^039f54/);
    conforms("decode", (await run(["decode", "--json"], encoded.bytes)).out);
    expect((await run(["decode"], encoded.bytes)).out).toContain("<Man>Acme</Man>");
  });
  it("writes a file and keeps binary off a terminal", async () => {
    const file = join(place.folder, "m.wbxml");
    expect(await run(["encode", "-o", file], XML)).toMatchObject({ exit: 0, out: "" });
    expect((await run(["decode", file])).out).toContain("<SyncHdr>");
    conforms("encode", (await run(["encode", "--json"], XML, true)).out);
    conforms("encode", (await run(["encode", "--json", "-o", file], TNDS)).out);
    expect(await run(["encode"], XML, true)).toMatchObject({ exit: 2, out: "" });
  });
  it.each([
    ["nothing", "", "error: truncated at byte 0: the document is empty"],
    ["garbage", "\u0003\u0000", "error: truncated at byte 2: the document ends too early"],
    ["text", "hello", "error: unknown-document at byte 0: the document is neither XML nor WBXML"],
    ["an entity bomb", `<!DOCTYPE x [<!ENTITY a "b">]>${XML}`, "error: doctype-refused at line 1"],
    ["a deep document", `<SyncML>${"<a>".repeat(99)}`, "error: limit at line 1"],
    ["half a document", XML.slice(0, 150), "error: truncated at line 1"],
  ])("refuse %s in one line", async (_name, input, line) => {
    for (const verb of ["decode", "encode"]) {
      const { exit, out, said } = await run([verb], input);
      expect({ exit, out }).toEqual({ exit: 65, out: "" });
      expect(said.startsWith(line), said).toBe(true);
      expect(said).not.toContain("\n");
    }
  });
});

describe("ddf check", () => {
  const DDF =
    "<MgmtTree><VerDTD>1.2</VerDTD><Node><NodeName>A</NodeName><DFProperties><AccessType><Get/></AccessType>" +
    "<DFFormat><int/></DFFormat><DFType><MIME>text/plain</MIME></DFType></DFProperties></Node></MgmtTree>";
  it("counts the nodes of a good description", async () => {
    const { exit, out } = await run(["ddf", "check"], DDF);
    expect({ exit, out }).toEqual({ exit: 0, out: "DDF 1.2: 1 nodes, valid by the DTD, 0 errors, 0 warnings\n" });
    conforms("ddf", (await run(["ddf", "check", "--json"], DDF)).out);
  });
  it("says what is wrong, where, and what to do", async () => {
    const bad = DDF.replace("<DFFormat><int/></DFFormat>", "");
    const { exit, out } = await run(["ddf", "check"], bad);
    expect(exit).toBe(1);
    expect(out).toMatch(
      /^error: missing-element at line 1, column 59 \(\.\/A\): DFProperties has no DFFormat; add it\n/,
    );
    conforms("ddf", (await run(["ddf", "check", "--json"], bad)).out);
  });
  it("refuses what is no DDF", async () => {
    for (const input of ["", "<SyncML/>", "<MgmtTree>"]) {
      expect(await run(["ddf", "check"], input)).toMatchObject({ exit: 65, out: "" });
    }
    expect((await run(["ddf", "prove"], DDF)).exit).toBe(2);
  });
});

describe("usage", () => {
  it.each([
    [["nonsense"], 2],
    [["decode", "--nonsense"], 2],
    [["decode", "--as", "nonsense"], 2],
    [["init", "--state", "x"], 2],
    [["bootstrap", "--state", "x"], 2],
    [["decode", "--as", "sms"], 65],
    [["decode", "/no/such/file"], 69],
    [["connect", "--state", "/no/such/state"], 69],
    [["connect", "--state", "x", "--persona", "y"], 69],
    [["bootstrap", "--state", "x", "--from-card"], 69],
    [["bootstrap", "--state", "x", "--from-card", "--pending"], 2],
    [["bootstrap", "f", "--state", "x", "--from-scws", "https://x/"], 2],
    [["bootstrap", "--state", "x", "--pending", "--sec", "NETWORKID", "--mac", "00"], 2],
    [["bootstrap", "--state", "x", "--from-url", "--cert", "c"], 2],
    [["bootstrap", "--state", "x", "--from-url", "https://x/"], 69],
    [["tree", "get", ".", "--state", "x", "--list", "TNDS"], 69],
    [["tree", "export", ".", "--state", "x", "--list", "TNDS"], 2],
    [["tree", "get", ".", "--state", "x", "--list", "TNDS", "--prop", "ACL"], 2],
    [["agent", "--config", "x"], 69],
    [["push"], 2],
    [["fleet", "run", "x"], 69],
    [["tree", "nonsense", ".", "--state", "x"], 2],
    [["tree", "get", ".", "value", "--state", "x"], 2],
    [["tree", "set", ".", "--state", "x"], 2],
    [["tree", "ls", ".", "--prop", "ACL", "--state", "x"], 2],
    [["tree", "get", ".", "--format", "int", "--state", "x"], 2],
    [["connect", "--state", "x", "--xml", "--wbxml"], 2],
    [["connect", "--state", "x", "--alert", "1226"], 2],
    [["bootstrap", "x", "--state", "x", "--sec", "NETWORKID"], 2],
    [["bootstrap", "x", "--state", "x", "--sec", "NETWORKID", "--mac", "00", "--content-type", "a/b; MAC=1"], 2],
    [["tree", "get", ".", "--state", "/no/such/state"], 69],
    [["bootstrap", "/no/such/file", "--state", "x"], 69],
    [["--version"], 0],
    [["--help"], 0],
    [["connect", "--help"], 0],
  ] as const)("%j exits %i", async (argv, exit) => {
    const result = await run(argv);
    expect(result.exit).toBe(exit);
    if (exit !== 0) expect(result.said).toMatch(/^error: [^\n]+$/);
  });
});

const ACCOUNT = {
  serverId: "com.example.dm",
  deviceId: "IMEI:004999010640000",
  client: { name: "gw-1", secret: "pass-of-gw", nonce: Uint8Array.of(1) },
  server: { name: "com.example.dm", secret: "pass-of-server", nonce: Uint8Array.of(2) },
};

async function device(script: Script, secret = ACCOUNT.client.secret): Promise<{ state: string; lab: Lab }> {
  const lab = await place.lab({ accounts: [ACCOUNT], script });
  const state = join(place.folder, "gw");
  const made = await run([
    "init",
    "--state",
    state,
    "--dev-id",
    ACCOUNT.deviceId,
    "--man",
    "Acme",
    "--mod",
    "GW-1",
    "--sw-v",
    "1.0",
    "--test-object",
    "--json",
  ]);
  expect(made.exit).toBe(0);
  conforms("init", made.out);
  const document = bootstrapDocument({ ...ACCOUNT, client: { ...ACCOUNT.client, secret }, url: lab.url });
  const file = join(place.folder, "account.wbxml");
  writeFileSync(file, document);
  const { contentType } = signBootstrap(document, { sec: "NETWORKID", imsi: "001010123456789" });
  const mac = contentType.split("MAC=")[1]!;
  const check = await run(["bootstrap", file, "--state", state, "--check", "--json"]);
  expect(conforms("bootstrap", check.out)).toMatchObject({ applied: false, accounts: ["com.example.dm"] });
  const wrong = await run(["bootstrap", file, "--state", state, "--sec", "NETWORKID", "--mac", mac, "--imsi", "1"]);
  expect(wrong).toMatchObject({ exit: 65, out: "" });
  expect(wrong.said).toMatch(/^error: mac-wrong: /);
  const applied = await run([
    "bootstrap",
    file,
    "--state",
    state,
    "--sec",
    "NETWORKID",
    "--mac",
    mac,
    "--imsi",
    "001010123456789",
  ]);
  expect(applied).toMatchObject({ exit: 0, out: "./DMAcc/Account\n" });
  return { state, lab };
}

describe("a device on disk", () => {
  it("is created once, bootstrapped, connected, looked at", async () => {
    const { state, lab } = await device(demoSession);
    expect((await run(["init", "--state", state, "--dev-id", "IMEI:1", "--man", "x", "--mod", "y"])).exit).toBe(1);
    const trace = join(place.folder, "trace.jsonl");
    const first = await run(["connect", "--state", state, "--trace", trace, "--json"]);
    expect(first.said).toBe("");
    expect(conforms("connect", first.out)).toMatchObject({
      outcome: "completed",
      server: { authenticated: true, by: "md5" },
    });
    expect((await lab.ended(1)).violations).toEqual([]);
    const lines = readFileSync(trace, "utf8").trim().split("\n");
    expect(lines.length).toBeGreaterThan(10);
    expect(lines.join("")).toContain("<SyncHdr>");
    // The second process goes on with the nonces and the session id of the first.
    expect(await run(["connect", "com.example.dm", "--state", state, "--xml"])).toMatchObject({ exit: 0 });
    expect((await lab.ended(2)).violations).toEqual([]);
    expect((await lab.ended(2)).sessionId).toBe("2");

    const names = (await run(["tree", "ls", "./DevInfo", "--state", state])).out.trim().split("\n");
    expect(names.sort()).toEqual(["DevId", "DmV", "Lang", "Man", "Mod"]);
    expect(await run(["tree", "set", "./Test/int", "42", "--state", state])).toMatchObject({ exit: 0 });
    expect(await run(["tree", "get", "./Test/int", "--state", state])).toMatchObject({ exit: 0, out: "42\n" });
    expect(await run(["tree", "get", "./Test", "--prop", "Type", "--state", state])).toMatchObject({
      out: "urn:oma:mo:x-oma-dm-test:1.0\n",
    });
    conforms("tree", (await run(["tree", "get", "./Test", "--json", "--state", state])).out);
    const exported = await run(["tree", "export", ".", "--state", state]);
    expect((await run(["decode", "--json"], exported.out)).exit).toBe(0);
    const none = await run(["tree", "get", "./none", "--state", state]);
    expect(none).toMatchObject({ exit: 1, out: "", said: "error: ./none does not exist" });
    for (const text of [exported.out, first.out, readFileSync(trace, "utf8")]) expect(text).not.toMatch(/pass-of-/);
  });
  it("says what to check when the password is wrong", async () => {
    const { state } = await device(demoSession, "not-the-password");
    const { exit, said, out } = await run(["connect", "--state", state]);
    expect({ exit, out }).toEqual({ exit: 1, out: "" });
    expect(said).toContain("error: auth-failed: the server refused the credentials; check name and secret");
    expect(said).not.toMatch(/password|\n\s+at /);
  });
  it("says so when the server stops in the middle", async () => {
    const { state } = await device(stopMidSession);
    const { exit, said } = await run(["connect", "--state", state]);
    expect(exit).toBe(1);
    expect(said).toMatch(/error: transport: \S.*127\.0\.0\.1/);
  });
  it("says where a garbage reply is broken", async () => {
    const { state } = await device(garbage);
    const { exit, out } = await run(["connect", "--state", state, "--json"]);
    expect(exit).toBe(1);
    expect(conforms("connect", out)).toMatchObject({
      outcome: "protocol",
      error: { code: "undecodable", message: expect.stringMatching(/at byte \d+/) },
    });
  });
  it("refuses a state that is no store", async () => {
    const { state } = await device(demoSession);
    rmSync(join(state, "store"), { recursive: true });
    writeFileSync(join(state, "store"), "not a directory");
    const { exit, said } = await run(["tree", "ls", ".", "--state", state]);
    expect(exit).toBe(69);
    expect(said).toMatch(/^error: [^\n]+$/);
  });
  it("leaves nothing behind when the description is wrong", async () => {
    const state = join(place.folder, "bad");
    const { exit, said } = await run(["init", "--state", state, "--dev-id", "no urn", "--man", "x", "--mod", "y"]);
    expect(exit).toBe(2);
    expect(said).toMatch(/^error: the device id must be a URN/);
    expect(existsSync(join(state, "device.json"))).toBe(false);
  });
});

describe("demo", () => {
  it("runs both encodings to the server's satisfaction", async () => {
    const { exit, out, said } = await run(["demo"]);
    expect({ exit, said }).toEqual({ exit: 0, said: "" });
    expect(out.match(/found nothing to object to/g)).toHaveLength(2);
    expect(out).toContain("Exec ./Test/exec");
    expect(out).not.toMatch(/secret-of-the-demo/);
    expect(conforms("demo", (await run(["demo", "--xml", "--json"])).out)).toMatchObject({ passed: true });
  });
});
