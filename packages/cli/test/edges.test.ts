/** Where the command line meets files, terminals, interrupts and hostile bytes. */
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { DeviceClient } from "@oma-dm/client";
import { printTnds } from "@oma-dm/codec/tnds";
import {
  accountTree,
  bootstrapDocument,
  demoSession,
  end,
  expectPackage1,
  get,
  type Lab,
  type Script,
  script,
  secretForms,
  send,
  withFaults,
} from "@oma-dm/lab";
import { processIo } from "oma-dm";
import { describe, expect, it } from "vitest";
import { conforms, run } from "./run.ts";
import { workspace } from "./workspace.ts";

const place = workspace();

const ACCOUNT = {
  serverId: "com.example.dm",
  deviceId: "IMEI:004999010640000",
  client: { name: "gw-1", secret: "pass-of-gw", nonce: Uint8Array.of(11, 12, 13, 14, 15, 16) },
  server: { name: "com.example.dm", secret: "pass-of-server", nonce: Uint8Array.of(21, 22, 23, 24, 25, 26) },
};
const INIT = ["--dev-id", ACCOUNT.deviceId, "--man", "Acme", "--mod", "GW-1", "--sw-v", "1.0", "--test-object"];

async function made(): Promise<string> {
  const state = join(place.folder, "gw");
  expect(await run(["init", "--state", state, ...INIT])).toMatchObject({ exit: 0, out: "" });
  return state;
}

async function bootstrapped(script: Script): Promise<{ state: string; lab: Lab }> {
  const lab = await place.lab({ accounts: [ACCOUNT], script });
  const state = await made();
  writeFileSync(join(place.folder, "account.wbxml"), bootstrapDocument({ ...ACCOUNT, url: lab.url }));
  expect((await run(["bootstrap", join(place.folder, "account.wbxml"), "--state", state])).exit).toBe(0);
  return { state, lab };
}

describe("input", () => {
  it("has a largest size, on standard input and in files", async () => {
    const big = new Uint8Array(8 * 1024 * 1024 + 1).fill(0x20);
    expect(await run(["decode"], big)).toMatchObject({
      exit: 65,
      said: expect.stringMatching(/^error: limit at byte /),
    });
    writeFileSync(join(place.folder, "big"), big);
    expect((await run(["decode", join(place.folder, "big")])).exit).toBe(65);
  });
  it("is refused where hexadecimal text is none", async () => {
    for (const text of ["zz", "031", "03 6é"]) {
      const { exit, said } = await run(["decode", "--hex"], text);
      expect({ exit, said }).toEqual({ exit: 65, said: expect.stringMatching(/^error: [a-z-]+ at digit \d+: .+$/) });
    }
  });
  it("is told which roots there are when it has another", async () => {
    const { exit, said } = await run(["decode"], "<Inventory/>");
    expect(exit).toBe(65);
    expect(said).toMatch(
      /^error: unexpected-element at line 1, .*"Inventory" begins none of SyncML, MgmtTree, DevInf, MetInf$/,
    );
  });
  it("that cannot be read is no fault of ours", async () => {
    const stdin = () => Promise.reject(Object.assign(new Error("EISDIR"), { code: "EISDIR" }));
    expect(await run(["decode"], "", false, { stdin })).toMatchObject({ exit: 69, out: "" });
    expect((await run(["decode", place.folder])).exit).toBe(69);
  });
  it("that is hostile costs one line and never an internal error", async () => {
    const wbxml = bootstrapDocument({ ...ACCOUNT, url: "http://127.0.0.1:1/dm" });
    const xml = (await run(["decode"], wbxml)).bytes;
    const seeds: readonly Uint8Array[] = [wbxml, xml];
    let state = 20_261;
    const random = (below: number): number => {
      state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fffffff;
      return (state >>> 8) % below;
    };
    const exits = new Set<number>();
    for (let turn = 0; turn < 400; turn++) {
      const bytes = Uint8Array.from(seeds[turn % seeds.length]!);
      for (let change = random(4); change >= 0; change--) bytes[random(bytes.length)] = random(256);
      const input = turn % 3 === 0 ? bytes.subarray(0, random(bytes.length)) : bytes;
      for (const verb of ["decode", "encode"]) {
        const { exit, said, out } = await run([verb], input);
        exits.add(exit);
        if (exit === 0) continue;
        expect({ exit, out }).toEqual({ exit: 65, out: "" });
        expect(said).toMatch(/^error: [a-z-]+ at (?:byte \d+|line \d+, column \d+)[^\p{Cc}]*: [^\p{Cc}]+$/u);
        expect(said).not.toMatch(/pass-of-/);
      }
    }
    expect([...exits].sort()).toEqual([0, 65]);
  });
});

describe("files", () => {
  it.each([
    ["encode -o", ["encode", "-o", "/no/such/place.folder/m"]],
    ["init below a file", ["init", "--state", "FILE/gw", ...INIT]],
    ["init on a file", ["init", "--state", "FILE", ...INIT]],
  ])("that cannot be written exit 69: %s", async (_name, argv) => {
    writeFileSync(join(place.folder, "file"), "");
    const given = argv.map((each) => each.replace("FILE", join(place.folder, "file")));
    const result = await run(given, "<MgmtTree><VerDTD>1.2</VerDTD><Node><NodeName>A</NodeName></Node></MgmtTree>");
    expect(result.exit).toBe(69);
    expect(result.said).toMatch(/^error: [^\n]*\(E[A-Z]+\); check the path[^\n]*$/);
  });
  it("of a state are made whole or not at all", async () => {
    const state = join(place.folder, "gw");
    expect((await run(["init", "--state", state, "--dev-id", "none", "--man", "x", "--mod", "y"])).exit).toBe(2);
    expect(readdirSync(place.folder)).toEqual([]);
    mkdirSync(join(state, "store"), { recursive: true });
    writeFileSync(join(state, "store", "precious"), "");
    expect((await run(["init", "--state", state, ...INIT])).exit).toBe(1);
    expect(readdirSync(join(state, "store"))).toEqual(["precious"]);
  });
  it("of a state that are damaged are named", async () => {
    const state = await made();
    for (const text of ["", "{", "[]", "null", '{"testObject":1}']) {
      writeFileSync(join(state, "device.json"), text);
      const { exit, said } = await run(["tree", "ls", ".", "--state", state]);
      expect(exit).toBe(69);
      expect(said).toMatch(/^error: [^\n]*device\.json is damaged;/);
    }
  });
  it("of a state are refused while another program holds them", async () => {
    const state = await made();
    const holder = await DeviceClient.open({ state: join(state, "store") });
    const { exit, said } = await run(["tree", "ls", ".", "--state", state]);
    await holder.close();
    expect(exit).toBe(69);
    expect(said).toMatch(/^error: [^\n]+$/);
    expect((await run(["tree", "ls", ".", "--state", state])).exit).toBe(0);
  });
});

describe("tree", () => {
  it("never shows what is write-only, not even right after setting it", async () => {
    const state = await made();
    const set = await run(["tree", "set", "./Test/secret", "hush-hush", "--state", state, "--json"]);
    expect(set.exit).toBe(0);
    expect(conforms("tree", set.out)).toMatchObject({ uri: "./Test/secret", format: "chr" });
    expect(set.out).not.toContain("hush");
    expect(await run(["tree", "get", "./Test/secret", "--state", state])).toMatchObject({ exit: 1, out: "" });
    expect((await run(["tree", "export", ".", "--state", state])).out).not.toContain("hush");
    const shown = await run(["tree", "set", "./Test/int", "7", "--state", state, "--json"]);
    expect(conforms("tree", shown.out)).toMatchObject({ uri: "./Test/int", value: "7" });
    conforms("tree", (await run(["tree", "export", "./Test", "--state", state, "--json"])).out);
  });
  it("gives programs the value as it is, and a terminal nothing that steers it", async () => {
    const state = await made();
    const value = "one\n\u001b[31mtwo";
    expect((await run(["tree", "set", "./Test/text", value, "--state", state])).exit).toBe(0);
    expect((await run(["tree", "get", "./Test/text", "--state", state])).out).toBe(`${value}\n`);
    expect((await run(["tree", "get", "./Test/text", "--state", state], "", true)).out).toBe("one\n[31mtwo\n");
    expect((await run(["tree", "ls", "./Test/text", "--state", state])).out).toBe("./Test/text\n");
  });
  it("keeps every message to one line, whatever the URI", async () => {
    const state = await made();
    for (const uri of ["./a\nb", "./\u001b[2J", "./a/../b", `./${"a".repeat(5_000)}`, "./Test?list=Struct"]) {
      const { exit, said } = await run(["tree", "get", uri, "--state", state]);
      expect(exit).toBe(1);
      expect(said).toMatch(/^error: [^\p{Cc}]+$/u);
    }
  });
});

describe("connect", () => {
  it("writes a trace that shows the messages and none of the secrets", async () => {
    const { state, lab } = await bootstrapped(demoSession);
    const trace = join(place.folder, "trace.jsonl");
    expect((await run(["connect", "--state", state, "--trace", trace])).exit).toBe(0);
    const text = readFileSync(trace, "utf8");
    const lines = text
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line) as { readonly xml: string });
    expect(lines).toHaveLength(lab.log.length);
    for (const line of lines) {
      expect(Object.keys(line)).toEqual(["time", "direction", "url", "encoding", "size", "xml"]);
      for (const cred of line.xml.match(/<Cred>.*?<\/Cred>/gs) ?? []) expect(cred).toContain("<Data>…</Data>");
      for (const nonce of line.xml.match(/<NextNonce[^>]*>[^<]*/g) ?? []) expect(nonce).toMatch(/>…$/);
    }
    expect(text).toContain("<Cred>");
    expect(text).toContain("<NextNonce");
    const forms = lab.secrets.flatMap(secretForms);
    expect(forms.length).toBeGreaterThan(10);
    const latin1 = Buffer.from(text).toString("latin1");
    for (const form of forms) expect(latin1.includes(form)).toBe(false);
  });
  it.each(["on the command", "nowhere"])("masks an account in a tree whose type stands %s", async (where) => {
    const account = { ...ACCOUNT, url: "http://127.0.0.1:1/dm", serverId: "org.other", nodeName: "Other" };
    const type = { format: "xml", type: "application/vnd.syncml.dmtnds+xml" };
    const item = { target: { locUri: "./Inbox" }, data: printTnds(accountTree(account)) };
    const add = { cmd: "Add", cmdId: "", items: [item], ...(where === "nowhere" ? {} : { meta: type }) } as const;
    const { state } = await bootstrapped(script("account", {}, expectPackage1({}), send(add), end()));
    const trace = join(place.folder, "trace.jsonl");
    await run(["connect", "--state", state, "--trace", trace]);
    const text = readFileSync(trace, "utf8");
    expect(text).toContain("AAuthSecret");
    expect(text).not.toMatch(/pass-of-/);
  });
  it("sends nothing when the trace cannot be written", async () => {
    const { state, lab } = await bootstrapped(demoSession);
    expect((await run(["connect", "--state", state, "--trace", "/no/such/place.folder/t"])).exit).toBe(69);
    expect(lab.log).toEqual([]);
  });
  it("ends in order when it is interrupted: Alert 1223, exit 1", async () => {
    const late = withFaults(send(get("./DevInfo/Man")), { kind: "delay", ms: 300 });
    const { state, lab } = await bootstrapped(script("late", {}, expectPackage1({ devInfo: true }), late, end()));
    const interrupt = new AbortController();
    const waiting = setInterval(() => {
      if (lab.log.length > 0) interrupt.abort();
    }, 5);
    const { exit, out } = await run(["connect", "--state", state, "--json"], "", false, {
      interrupted: () => interrupt.signal,
    });
    clearInterval(waiting);
    expect(exit).toBe(1);
    expect(conforms("connect", out)).toMatchObject({ outcome: "aborted", messages: 2 });
    const last = lab.log.findLast(({ direction }) => direction === "to-server")?.message;
    expect(last?.syncBody.commands).toContainEqual(expect.objectContaining({ cmd: "Alert", data: "1223" }));
  });
  it("says which accounts there are, and what to do when there is none", async () => {
    const { state } = await bootstrapped(demoSession);
    const other = await run(["connect", "org.other", "--state", state]);
    expect(other).toMatchObject({
      exit: 1,
      out: "",
      said: "error: no account for org.other; there is: com.example.dm",
    });
    expect((await run(["connect", "--state", state, "--session-id", "xyz"])).exit).toBe(2);
    const fresh = join(place.folder, "fresh");
    await run(["init", "--state", fresh, ...INIT]);
    expect(await run(["connect", "--state", fresh])).toMatchObject({ exit: 69, out: "" });
  });
  it("fails readably when nobody listens", async () => {
    const { state, lab } = await bootstrapped(demoSession);
    await lab.close();
    const { exit, out } = await run(["connect", "--state", state, "--json"]);
    expect(exit).toBe(1);
    expect(conforms("connect", out)).toMatchObject({
      outcome: "transport",
      error: { code: "transport", message: expect.stringMatching(/^[^\n]+$/) },
    });
  });
});

describe("an interrupt", () => {
  it("is left to the system until a command asks for it", () => {
    const before = process.listenerCount("SIGINT");
    const io = processIo();
    expect(process.listenerCount("SIGINT")).toBe(before);
    const signal = io.interrupted!();
    expect(process.listenerCount("SIGINT")).toBe(before + 1);
    const listener = process.listeners("SIGINT").at(-1)!;
    listener("SIGINT");
    process.removeListener("SIGINT", listener);
    expect(signal.aborted).toBe(true);
  });
});

describe("demo", () => {
  it.each([
    [[], ["wbxml", "xml"]],
    [["--both"], ["wbxml", "xml"]],
    [
      ["--xml", "--wbxml"],
      ["wbxml", "xml"],
    ],
    [["--wbxml"], ["wbxml"]],
    [["--xml"], ["xml"]],
  ])("%j runs %j", async (flags, encodings) => {
    const { exit, out } = await run(["demo", "--json", ...flags]);
    expect(exit).toBe(0);
    const { sessions } = conforms("demo", out) as { sessions: { encoding: string }[] };
    expect(sessions.map(({ encoding }) => encoding)).toEqual(encodings);
  });
  it("fails, says why and does not wait when a session does not complete", async () => {
    const http = {
      exchange: async () => ({ outcome: "failure", kind: "refused", message: "nobody listens" }) as const,
      close: async () => {},
    };
    const clock = { now: Date.now, sleep: async () => {} };
    const { exit, out } = await run(["demo"], "", false, { ports: { clock, http } });
    expect(exit).toBe(1);
    expect(out).toContain("error: transport: nobody listens");
    expect(out).not.toContain("Session in XML");
    expect(out.trimEnd().split("\n").at(-1)).toBe("Failed: see above.");
    const json = await run(["demo", "--json"], "", false, { ports: { clock, http } });
    expect(conforms("demo", json.out)).toMatchObject({ passed: false });
  });
});

describe("tree", () => {
  const set = async (state: string, uri: string, value: string, ...flags: string[]) =>
    expect((await run(["tree", "set", uri, value, "--state", state, ...flags])).exit).toBe(0);
  const out = async (...args: string[]) => {
    const { exit, out, said } = await run(args);
    expect([exit, said]).toEqual([0, ""]);
    return out;
  };

  it("lists, queries and sets properties", async () => {
    const state = await made();
    await set(state, "./Test/dyn/é", "ü");
    await set(state, "./Test/dyn/é", "A title", "--prop", "Title");
    expect(await out("tree", "get", "./Test/dyn/%C3%A9", "--prop", "Title", "--state", state)).toBe("A title\n");
    const struct = await out("tree", "ls", "./Test/dyn", "--list", "StructData", "--state", state);
    expect(struct).toBe('./Test/dyn  node\n./Test/dyn/%C3%A9  chr  text/plain  "ü"\n');
    const json = await out("tree", "get", ".", "--list", "MORoot", "--json", "--state", state);
    conforms("tree", json);
    expect(JSON.parse(json).nodes.map(({ uri }: { uri: string }) => uri)).toContain("./DevInfo");
    const tnds = await out("tree", "get", "./Test/dyn", "--list", "TNDS+Value", "--state", state);
    expect(tnds).toMatch(/<NodeName>é<\/NodeName>\s*<Value>ü<\/Value>/);
    conforms("tree", await out("tree", "get", "./Test/dyn", "--list", "TNDS", "--json", "--state", state));
    expect(await run(["tree", "get", ".", "--list", "Nothing", "--state", state])).toMatchObject({ exit: 1 });
  });
  it("takes over what another state exported, and says the same", async () => {
    const first = await made();
    await set(first, "./Test/dyn/a/b", "1");
    await set(first, "./Test/dyn/bytes", "AP8=", "--format", "b64");
    await set(first, "./Test/text", "<&> text");
    await set(first, "./Test/dyn/a", "Get=*&Replace=com.example.dm", "--prop", "ACL");
    await set(first, "./Test/dyn/a", "titled", "--prop", "Title");
    const file = join(place.folder, "tree.xml");
    writeFileSync(file, await out("tree", "export", ".", "--state", first));
    const second = join(place.folder, "second");
    expect(await run(["init", "--state", second, ...INIT])).toMatchObject({ exit: 0 });
    await set(second, "./Test/dyn/stale", "goes");
    await set(second, "./Test/secret", "stays");
    expect(await out("tree", "import", ".", file, "--state", second)).toBe("");
    expect(await out("tree", "export", ".", "--state", second)).toBe(readFileSync(file, "utf8"));
    const part = await out("tree", "export", "./Test/dyn", "--state", first);
    writeFileSync(file, part);
    await set(second, "./Test/dyn/stale", "goes");
    expect(await out("tree", "import", "./Test/dyn", file, "--state", second)).toBe("");
    expect(await out("tree", "export", "./Test/dyn", "--state", second)).toBe(part);
  });
  it("says what is wrong with a document, and changes nothing", async () => {
    const state = await made();
    const before = await out("tree", "export", ".", "--state", state);
    const file = join(place.folder, "bad.xml");
    writeFileSync(file, "<MgmtTree>");
    expect(await run(["tree", "import", ".", file, "--state", state])).toMatchObject({ exit: 65, out: "" });
    const unknown =
      '<MgmtTree xmlns="syncml:dmddf1.2"><VerDTD>1.2</VerDTD><Node><NodeName>X</NodeName></Node></MgmtTree>';
    writeFileSync(file, unknown);
    expect(await run(["tree", "import", ".", file, "--state", state])).toMatchObject({ exit: 1, out: "" });
    expect(await out("tree", "export", ".", "--state", state)).toBe(before);
  });
});
