/** The package as npm delivers it: packed, installed into an empty project, run and type-checked there. */
import { execFile } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, posix } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

const ROOT = fileURLToPath(new URL("../../../", import.meta.url));
const PACKAGE = join(ROOT, "packages/codec");
const TSC = join(ROOT, "node_modules/typescript/bin/tsc");

/** Written so that it is a program and a well-typed source at once: no annotations, nothing but the language. */
const CONSUMER = `
import { DecodeError, decodeMessage as decode, printPosition } from "@oma-dm/codec";
import { md5Credential } from "@oma-dm/codec/auth";
import { decodeProvisioning, encodeProvisioning } from "@oma-dm/codec/cp";
import { checkDdf, decodeDdf, encodeDdf } from "@oma-dm/codec/ddf";
import { decodeDocument, encodeDocument } from "@oma-dm/codec/document";
import { decodeNotification12, encodeNotification12 } from "@oma-dm/codec/notification";
import { decodeUserData, encodeUserData } from "@oma-dm/codec/sms";
import { decodeMessage, encodeMessage } from "@oma-dm/codec/syncml";
import { decodeTnds, encodeTnds } from "@oma-dm/codec/tnds";
import { decodeIccid } from "@oma-dm/codec/uicc";
import { readWbxml, SYNCML_1_2, WbxmlWriter } from "@oma-dm/codec/wbxml";
import { decodeContentType, encodeContentType } from "@oma-dm/codec/wsp";
import { fitsXml, readXml, XmlWriter } from "@oma-dm/codec/xml";

const xml =
  "<SyncML><SyncHdr><VerDTD>1.2</VerDTD><VerProto>DM/1.2</VerProto><SessionID>1</SessionID><MsgID>1</MsgID>" +
  "<Target><LocURI>d</LocURI></Target><Source><LocURI>s</LocURI></Source></SyncHdr>" +
  "<SyncBody><Get><CmdID>7</CmdID><Item><Target><LocURI>./DevInfo</LocURI></Target></Item></Get></SyncBody></SyncML>";
const bytes = Uint8Array.from(xml, (character) => character.charCodeAt(0));
const tree =
  "<MgmtTree><VerDTD>1.2</VerDTD><Node><NodeName>On</NodeName><RTProperties><Format><bool/></Format></RTProperties>" +
  "<Value>true</Value></Node></MgmtTree>";
const description =
  "<MgmtTree><VerDTD>1.2</VerDTD><Node><NodeName>On</NodeName><DFProperties><AccessType><Get/></AccessType><DFFormat>" +
  "<bool/></DFFormat><DFType><MIME>text/plain</MIME></DFType></DFProperties></Node></MgmtTree>";

function refusal() {
  try {
    decode(bytes.subarray(0, 9));
  } catch (error) {
    if (error instanceof DecodeError) return error.code + " at " + printPosition(error.at);
  }
  return "none";
}

const knock = encodeNotification12(
  { version: 11, uiMode: "background", initiator: "server", futureUse: 0, sessionId: 26, serverId: "s", vendorData: bytes },
  { name: "s", secret: "t", nonce: new Uint8Array() },
);
const wbxml = encodeMessage(decode(bytes).message, "wbxml");
export const results = {
  root: refusal(),
  auth: md5Credential("Bruce2", "OhBehave", new Uint8Array()),
  cp: decodeProvisioning(encodeProvisioning({ version: "1.1", characteristics: [] })).version,
  ddf: [decodeDdf(encodeDdf(decodeDdf(description), "wbxml")).nodes.map((node) => node.nodeName), checkDdf.name],
  document: decodeDocument(encodeDocument(decodeDocument(tree), "wbxml")).type.name,
  notification: decodeNotification12(knock).serverId,
  sms: decodeUserData(encodeUserData({ ports: { destination: 2948, source: 1 }, payload: bytes })).ports,
  wsp: decodeContentType(encodeContentType({ type: "application/vnd.syncml.notification", parameters: [] })).code,
  syncml: decodeMessage(wbxml).message.syncBody.commands.map((command) => command.cmd + " " + command.cmdId),
  tnds: decodeTnds(encodeTnds(decodeTnds(tree), "wbxml")).nodes.map((node) => node.nodeName),
  uicc: decodeIccid(Uint8Array.of(0x98, 0x10, 0x14, 0x30, 0x12, 0xf1)),
  wbxml: [readWbxml.name, SYNCML_1_2.root, new WbxmlWriter(SYNCML_1_2).finish().length],
  xml: [fitsXml("a\\u0001"), readXml.name, new XmlWriter().finish()],
};
`;

const RESULTS = {
  root: "truncated at line 1, column 10",
  auth: "lEf25jyjHbCcTbj4p/1pUw==",
  cp: "1.1",
  ddf: [["On"], "checkDdf"],
  document: "DM DDF 1.2",
  notification: "s",
  sms: { destination: 2948, source: 1 },
  wsp: 0x44,
  syncml: ["Get 7"],
  tnds: ["On"],
  uicc: "89014103211",
  wbxml: ["readWbxml", "SyncML", 5],
  xml: [false, "readXml", ""],
};

/** Types that have become \`any\` would let these lines pass, and an unused expectation is an error. */
const TYPES = `
import type { Message } from "@oma-dm/codec";
import { decodeMessage } from "@oma-dm/codec/syncml";
import { decodeTnds } from "@oma-dm/codec/tnds";

export const message: Message = decodeMessage(new Uint8Array()).message;
// @ts-expect-error: a session id is text
export const sessionId: number = message.syncHdr.sessionId;
// @ts-expect-error: there is no third encoding
decodeMessage(new Uint8Array()).encoding === "json";
// @ts-expect-error: a tree is not a message
export const other: Message = decodeTnds("");
`;

let scratch = "";
let project = "";
let files: readonly string[] = [];

beforeAll(async () => {
  await run(process.execPath, [join(ROOT, "tools/ensure.mjs"), "build"]);
  scratch = mkdtempSync(join(tmpdir(), "oma-dm-package-"));
  const packed = await npm(["pack", PACKAGE, "--json", "--pack-destination", scratch]);
  const [{ filename, files: listed }] = JSON.parse(packed) as [{ filename: string; files: { path: string }[] }];
  files = listed.map(({ path }) => path);
  project = join(scratch, "project");
  mkdirSync(project);
  writeFileSync(join(project, "package.json"), '{ "name": "consumer", "private": true, "type": "module" }\n');
  await npm(["install", "--prefix", project, join(scratch, filename), "--prefer-offline"]);
}, 60_000);

afterAll(() => rmSync(scratch, { recursive: true, force: true }));

describe("the packed package", () => {
  it("holds the sources, what is built from them, and the papers", () => {
    const sources = files.filter((file) => /^src\/.*\.ts$/.test(file));
    const built = sources.filter((file) => !file.endsWith(".d.ts")).flatMap(builtFrom);
    const papers = ["LICENSE", "README.md", "package.json"];
    expect([...files].sort()).toEqual([...sources, ...built, ...papers].sort());
    expect(sources.sort()).toEqual(
      readdirSync(join(PACKAGE, "src"), { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map((entry) => posix.join("src", entry.parentPath.slice(join(PACKAGE, "src").length), entry.name))
        .sort(),
    );
  });

  it("holds every file that its exports name", () => {
    const named = Object.values(manifest().exports).flatMap((target) =>
      typeof target === "string" ? [target] : Object.values(target),
    );
    expect(named.length).toBeGreaterThan(3);
    for (const target of named) expect(files).toContain(target.replace(/^\.\//, ""));
  });

  it("leads from what is built back to the sources it carries", () => {
    const maps = files.filter((file) => file.endsWith(".map"));
    expect(maps.length).toBeGreaterThan(0);
    for (const map of maps) {
      const { sourceRoot = "", sources } = JSON.parse(readFileSync(installed(map), "utf8")) as SourceMap;
      for (const source of sources) expect(files, map).toContain(posix.join(posix.dirname(map), sourceRoot, source));
    }
  });

  it("names nothing of the machine that built it", () => {
    for (const file of files) expect(readFileSync(installed(file), "utf8").includes(ROOT), file).toBe(false);
  });
});

describe("in an empty project", () => {
  it("brings the dependencies it declares and nothing that runs at installation", () => {
    const lock = JSON.parse(readFileSync(join(project, "package-lock.json"), "utf8")) as Lock;
    const brought = Object.entries(lock.packages).filter(([path]) => path !== "");
    expect(brought.map(([path]) => path).sort()).toEqual([
      "node_modules/@noble/hashes",
      "node_modules/@oma-dm/codec",
      "node_modules/saxes",
      "node_modules/xmlchars",
    ]);
    for (const [path, entry] of brought) expect(entry.hasInstallScript, path).toBeUndefined();
  });

  it("decodes and encodes through every export path", async () => {
    for (const path of modules()) expect(CONSUMER, path).toContain(`from ${JSON.stringify(path)}`);
    writeFileSync(join(project, "consumer.mjs"), CONSUMER);
    const print = 'import("./consumer.mjs").then(({ results }) => console.log(JSON.stringify(results)))';
    expect(JSON.parse(await run(process.execPath, ["-e", print], project))).toEqual(RESULTS);
  });

  it("keeps what is not exported to itself", async () => {
    const reach = 'import("@oma-dm/codec/dist/limits.js").catch((error) => console.log(error.code))';
    expect(await run(process.execPath, ["-e", reach], project)).toBe("ERR_PACKAGE_PATH_NOT_EXPORTED\n");
  });

  it.each([
    ["nodenext", "nodenext"],
    ["esnext", "bundler"],
  ])("type-checks strictly with module %s and resolution %s, its declarations included", async (kind, resolution) => {
    const compilerOptions = {
      module: kind,
      moduleResolution: resolution,
      target: "es2023",
      // Neither Node's types nor the DOM's: the declarations need the language alone.
      lib: ["es2023"],
      types: [],
      strict: true,
      exactOptionalPropertyTypes: true,
      skipLibCheck: false,
      noEmit: true,
    };
    writeFileSync(join(project, "consumer.mts"), CONSUMER);
    writeFileSync(join(project, "types.mts"), TYPES);
    const config = `tsconfig.${resolution}.json`;
    writeFileSync(
      join(project, config),
      JSON.stringify({ compilerOptions, files: ["consumer.mts", "types.mts", ...everyModule()] }),
    );
    expect(await run(process.execPath, [TSC, "-p", config], project)).toBe("");
  });
});

/** A source that pulls in all declarations of all modules, used or not. */
function everyModule(): readonly string[] {
  writeFileSync(
    join(project, "every-module.mts"),
    modules()
      .map((path, index) => `export * as module${index} from ${JSON.stringify(path)};\n`)
      .join(""),
  );
  return ["every-module.mts"];
}

interface Manifest {
  readonly name: string;
  readonly exports: Readonly<Record<string, string | Readonly<Record<string, string>>>>;
}
interface SourceMap {
  readonly sourceRoot?: string;
  readonly sources: readonly string[];
}
interface Lock {
  readonly packages: Readonly<Record<string, { readonly hasInstallScript?: true }>>;
}

function manifest(): Manifest {
  return JSON.parse(readFileSync(installed("package.json"), "utf8")) as Manifest;
}

/** What a consumer can import code from. */
function modules(): readonly string[] {
  const { name, exports } = manifest();
  const paths = Object.keys(exports).filter((path) => typeof exports[path] !== "string");
  return paths.map((path) => posix.join(name, path));
}

function installed(file: string): string {
  return join(project, "node_modules/@oma-dm/codec", file);
}

function builtFrom(source: string): readonly string[] {
  const stem = source.replace(/^src\/(.*)\.ts$/, "dist/$1");
  return [".js", ".js.map", ".d.ts", ".d.ts.map"].map((ending) => stem + ending);
}

function npm(args: readonly string[]): Promise<string> {
  return run("npm", [...args, "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]);
}

/** Its standard output; what it said goes into the error when it failed. */
async function run(command: string, args: readonly string[], cwd = ROOT): Promise<string> {
  try {
    return (await promisify(execFile)(command, args, { cwd, encoding: "utf8" })).stdout;
  } catch (error) {
    const { stdout = "", stderr = "" } = error as { stdout?: string; stderr?: string };
    throw new Error(`${command} ${args[0]} failed\n${stdout}${stderr}`, { cause: error });
  }
}
